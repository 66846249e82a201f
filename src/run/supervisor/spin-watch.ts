import { readFileSync } from 'node:fs';
import { boardClock } from '../../core/time.ts';

export interface SpinWatchOptions {
  readonly pid: number | undefined;
  /** Whatever the process says is an answer. */
  readonly ask: () => void;
  readonly onSpin: () => void;
  /** Milliseconds of processor time that a process has used; undefined where that cannot be known. */
  readonly usedMs?: (pid: number) => number | undefined;
  /** Host milliseconds between questions; 5000 by default. */
  readonly askEveryMs?: number;
  /** Milliseconds of processor time without an answer; 15,000 by default. It is no host time, so that a process which was stopped, or got none on a busy host, is never taken for one. */
  readonly mostMs?: number;
}

const mostMs = 15_000;
// An answer that came while this process itself did not run is read first.
const readMs = 1000;

// Of a process that is to stop: whoever waits for it wants the board off.
const soonMs = 1000;
const soonAskEveryMs = 500;

export const spinText = `it computed and answered nobody: a detector rule, a driver or another part of the lab's own goes on for ever`;
export const spinRemedy =
  'look for a repetition inside another in the detector rules of the lab file, such as (a+)+, and for loops without an await in its drivers';

/** Finds a process that computes and never comes back to its event loop: nothing in it can end that, and nobody watches the board meanwhile. */
export class SpinWatch implements Disposable {
  readonly #options: Required<Omit<SpinWatchOptions, 'askEveryMs' | 'mostMs'>>;
  #askEveryMs: number;
  #mostMs: number;
  #isDisposed = false;
  /** Ends the wait for the next look. */
  #waking = new AbortController();
  #askedAtMs: number | undefined;
  hasSpun = false;
  constructor({ usedMs = processorMs, askEveryMs = 5000, mostMs: most = mostMs, ...options }: SpinWatchOptions) {
    this.#options = { ...options, usedMs };
    this.#askEveryMs = askEveryMs;
    this.#mostMs = most;
    void this.#watch().catch(() => {});
  }

  /** It is to stop: an answer is due soon from now on. */
  answerSoon(): void {
    this.#mostMs = Math.min(this.#mostMs, soonMs);
    this.#askEveryMs = Math.min(this.#askEveryMs, soonAskEveryMs);
    this.#waking.abort();
    this.#waking = new AbortController();
  }

  heard(): void {
    this.#askedAtMs = undefined;
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#waking.abort();
  }

  async #watch(): Promise<void> {
    const { pid, ask, onSpin } = this.#options;
    while (pid !== undefined && !this.#isDisposed) {
      const used = this.#options.usedMs(pid);
      if (used === undefined) return;
      if (this.#askedAtMs === undefined) {
        this.#askedAtMs = used;
        ask();
      }
      await this.#slept(this.#askEveryMs);
      if (!this.#isOver()) continue;
      await this.#slept(Math.min(readMs, this.#askEveryMs));
      if (!this.#isOver()) continue;
      this.hasSpun = true;
      onSpin();
      return;
    }
  }

  async #slept(ms: number): Promise<void> {
    if (!this.#isDisposed)
      await boardClock()
        .sleep(ms, this.#waking.signal)
        .catch(() => {});
  }

  #isOver(): boolean {
    const used = this.#options.usedMs(this.#options.pid!);
    return !this.#isDisposed && this.#askedAtMs !== undefined && used !== undefined && used - this.#askedAtMs > this.#mostMs;
  }
}

// proc_pid_stat(5): utime and stime are fields 14 and 15, in hundredths of a second on every Linux; the name in field 2 may hold spaces and brackets.
const processorMs = (pid: number): number | undefined => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
};
