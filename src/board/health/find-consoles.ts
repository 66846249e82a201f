import { ConsoleSession } from '../../console/console-session.ts';
import type { ByteStream, Console } from '../../core/console.ts';
import type { Driver, DriverContext } from '../../core/driver.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { isRubbish, LineSampler } from '../../knowledge/wire/line-sample.ts';
import { stopAutoboot } from '../boot/autoboot.ts';
import { bootLines } from '../boot/no-banner.ts';
import { UBootShell } from '../boot/uboot-shell.ts';
import { checkM7Console } from '../m7/m7-console-check.ts';
import type { BoardModel } from '../models/board-model.ts';
import { provenOff } from '../power/end-state.ts';

export interface Candidate {
  /** As a person knows it, such as its path. */
  readonly name: string;
  readonly driver: Driver<ByteStream>;
}

export interface FoundConsoles {
  readonly a53?: string;
  readonly m7?: string;
  /** A sentence for each of the others, and for what was not found. */
  readonly notes: readonly string[];
}

// Board time: longer than residual voltage needs to fall, and than a boot ROM needs to the first byte.
const offMs = 5000;
const bannerMs = 10_000;

interface Opened {
  readonly name: string;
  readonly session: ConsoleSession;
  readonly sampler: LineSampler;
}

/**
 * Finds out whose consoles are whose by one power cycle: the A53's is where the boot loader speaks, the M7's where the boot loader's own writes into UART4
 * come out. Leaves the board without power. Throws PowerError where the relay does not answer; a candidate that cannot be opened is noted.
 */
export const findConsoles = async (
  candidates: readonly Candidate[],
  relay: PowerSwitch,
  model: BoardModel,
  context: DriverContext,
): Promise<FoundConsoles> => {
  const { clock, signal } = context;
  const notes: string[] = [];
  const opened: Opened[] = [];
  try {
    for (const { name, driver } of candidates) {
      const stream = await driver.connect(context).catch((cause: Error) => void notes.push(`${name}: ${cause.message}`));
      if (stream) opened.push(listenedTo(name, stream, context));
    }
    await relay.off(signal);
    await clock.sleep(offMs, signal);
    for (const { sampler } of opened) sampler.begin();
    const since = new Map(opened.map(({ session }) => [session, session.mark()]));
    const powered = Promise.resolve().then(() => relay.on(signal));
    const pressing = opened.map(({ session }) =>
      stopAutoboot({ console: session, profile: model.profile, clock, since: since.get(session)!, within: '20s', powered, signal }),
    );
    const stopped = Promise.allSettled(pressing);
    await powered;
    await clock.sleep(bannerMs, signal);
    const spoke = opened.filter(({ session }) => bootLines({ console: session, since: since.get(session)! }).length > 0);
    for (const { name, sampler, session } of opened)
      notes.push(
        ...noteOn(
          name,
          sampler,
          spoke.some((one) => one.session === session),
        ),
      );
    const [a53] = spoke;
    if (!a53 || spoke.length > 1) return { notes: [...notes, spoke.length > 1 ? severalSpoke(spoke) : nobodySpoke] };
    await stopped;
    const others = opened.filter((one) => one !== a53);
    const m7 = await m7Among(others, a53.session, model, context).catch((cause: Error) => void notes.push(cause.message));
    return { a53: a53.name, ...(m7 ? { m7: m7.name } : {}), notes };
  } finally {
    await provenOff({ off: () => relay.off(), state: () => relay.state() }).catch((cause: Error) => void notes.push(cause.message));
    for (const { session } of opened) await session[Symbol.asyncDispose]();
  }
};

const listenedTo = (name: string, stream: ByteStream, { clock }: DriverContext): Opened => {
  const sampler = new LineSampler();
  const session = new ConsoleSession({ name: 'a53', stream, clock });
  session.onBytes((chunk) => sampler.push(chunk));
  return { name, session, sampler };
};

const noteOn = (name: string, { sample }: LineSampler, isBootLoader: boolean): string[] => {
  if (isBootLoader) return [];
  if (isRubbish(sample)) return [`${name}: spoke when the power came, but no text: another baud rate?`];
  return [`${name}: ${sample.bytes === 0 ? 'stayed silent' : `said ${sample.bytes} bytes, and no boot loader`}`];
};

const nobodySpoke =
  'no boot loader spoke on any of them when the relay closed: the relay is that of another board, or the console is not among them';
const severalSpoke = (spoke: readonly Opened[]): string =>
  `boot loaders spoke on ${spoke.map(({ name }) => name).join(' and ')}: the relay feeds several boards`;

/** Undefined where none of them is; each is asked in turn, since one write comes out on one of them only. */
const m7Among = async (
  others: readonly Opened[],
  a53: Console,
  model: BoardModel,
  { clock, signal }: DriverContext,
): Promise<Opened | undefined> => {
  const uboot = new UBootShell({ console: a53, profile: model.profile, clock });
  for (const other of others) {
    if ((await checkM7Console(uboot, other.session, model, signal)) === undefined) return other;
  }
  return undefined;
};
