/** Those who want to hear about something. */
export class Listeners<Heard extends readonly unknown[]> {
  readonly #all: ((...heard: Heard) => void)[] = [];

  get none(): boolean {
    return this.#all.length === 0;
  }

  add(listener: (...heard: Heard) => void): void {
    this.#all.push(listener);
  }

  tell(...heard: Heard): void {
    for (const listener of this.#all) listener(...heard);
  }
}
