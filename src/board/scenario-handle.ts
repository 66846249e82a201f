import type { ConsoleSession } from '../console/console-session.ts';
import type { FirmwareRequest, ScenarioBoard, ScenarioConsole, ScenarioShell } from '../core/board.ts';
import type { ConsoleName, Mark } from '../core/console.ts';
import { ConfigError, HilError } from '../core/errors.ts';
import { findsNothing } from '../core/finds-nothing.ts';
import { flatImage, flatRemedy } from '../core/firmware.ts';
import type { Shell } from '../core/shell.ts';
import { monotonicMs } from '../core/time.ts';
import type { LiveBoard } from './live-board.ts';
import { M7Session } from './m7/m7-session.ts';
import { TypedEcho } from './typed-echo.ts';

interface Held {
  /** Where the scenario's part of each console's record begins; here by default. */
  readonly began?: ReadonlyMap<ConsoleName, Mark>;
  readonly wantsRefusal?: boolean;
}

/** One scenario's hold on a board. Once the signal aborts, every call rejects with its reason before anything reaches the board. */
export const scenarioHandle = (
  board: LiveBoard,
  signal: AbortSignal,
  { began = new Map(), wantsRefusal = false }: Held = {},
): ScenarioBoard => {
  const since = monotonicMs();
  const m7 = new M7Session(board.m7Host, signal);
  const guarded =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      signal.aborted ? Promise.reject(signal.reason) : call(...args);
  /** For what is read from the console: a wire that spoils it must not blame the product. */
  const judged = <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    guarded((...args: A) => board.wire.judge(signal, () => call(...args)));
  const onConsole: Guard = (call) =>
    judged((...args) => {
      board.watch.looksAtConsole();
      return call(...args);
    });
  const overWire = (open: () => Promise<Shell>): ScenarioShell => ({
    run: judged(async (command, options) => (await open()).run(command, { ...options, signal })),
  });
  const shell = (open: () => Promise<Shell>): ScenarioShell => ({
    run: guarded(async (command, options) => (await open()).run(command, { ...options, signal })),
  });
  const { boot, channels } = board;
  return {
    coldBoot: judged((options) => boot.coldBoot(options ?? {}, signal)),
    warmBoot: judged((options) => boot.warmBoot(options ?? {}, signal)),
    reach: judged((stage) => boot.reach(stage, signal)),
    stage: guarded(async () => boot.stage),
    provision: judged((needs) => board.provision(needs, signal)),
    waitForReset: judged((options) => boot.waitForReset(options, since, signal)),
    expectReset: guarded(async () => boot.announcements.expect('reset')),
    expectPowerDown: guarded(async () => boot.announcements.expect('power-down')),
    power: {
      on: guarded(() => board.boot.on(signal)),
      off: guarded(() => boot.off(signal)),
      state: guarded(() => board.powerState(signal)),
    },
    console: consoleHandle(channels.consoles.a53, began.get('a53'), signal, onConsole),
    m7: {
      console: channels.consoles.m7 ? consoleHandle(channels.consoles.m7, began.get('m7'), signal, guarded) : noConsole,
      state: guarded(() => m7.state()),
      start: guarded(async (firmware, options) => {
        if (!wantsRefusal) requireElf(board, firmware);
        board.watch.pulse.beginAnew();
        return m7.start(firmware, options);
      }),
      observe: guarded((firmware, options) => {
        board.watch.pulse.beginAnew();
        return m7.observe(firmware, options);
      }),
      stop: guarded(() => {
        board.watch.pulse.beginAnew();
        return m7.stop();
      }),
      echo: guarded((text, options) => m7.echo(text, options)),
    },
    linux: shell(() => board.shells.linux(signal)),
    serial: overWire(() => board.shells.serial(signal)),
    uboot: overWire(() => board.shells.uboot(signal)),
  };
};

/** Linux refuses any other image, whatever the product does. */
const requireElf = ({ m7Host }: LiveBoard, request: FirmwareRequest): void => {
  if (typeof request === 'object' && 'absent' in request) return;
  const { kind, name } = m7Host.store.get(request);
  if (kind === 'm7-bin') throw new ConfigError(flatImage(name), { remedy: flatRemedy });
};

type Guard = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A) => Promise<R>;

/** `began`: where the scenario's part of the record begins; here by default. What came before is of another scenario and is never found. */
const consoleHandle = (console: ConsoleSession, began = console.mark(), signal: AbortSignal, guarded: Guard): ScenarioConsole => {
  let matched = began;
  const echo = console.name === 'a53' ? new TypedEcho() : undefined;
  const from = (since: Mark | undefined): Mark => Math.max(began, since ?? Math.max(console.floor, matched)) as Mark;
  return {
    mark: guarded(async () => console.mark()),
    send: guarded((text) => {
      echo?.typed(text, console.mark());
      return console.send(text, { signal });
    }),
    expect: guarded(async (pattern, options) => {
      requireText(pattern);
      const match = await console.expect(pattern, {
        ...options,
        since: from(options.since),
        signal,
        passesOver: (found) => echo?.isEcho(found) ?? false,
      });
      matched = Math.max(matched, match.end) as Mark;
      return match;
    }),
    tail: guarded(async (count) => {
      const own = console.tail(Number.POSITIVE_INFINITY).filter(({ start }) => start >= began);
      if (own.length < count && console.linesFrom > began) throw linesMissing(count, own.length);
      return own.slice(-count);
    }),
  };
};

const linesMissing = (count: number, kept: number): HilError =>
  new HilError('suite', `console.tail(${count}): more lines have come since the scenario began than are kept, which are the last ${kept}`, {
    remedy: 'wait with expect() for what must come; where the last lines are enough, ask for no more than those',
  });

const requireText = (pattern: RegExp | string): void => {
  if (typeof pattern === 'string' ? pattern !== '' : !findsNothing(pattern)) return;
  throw new HilError(
    'suite',
    `the pattern ${typeof pattern === 'string' ? "''" : pattern} finds nothing at all, too, so that whatever comes would satisfy it`,
    {
      remedy: 'wait for a text: look for an empty alternative, as in /tick=|/, or for a part that may be left out',
    },
  );
};

const refuse = async (): Promise<never> => {
  throw new ConfigError('this board has no M7 console', {
    remedy: 'wire UART4 and give the board `consoles: { m7: … }`; on Wi-Fi modules of the iMX8MP UART4 is Bluetooth',
  });
};
const noConsole: ScenarioConsole = { mark: refuse, send: refuse, expect: refuse, tail: refuse };
