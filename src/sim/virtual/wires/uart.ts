import { type Clock, monotonicMs } from '../../../core/time.ts';

// 115200 baud, 8N1: ten bits a byte.
const bytesPerMs = 11.52;
// How much is handed over at once, in host milliseconds: fine enough to look like a line, coarse enough to cost nothing.
const sliceHostMs = 4;
// A busy host may keep who types from its next key for so long.
const heldForHostMs = 2000;

/** One UART of the module: the transmitter keeps the pace of the line in board time, the receiver hands over what comes in. */
export class Uart {
  readonly #clock: Clock;
  #queue: Buffer[] = [];
  #queued = 0;
  #freeAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #sink: ((bytes: Uint8Array) => void) | undefined;
  #receiver: ((bytes: Uint8Array) => void) | undefined;
  #idle: (() => void)[] = [];
  #sent = 0;
  #received = 0;
  #holders = 0;
  #typed: { readonly key: number | undefined; readonly at: number } = { key: undefined, at: 0 };
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Where the wire leads; without a listener bytes are lost, as on a cable that ends in the air. */
  connect(sink: ((bytes: Uint8Array) => void) | undefined): void {
    this.#sink = sink;
  }

  /** Who on the board listens now: U-Boot, a login, or nobody. */
  listen(receiver: ((bytes: Uint8Array) => void) | undefined): void {
    this.#receiver = receiver;
  }

  /** Bytes from the outside. */
  receive(bytes: Uint8Array): void {
    this.#typed = { key: bytes.at(-1), at: monotonicMs() };
    if (this.#receiver || this.#holders > 0) this.#received += bytes.length;
    this.#receiver?.(bytes);
  }

  /** Bytes since the board was made; what comes while nobody has the receiver open is no byte. */
  get counted(): { readonly sent: number; readonly received: number } {
    return { sent: this.#sent, received: this.#received };
  }

  /** Keeps the receiver open until the returned function is called. */
  hold(): () => void {
    this.#holders++;
    return () => this.#holders--;
  }

  /** Ctrl-C was the last key, and came a moment ago as the host counts: somebody holds it down. */
  get isHeldDown(): boolean {
    return this.#typed.key === 0x03 && monotonicMs() - this.#typed.at < heldForHostMs;
  }

  write(data: string | Uint8Array): void {
    const bytes = Buffer.from(data as Uint8Array);
    if (bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#queued += bytes.length;
    if (!this.#timer) this.#pump();
  }

  /** Text as a terminal driver sends it: with carriage returns. */
  print(text: string): void {
    this.write(text.replace(/\r?\n/g, '\r\n'));
  }

  /** Board milliseconds for which what waits here keeps the line busy. */
  get lagMs(): number {
    return this.#queued / bytesPerMs;
  }

  /** Resolves when the last byte has left, as a kernel that prints waits for it. */
  async drained(): Promise<void> {
    if (this.#queued > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Power is gone: what has not left the shift register never will. */
  cut(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = [];
    this.#queued = 0;
    this.#receiver = undefined;
    this.#wake();
  }

  #pump(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    const behind = Math.max(0, now - this.#freeAt);
    const budget = Math.max(16, Math.floor(Math.min(behind, sliceHostMs * this.#clock.speed) * bytesPerMs));
    const slice = this.#take(budget);
    this.#freeAt = Math.max(this.#freeAt, now - sliceHostMs * this.#clock.speed) + slice.length / bytesPerMs;
    this.#sent += slice.length;
    this.#sink?.(slice);
    if (this.#queued === 0) {
      this.#wake();
      return;
    }
    const wait = Math.max(0, (this.#freeAt - this.#clock.now()) / this.#clock.speed);
    this.#timer = setTimeout(() => this.#pump(), Math.max(sliceHostMs, wait));
  }

  #take(budget: number): Buffer {
    const all = this.#queue.length === 1 ? this.#queue[0]! : Buffer.concat(this.#queue);
    const slice = all.subarray(0, budget);
    this.#queue = slice.length === all.length ? [] : [all.subarray(slice.length)];
    this.#queued -= slice.length;
    return slice;
  }

  #wake(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
