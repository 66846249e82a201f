import type { ScenarioBoard, ScenarioConsole, ScenarioShell } from '../core/board.ts';
import type { Console } from '../core/console.ts';
import { ConfigError } from '../core/errors.ts';
import type { Shell } from '../core/shell.ts';
import { monotonicMs } from '../core/time.ts';
import type { LiveBoard } from './live-board.ts';
import { M7Session } from './m7-session.ts';

/** One scenario's hold on a board. Once the signal aborts, every call rejects with its reason before anything reaches the board. */
export const scenarioHandle = (board: LiveBoard, signal: AbortSignal): ScenarioBoard => {
  const since = monotonicMs();
  const m7 = new M7Session(board.m7Host, signal);
  const guarded =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      signal.aborted ? Promise.reject(signal.reason) : call(...args);
  const shell = (open: () => Promise<Shell>): ScenarioShell => ({
    run: guarded(async (command, options) => (await open()).run(command, { ...options, signal })),
  });
  const { boot, channels } = board;
  return {
    coldBoot: guarded((options) => boot.coldBoot(options ?? {}, signal)),
    warmBoot: guarded((options) => boot.warmBoot(options ?? {}, signal)),
    reach: guarded((stage) => boot.reach(stage, signal)),
    stage: guarded(async () => boot.stage),
    provision: guarded((needs) => board.prepare(needs, signal)),
    waitForReset: guarded((options) => boot.waitForReset(options, since, signal)),
    power: {
      on: guarded(() => board.powerOn(signal)),
      off: guarded(() => boot.off(signal)),
      state: guarded(() => board.powerState(signal)),
    },
    console: consoleHandle(channels.consoles.a53, signal, guarded),
    m7: {
      console: channels.consoles.m7 ? consoleHandle(channels.consoles.m7, signal, guarded) : noConsole,
      state: guarded(() => m7.state()),
      start: guarded((firmware, options) => m7.start(firmware, options)),
      observe: guarded((firmware, options) => m7.observe(firmware, options)),
      stop: guarded(() => m7.stop()),
      echo: guarded((text, options) => m7.echo(text, options)),
    },
    linux: shell(() => board.linux(signal)),
    serial: shell(() => board.serialShell(signal)),
    uboot: shell(() => board.ubootShell(signal)),
  };
};

type Guard = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A) => Promise<R>;

const consoleHandle = (console: Console, signal: AbortSignal, guarded: Guard): ScenarioConsole => ({
  mark: guarded(async () => console.mark()),
  send: guarded((text) => console.send(text, { signal })),
  expect: guarded((pattern, options) => console.expect(pattern, { ...options, signal })),
  tail: guarded(async (count) => console.tail(count)),
});

const refuse = async (): Promise<never> => {
  throw new ConfigError('this board has no M7 console', {
    remedy: 'wire UART4 and give the board `consoles: { m7: … }`; on Wi-Fi modules UART4 is Bluetooth',
  });
};
const noConsole: ScenarioConsole = { mark: refuse, send: refuse, expect: refuse, tail: refuse };
