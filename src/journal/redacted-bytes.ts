import { redactStream } from '../core/redaction.ts';

const echoWithinLines = 3;
const contextLength = 256;

/** A stream of bytes without secrets, however its chunks are cut. Only what may become a secret is held back. */
export class RedactedBytes {
  #held = '';
  #context = '';
  #echoLines = 0;

  /** A secret was typed to whoever sends this stream, who may repeat it although nobody should see it. */
  expectEcho(): void {
    this.#echoLines = echoWithinLines;
  }

  push(chunk: Uint8Array): Uint8Array {
    const place = { context: this.#context, mayEcho: this.#echoLines > 0 };
    const { safe, held } = redactStream(this.#held + Buffer.from(chunk).toString('latin1'), place);
    this.#held = held;
    return this.#passed(safe);
  }

  /** What was held back, once nothing more will come. */
  end(): Uint8Array {
    const rest = this.#held;
    this.#held = '';
    return this.#passed(rest);
  }

  #passed(text: string): Uint8Array {
    const line = (this.#context + text).slice(-contextLength);
    this.#context = line.slice(line.lastIndexOf('\n') + 1);
    this.#echoLines = Math.max(0, this.#echoLines - (text.split('\n').length - 1));
    return Buffer.from(text, 'latin1');
  }
}
