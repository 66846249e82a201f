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
  /** Milliseconds of processor time without an answer; 30,000 by default. It is no host time, so that a process which was stopped, or got none on a busy host, is never taken for one. */
  readonly mostMs?: number;
}

const mostMs = 30_000;
// An answer that came while this process itself did not run is read first.
const readMs = 1000;

export const spinText = `it computed for ${mostMs / 1000} s of processor time and answered nobody: a detector rule, a driver or another part of the lab's own goes on for ever`;

/** Finds a process that computes and never comes back to its event loop: nothing in it can end that, and nobody watches the board meanwhile. */
export class SpinWatch implements Disposable {
  readonly #options: Required<SpinWatchOptions>;
  readonly #ending = new AbortController();
  #askedAtMs: number | undefined;
  hasSpun = false;
  constructor({ usedMs = processorMs, askEveryMs = 5000, mostMs: most = mostMs, ...options }: SpinWatchOptions) {
    this.#options = { ...options, usedMs, askEveryMs, mostMs: most };
    void this.#watch().catch(() => {});
  }

  heard(): void {
    this.#askedAtMs = undefined;
  }

  [Symbol.dispose](): void {
    this.#ending.abort();
  }

  async #watch(): Promise<void> {
    const { pid, ask, onSpin, askEveryMs } = this.#options;
    const { signal } = this.#ending;
    const clock = boardClock();
    while (pid !== undefined) {
      const used = this.#options.usedMs(pid);
      if (used === undefined) return;
      if (this.#askedAtMs === undefined) {
        this.#askedAtMs = used;
        ask();
      }
      await clock.sleep(askEveryMs, signal);
      if (!this.#isOver()) continue;
      await clock.sleep(Math.min(readMs, askEveryMs), signal);
      if (!this.#isOver()) continue;
      this.hasSpun = true;
      onSpin();
      return;
    }
  }

  #isOver(): boolean {
    const used = this.#options.usedMs(this.#options.pid!);
    return this.#askedAtMs !== undefined && used !== undefined && used - this.#askedAtMs > this.#options.mostMs;
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
