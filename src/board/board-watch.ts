import type { EventBody } from '../core/event.ts';
import type { M7Observation } from '../core/outcome.ts';
import { monotonicMs } from '../core/time.ts';
import type { BoardIncidents } from './board-incidents.ts';
import type { BoardShells } from './board-shells.ts';
import type { BootControl } from './boot/boot-control.ts';
import { hearOut } from './health/hear-out.ts';
import { LinuxWatch } from './linux/linux-watch.ts';
import { answersBeside, type LinuxBesideConsole } from './linux-beside-console.ts';
import type { Death } from './m7/death-watch.ts';
import { M7Pulse } from './m7/m7-pulse.ts';
import type { Heartbeat } from './m7/proof-of-life.ts';
import type { Parts } from './open-parts.ts';

export interface BoardWatchOptions {
  readonly parts: Parts;
  readonly boot: BootControl;
  readonly shells: BoardShells;
  readonly linuxBeside: LinuxBesideConsole;
  readonly incidents: BoardIncidents;
  readonly emit: (event: EventBody) => void;
}

/** Whether both processors of a board still live: Linux on the A53, and on the M7 a firmware that has proven a counter. */
export class BoardWatch implements Disposable {
  readonly pulse: M7Pulse;
  readonly #options: BoardWatchOptions;
  readonly #linux: LinuxWatch;
  #consoleLookedAt: number | undefined;
  constructor(options: BoardWatchOptions) {
    this.#options = options;
    const { parts, boot, shells, linuxBeside, incidents, emit } = options;
    const { channels, clock, detector, pace } = parts;
    // A console that has gone silent keeps a new connection from being proven, and lets nobody see a boot.
    const answers = (signal: AbortSignal): Promise<boolean> => either(shells.answers(signal), answersBeside(linuxBeside, signal));
    const believe = (): void => parts.doubts.believe();
    this.#linux = new LinuxWatch({ channels, clock, pace, detector, boot, incidents: incidents.all, answers, believe, emit });
    this.pulse = new M7Pulse({
      clock,
      boot: () => (this.#isLinux ? boot.bootedAt : undefined),
      core: (signal) => shells.coreClaim(signal),
      awakeSince: () => this.#linux.awakeSince,
      wasGiven: (ms, since) => pace.coreHad(ms, since),
      onSilence: (last) => detector.m7Silence(last, channels.tails(5).m7, monotonicMs()),
    });
    channels.consoles.m7?.onLine((line) => this.pulse.line(line));
    channels.onStartOver(() => this.pulse.beginAnew());
    channels.consoles.m7?.onGap(() => this.pulse.wireCameBack());
  }

  onTrouble(listener: (error: Error) => void): () => void {
    return this.#linux.onTrouble(listener);
  }

  /** While a scenario holds the board, whatever it waits for. */
  whileHeld(silentForMs: number, signal: AbortSignal): void {
    this.#consoleLookedAt = undefined;
    this.#linux.whileHeld(silentForMs, signal);
  }

  /** The scenario reads what the A53 console said, or waits for it. */
  looksAtConsole(): void {
    this.#consoleLookedAt = monotonicMs();
  }

  untilDead(since: number, signal: AbortSignal): Promise<Death> {
    return this.#linux.untilDead(since, signal);
  }

  observed(observation: M7Observation, heartbeat: Heartbeat | undefined): void {
    this.pulse.observed(observation, heartbeat);
  }

  /** The end of a scenario: what it set off has come, and Linux answers. Throws ConnectionLostError when it does not. */
  hearOut(signal: AbortSignal): Promise<void> {
    const { shells, parts } = this.#options;
    const { channels, clock } = parts;
    const answers = (asking: AbortSignal): Promise<boolean> => shells.answers(asking);
    const answersOnConsole = (asking: AbortSignal): Promise<boolean> => shells.answersOnConsole(asking);
    const { pulse } = this;
    const consoleLookedAt = this.#consoleLookedAt;
    return hearOut({ channels, clock, pulse, isLinux: () => this.#isLinux, answers, answersOnConsole, consoleLookedAt }, signal);
  }

  [Symbol.dispose](): void {
    this.pulse.stop();
    this.#linux[Symbol.dispose]();
  }

  get #isLinux(): boolean {
    return this.#options.boot.stage === 'login';
  }
}

/** As soon as one of them is true. */
const either = async (...asked: readonly Promise<boolean>[]): Promise<boolean> => {
  const yes = asked.map(async (answer) => (await answer) || Promise.reject(new Error('no')));
  return Promise.any(yes).catch(() => false);
};
