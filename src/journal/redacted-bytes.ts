import { redactBytes, secretBegun } from '../core/secret.ts';

/** A stream of bytes without secrets, however its chunks are cut. Only what may become a secret is held back. */
export class RedactedBytes {
  #held: Uint8Array = new Uint8Array();

  push(chunk: Uint8Array): Uint8Array {
    const bytes = redactBytes(this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]));
    const safe = bytes.length - secretBegun(bytes);
    this.#held = bytes.subarray(safe);
    return bytes.subarray(0, safe);
  }

  /** What was held back, once nothing more will come. */
  end(): Uint8Array {
    const rest = this.#held;
    this.#held = new Uint8Array();
    return rest;
  }
}
