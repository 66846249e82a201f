import { Listeners } from '../../console/listeners.ts';

/** What a port tells its owner: every chunk from the first byte on, and once that it is gone. */
export class PortEvents {
  readonly #dataListeners = new Listeners<[chunk: Uint8Array]>();
  readonly #lossListeners = new Listeners<[error: Error]>();
  readonly #gapListeners = new Listeners<[ms: number]>();
  #unheard: Uint8Array[] = [];
  #lost: Error | undefined;
  #closed: Error | undefined;

  /** Why nothing can be written any more. */
  get gone(): Error | undefined {
    return this.#closed ?? this.#lost;
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#dataListeners.add(listener);
    for (const chunk of this.#unheard.splice(0)) listener(chunk);
  }

  onLost(listener: (error: Error) => void): void {
    this.#lossListeners.add(listener);
    if (this.#lost) listener(this.#lost);
  }

  onGap(listener: (ms: number) => void): void {
    this.#gapListeners.add(listener);
  }

  /** The port was away, and is there again. */
  cameBack(ms: number): void {
    if (!this.#closed) this.#gapListeners.tell(ms);
  }

  hear(chunk: Uint8Array): void {
    if (this.#closed) return;
    if (this.#dataListeners.none) this.#unheard.push(chunk);
    this.#dataListeners.tell(chunk);
  }

  /** The port vanished by itself. */
  fail(error: Error): void {
    if (this.gone) return;
    this.#lost = error;
    this.#lossListeners.tell(error);
  }

  /** The owner has no more use for it. */
  close(error: Error): void {
    this.#closed ??= error;
  }
}
