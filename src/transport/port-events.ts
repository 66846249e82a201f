/** What a port tells its owner: every chunk from the first byte on, and once that it is gone. */
export class PortEvents {
  readonly #dataListeners: ((chunk: Uint8Array) => void)[] = [];
  readonly #lossListeners: ((error: Error) => void)[] = [];
  #unheard: Uint8Array[] = [];
  #lost: Error | undefined;
  #closed: Error | undefined;

  /** Why nothing can be written any more. */
  get gone(): Error | undefined {
    return this.#closed ?? this.#lost;
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#dataListeners.push(listener);
    for (const chunk of this.#unheard.splice(0)) listener(chunk);
  }

  onLost(listener: (error: Error) => void): void {
    this.#lossListeners.push(listener);
    if (this.#lost) listener(this.#lost);
  }

  hear(chunk: Uint8Array): void {
    if (this.#closed) return;
    if (this.#dataListeners.length === 0) this.#unheard.push(chunk);
    for (const listener of this.#dataListeners) listener(chunk);
  }

  /** The port vanished by itself. */
  lose(error: Error): void {
    if (this.gone) return;
    this.#lost = error;
    for (const listener of this.#lossListeners) listener(error);
  }

  /** The owner has no more use for it. */
  close(error: Error): void {
    this.#closed ??= error;
  }
}
