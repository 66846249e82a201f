import type { Detector } from '../knowledge/kernel/detector.ts';

type What = 'reset' | 'power-down';

const words: Readonly<Record<What, string>> = {
  reset: 'a reset of the board (board.expectReset)',
  'power-down': 'a power-down by Linux (board.expectPowerDown)',
};

/** What the running scenario said would happen to the board. */
export class Announcements {
  readonly #detector: Pick<Detector, 'announceReset' | 'retractReset'>;
  #open: What[] = [];
  constructor(detector: Pick<Detector, 'announceReset' | 'retractReset'>) {
    this.#detector = detector;
  }

  /** What has not come, in words. */
  get unmet(): readonly string[] {
    return this.#open.map((what) => words[what]);
  }

  expect(what: What): void {
    this.#open.push(what);
    this.#detector.announceReset(what);
  }

  /** It came. Another one that was announced is still to come. */
  came(what: What): void {
    const index = this.#open.indexOf(what);
    if (index >= 0) this.#open.splice(index, 1);
    const [next] = this.#open;
    if (next) this.#detector.announceReset(next);
  }

  /** The scenario that made them is over. */
  clear(): void {
    if (this.#open.length > 0) this.#detector.retractReset();
    this.#open = [];
  }
}
