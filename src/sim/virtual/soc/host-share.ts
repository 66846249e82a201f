import { performance } from 'node:perf_hooks';

/** Host time the core may use in the long run, and the credit it starts with so that a start-up is not slowed down. */
const share = 0.1;
const creditMs = 250;
const longestRunMs = 3;

/** How much of the host a busy core may have. */
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

  /** Runs something that is given the moment, in the host's milliseconds, at which it has to be over, and takes what it used from the credit. */
  spend(run: (until: number) => void): void {
    const started = performance.now();
    const cpu = process.cpuUsage();
    run(started + Math.min(this.#credit, longestRunMs));
    this.#credit -= performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    this.#cpuMs += (user + system) / 1000;
  }
}
