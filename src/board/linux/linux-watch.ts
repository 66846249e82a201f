import { ConnectionLostError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { KernelIncident } from '../../core/incident.ts';
import { anySignal, type Clock, formatMs, monotonicMs } from '../../core/time.ts';
import type { Detector } from '../../knowledge/kernel/detector.ts';
import type { BoardPace } from '../board-pace.ts';
import type { BootControl } from '../boot/boot-control.ts';
import type { Channels } from '../channels.ts';
import { type Death, type DeathWatchOptions, watchForDeath, watchForSilence } from '../m7/death-watch.ts';
import { WakeUps } from '../wake-ups.ts';

export interface LinuxWatchOptions {
  readonly channels: Channels;
  readonly clock: Clock;
  readonly pace: Pick<BoardPace, 'awakeSince'>;
  readonly detector: Detector;
  readonly boot: BootControl;
  readonly incidents: readonly KernelIncident[];
  readonly answers: (signal: AbortSignal) => Promise<boolean>;
  /** A Linux that does not answer denies nothing that its console claims. */
  readonly believe: () => void;
  readonly emit: (event: EventBody) => void;
}

/** Whether Linux still lives, and if not, whether that is the board's doing. */
export class LinuxWatch implements Disposable {
  readonly #options: LinuxWatchOptions;
  readonly #wakeUps: WakeUps;
  readonly #troubled = new Set<(error: Error) => void>();
  /** Aborts with the board: whoever holds it may let its own signal live on, and nobody is there to answer. */
  readonly #over = new AbortController();
  constructor(options: LinuxWatchOptions) {
    this.#options = options;
    this.#wakeUps = new WakeUps((ms) => {
      const text = `this program did not run for ${formatMs(ms)}, as when it is stopped or its host sleeps: silence in that time counts for nothing`;
      options.emit({ type: 'lab.noted', text });
    });
  }

  /** Host monotonic milliseconds since which this program has run. */
  get awakeSince(): number {
    return this.#wakeUps.look();
  }

  onTrouble(listener: (error: Error) => void): () => void {
    this.#troubled.add(listener);
    return () => this.#troubled.delete(listener);
  }

  /** As `watchForDeath`. Rejects with PowerError when somebody cut the power. */
  untilDead(since: number, signal: AbortSignal): Promise<Death> {
    return watchForDeath(this.#watch(since, signal));
  }

  /** While a scenario holds the board, whatever it waits for. A key pressed at U-Boot's prompt would repeat a command: only a running Linux is asked. */
  whileHeld(silentForMs: number, signal: AbortSignal): void {
    const watch = { ...this.#watch(monotonicMs(), signal), silentForMs, isLinux: () => this.#options.boot.stage === 'login' };
    watchForSilence(watch).catch((error: unknown) => {
      // It ends with the scenario or the board, and its finding is the incident that it opens.
      if (!watch.signal.aborted) for (const listener of this.#troubled) listener(error as Error);
    });
  }

  [Symbol.dispose](): void {
    this.#over.abort(new ConnectionLostError('the board was closed'));
    this.#wakeUps[Symbol.dispose]();
  }

  #watch(since: number, signal: AbortSignal): DeathWatchOptions {
    const { answers, believe, boot, channels, clock, detector, incidents, pace } = this.#options;
    return {
      channels,
      clock,
      since,
      incidentsSince: (at) => incidents.filter((incident) => incident.at >= at),
      answers,
      believe,
      awakeSince: () => this.awakeSince,
      boardAwakeSince: () => pace.awakeSince(),
      boots: () => boot.current.count,
      powerCut: () => boot.power.cut({ mustAnswer: true }),
      reportSilence: () => detector.silence(channels.tails(5), monotonicMs()),
      signal: anySignal(signal, this.#over.signal),
    };
  }
}
