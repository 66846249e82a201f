/** Who takes the level of a line. */
export interface LineTaker {
  setLine(interrupt: number, high: boolean): void;
}

/** The interrupt lines into the core: their levels are those of the peripherals, which a reset of the core leaves as they are. */
export class InterruptLines {
  readonly #high = new Set<number>();
  #core: LineTaker | undefined;

  /** A core that begins finds the lines as they are. */
  connect(core: LineTaker | undefined): void {
    this.#core = core;
    for (const interrupt of this.#high) core?.setLine(interrupt, true);
  }

  set(interrupt: number, high: boolean): void {
    if (high) this.#high.add(interrupt);
    else this.#high.delete(interrupt);
    this.#core?.setLine(interrupt, high);
  }
}
