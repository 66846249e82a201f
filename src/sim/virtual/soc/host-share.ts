import { performance } from 'node:perf_hooks';

/** Host time the core may use in the long run, and the credit it starts with so that a start-up is not slowed down. */
const share = 0.1;
const creditMs = 250;
const longestRunMs = 3;

/** How much of the host a busy core may have: CPU time, since a busy host gives the CPU to others in the middle of a run. */
export class HostShare {
  #credit = creditMs;
  #creditAt = performance.now();
  #cpuMs = 0;

  /** CPU milliseconds that went into its runs since the last renewal. */
  get cpuMs(): number {
    return this.#cpuMs;
  }

  get hasCredit(): boolean {
    return this.#credit > 0;
  }

  /** Enough is left for a run that need not wait for its turn. */
  get isAmple(): boolean {
    return this.#credit > longestRunMs;
  }

  /** A core that begins anew has a full credit. */
  renew(): void {
    this.#credit = creditMs;
    this.#cpuMs = 0;
  }

  earn(): void {
    const now = performance.now();
    this.#credit = Math.min(creditMs, this.#credit + (now - this.#creditAt) * share);
    this.#creditAt = now;
  }

  /**
   * Runs something that is given the moment, in the host's milliseconds, at which it has to be over, so that the rest of the board gets its turn; takes
   * what it used from the credit. Returns the host milliseconds in which a core at its share would have used as much.
   */
  spend(run: (until: number) => void): number {
    const cpu = process.cpuUsage();
    run(performance.now() + Math.min(this.#credit, longestRunMs));
    const used = cpuSince(cpu);
    this.#credit -= used;
    this.#cpuMs += used;
    return used / share;
  }
}

const cpuSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
