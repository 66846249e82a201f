/** More of them are merged, so that whoever is short of time for hours costs no memory. */
const mostEntries = 512;

/** Board time that nobody had the host time to simulate, in nanoseconds. */
export class LostTime {
  #entries: { readonly at: number; readonly ns: number }[] = [];

  /** `at`: the end of the time that was lost. */
  add(at: number, ns: number): void {
    if (ns <= 0) return;
    this.#entries.push({ at, ns });
    if (this.#entries.length > mostEntries) this.#merge();
  }

  /** How much of the time since `at` was lost. */
  since(at: number): number {
    let sum = 0;
    for (const entry of this.#entries) if (entry.at > at) sum += Math.min(entry.ns, entry.at - at);
    return sum;
  }

  // Under the later of two moments: what is asked for the time since the earlier one is then too much and never too little.
  #merge(): void {
    const merged: { readonly at: number; readonly ns: number }[] = [];
    for (let at = 0; at + 1 < this.#entries.length; at += 2) {
      const [first, second] = [this.#entries[at]!, this.#entries[at + 1]!];
      merged.push({ at: second.at, ns: first.ns + second.ns });
    }
    if (this.#entries.length % 2 === 1) merged.push(this.#entries.at(-1)!);
    this.#entries = merged;
  }
}
