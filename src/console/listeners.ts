/** Those who want to hear about something. */
export class Listeners<Heard extends readonly unknown[]> {
  #all: readonly ((...heard: Heard) => void)[] = [];

  get none(): boolean {
    return this.#all.length === 0;
  }

  /** The returned function ends it. */
  add(listener: (...heard: Heard) => void): () => void {
    this.#all = [...this.#all, listener];
    return () => {
      this.#all = this.#all.filter((each) => each !== listener);
    };
  }

  tell(...heard: Heard): void {
    for (const listener of this.#all) listener(...heard);
  }
}
