import type { BoardLife } from '../board-life.ts';

const timeoutMs = 60_000;
const feedMs = 30_000;

/**
 * The imx2-wdt of this boot. U-Boot started it; from then on it is fed every half of its timeout, by the watchdog core until a program opens
 * /dev/watchdog, and by that program afterwards.
 */
export class Watchdog {
  readonly #life: BoardLife;
  readonly #since: number;
  #timeoutMs = timeoutMs;
  #feedMs = feedMs;
  #fedSince: number;
  #owner: string | undefined;
  constructor(life: BoardLife, owner: string | undefined) {
    this.#life = life;
    this.#since = life.clock.now();
    this.#fedSince = this.#since;
    this.#owner = owner;
  }

  get owner(): string | undefined {
    return this.#owner;
  }

  get timeoutSeconds(): number {
    return this.#timeoutMs / 1000;
  }

  /** A program takes the device; false while another one holds it (EBUSY). */
  take(owner: string, timeoutSeconds: number, everySeconds: number): boolean {
    if (this.#owner !== undefined) return false;
    this.#owner = owner;
    this.#timeoutMs = timeoutSeconds * 1000;
    this.#feedMs = everySeconds * 1000;
    this.#fedSince = this.#life.clock.now();
    return true;
  }

  /** From here on nobody feeds it: resolves when it bites, its timeout after the last meal. */
  async starve(): Promise<void> {
    const sinceMeal = (this.#life.clock.now() - this.#fedSince) % this.#feedMs;
    await this.#life.sleep(this.#timeoutMs - sinceMeal);
  }
}
