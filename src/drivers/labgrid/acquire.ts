import { anySignal, boardClock, type Duration, toMs, untilAborted } from '../../core/time.ts';
import type { CoordinatorSession } from './coordinator-session.ts';
import { PlaceError } from './place-error.ts';
import { resourcesOf } from './place-resources.ts';
import type { Place } from './protocol.ts';

export interface AcquireOptions {
  readonly place: string;
  /** How long to wait for a place that somebody else holds; not at all by default. */
  readonly wait?: Duration;
  readonly signal: AbortSignal;
}

// A try that fails halfway through the resources of a place is itself a change.
const betweenTriesMs = 500;

/** Throws PlaceError that says who holds the place, or what else is in the way, and the signal's reason. */
export const acquire = async (session: CoordinatorSession, { place: name, wait, signal }: AcquireOptions): Promise<void> => {
  const patience = wait === undefined ? undefined : AbortSignal.timeout(toMs(wait));
  for (;;) {
    const changed = nextChange(session);
    const place = knownPlace(session, name);
    const refusal = place.acquired ? new PlaceError(`labgrid place ${name} is held`) : await session.acquire(name, signal);
    await session.sync(signal);
    if (!refusal) return;
    const obstacle = await explain(session, name, refusal, signal);
    if (!patience || patience.aborted) throw obstacle;
    await untilAborted(changed, anySignal(patience, signal)).catch((cause: unknown) => {
      throw patience.aborted && !signal.aborted ? stillTaken(obstacle, wait!) : cause;
    });
    await boardClock().sleep(betweenTriesMs, signal);
  }
};

const nextChange = (session: CoordinatorSession): Promise<void> =>
  new Promise((resolve) => {
    const stop = session.onChange(() => {
      stop();
      resolve();
    });
  });

const knownPlace = (session: CoordinatorSession, name: string): Place => {
  if (session.lost) throw session.lost;
  const place = session.places.get(name);
  if (place) return place;
  const aliased = [...session.places.values()].find(({ aliases }) => aliases.includes(name));
  throw new PlaceError(`the labgrid coordinator ${session.address} has no place ${name}`, {
    evidence: [`it has ${[...session.places.keys()].join(', ') || 'no places at all'}`],
    remedy: aliased ? `${name} is an alias: write place: '${aliased.name}'` : `create it: labgrid-client -p ${name} create`,
  });
};

const explain = async (session: CoordinatorSession, name: string, refusal: Error, signal: AbortSignal): Promise<PlaceError> => {
  const place = knownPlace(session, name);
  if (place.acquired && place.acquired !== session.holder) return heldByOther(place);
  if (place.reservation) {
    const owner = (await session.ownerOf(place.reservation, signal)) ?? 'somebody else';
    return new PlaceError(`labgrid place ${name} is reserved by ${owner}`, { cause: refusal, remedy: 'wait for the reservation to end' });
  }
  const others = resourcesOf(place, session.resources.values()).flatMap(({ path, resource: { acquired } }) => {
    if (!acquired || acquired === name) return [];
    return acquired === '<broken>' ? [`${path} is broken, says its exporter`] : [`${path} is in use by place ${acquired}`];
  });
  return new PlaceError(`labgrid cannot give place ${name}: ${others[0] ?? refusal.message}`, {
    cause: refusal,
    evidence: others,
    remedy: 'see labgrid-client resources -v, and the logs of labgrid-exporter and labgrid-coordinator',
  });
};

const heldByOther = ({ name, acquired, changed }: Place): PlaceError => {
  const [host, user] = acquired!.split('/');
  return new PlaceError(`labgrid place ${name} is held by ${user ? `${user} on ${host}` : acquired}`, {
    evidence: [`since ${new Date(changed * 1000).toISOString()}`],
    remedy: `wait (wait: '10min' in the lab file), or ask for it; labgrid-client -p ${name} release --kick takes it away`,
  });
};

const stillTaken = (obstacle: PlaceError, wait: Duration): PlaceError =>
  new PlaceError(`${obstacle.message}, still after ${wait}`, { cause: obstacle, evidence: obstacle.evidence, ...remedyOf(obstacle) });

const remedyOf = ({ remedy }: PlaceError): { remedy?: string } => (remedy === undefined ? {} : { remedy });
