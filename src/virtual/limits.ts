/** What somebody touched that this board does not model: reported over the control endpoint instead of being ignored. */
export class Limits {
  readonly #touched = new Map<string, number>();

  touch(what: string): void {
    // Bounded: a script in a loop must not fill the memory of the process.
    if (this.#touched.size < 500 || this.#touched.has(what)) this.#touched.set(what, (this.#touched.get(what) ?? 0) + 1);
  }

  list(): readonly { readonly what: string; readonly times: number }[] {
    return [...this.#touched].map(([what, times]) => ({ what, times }));
  }
}
