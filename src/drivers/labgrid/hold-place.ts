import type { Duration } from '../../core/time.ts';
import { acquire } from './acquire.ts';
import { keepNote } from './acquired-note.ts';
import { CoordinatorSession } from './coordinator-session.ts';
import { HeldPlace } from './held-place.ts';
import { PlaceError } from './place-error.ts';
import { withPort } from './protocol.ts';
import { reclaimPlaces } from './reclaim.ts';
import { releasePlace } from './release-place.ts';

export interface HoldOptions {
  readonly coordinator: string;
  readonly place: string;
  readonly holder: string;
  readonly wait?: Duration;
  readonly board: string;
  readonly stateDir: string;
  readonly signal: AbortSignal;
}

export interface Hold {
  readonly place: HeldPlace;
  /** Throws PlaceError when the coordinator does not answer; the place is freed by the next run then. */
  release(): Promise<void>;
}

// Wall time: an exporter that is stuck costs the coordinator 10 s for each resource of the place.
const releaseWithinMs = 20_000;

/** Acquires a place. Throws PlaceError, or the signal's reason; nothing is held then. */
export const holdPlace = async ({ coordinator, place: name, holder, wait, board, stateDir, signal }: HoldOptions): Promise<Hold> => {
  const address = withPort(coordinator);
  await reclaimPlaces({ board, stateDir, signal });
  const session = await CoordinatorSession.open({ address, holder, signal });
  const kept = await keepNote(stateDir, board, { coordinator: address, place: name, holder });
  const release = async (): Promise<void> => {
    await session[Symbol.asyncDispose]();
    await releasePlace({ address, place: name, holder }, AbortSignal.timeout(releaseWithinMs)).catch((cause: unknown) => {
      throw notReleased(name, cause);
    });
    await kept.forget();
  };
  try {
    await acquire(session, { place: name, signal, ...(wait === undefined ? {} : { wait }) });
    return { place: new HeldPlace(session, name), release };
  } catch (cause) {
    // The request may have been granted although its answer never came.
    await release().catch(() => {});
    throw cause;
  }
};

const notReleased = (name: string, cause: unknown): PlaceError =>
  new PlaceError(`labgrid place ${name} could not be released: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
    remedy: `the next run of this board on this host releases it; or by hand: labgrid-client -p ${name} release --kick`,
  });
