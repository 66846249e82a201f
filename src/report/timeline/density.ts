const most = 4000;

/** How many rows of each lane came when, in steps that grow with what is counted. */
export class Density {
  readonly #counts: number[][];
  #stepMs = 16;
  constructor(lanes: number) {
    this.#counts = Array.from({ length: lanes }, () => []);
  }

  add(lane: number, at: number): void {
    while (at / this.#stepMs >= most) this.#widen();
    const counts = this.#counts[lane]!;
    const step = Math.max(0, Math.floor(at / this.#stepMs));
    while (counts.length <= step) counts.push(0);
    counts[step]!++;
  }

  get result(): { readonly stepMs: number; readonly counts: readonly (readonly number[])[] } {
    return { stepMs: this.#stepMs, counts: this.#counts };
  }

  #widen(): void {
    this.#stepMs *= 2;
    this.#counts.forEach((counts, lane) => {
      const halves = Array.from({ length: Math.ceil(counts.length / 2) }, (_, at) => counts[2 * at]! + (counts[2 * at + 1] ?? 0));
      this.#counts[lane] = halves;
    });
  }
}
