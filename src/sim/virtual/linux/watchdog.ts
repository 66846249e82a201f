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
  /** Counts openings of the device by programs that write to it and go. */
  #openings = 0;
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

  /**
   * A program opens the device, writes, and closes it. After a `V` (WDIOF_MAGICCLOSE) the kernel goes on feeding; else nobody does any more, which the
   * promise of the last such opening tells when it bites (watchdog_release() of drivers/watchdog/watchdog_dev.c).
   */
  async opened(text: string): Promise<'fed' | 'bites'> {
    const opening = ++this.#openings;
    this.#fedSince = this.#life.clock.now();
    if (text.includes('V')) return 'fed';
    await this.#life.sleep(this.#timeoutMs);
    return opening === this.#openings ? 'bites' : 'fed';
  }

  /** From here on nobody feeds it: resolves when it bites, its timeout after the last meal. */
  async starve(): Promise<void> {
    const sinceMeal = (this.#life.clock.now() - this.#fedSince) % this.#feedMs;
    await this.#life.sleep(this.#timeoutMs - sinceMeal);
  }
}
