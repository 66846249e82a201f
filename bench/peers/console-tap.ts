import { connect, createServer, type Server, type Socket } from 'node:net';
import { monotonicMs } from '../../src/core/time.ts';

/** When a byte passed, in host monotonic milliseconds, and what. */
export interface Passed {
  readonly at: number;
  readonly bytes: Buffer;
}

/**
 * A wire between a console and whoever reads it. It keeps everything that the board says, each chunk with its time, whether somebody reads it or not:
 * what a reader got can be held against it.
 */
export class ConsoleTap implements AsyncDisposable {
  readonly passed: Passed[] = [];
  readonly #console: { readonly host: string; readonly port: number };
  readonly #board: Socket;
  readonly #server: Server;
  readonly #waiting = new Set<() => void>();
  #reader: Socket | undefined;

  private constructor(console: { readonly host: string; readonly port: number }) {
    this.#console = console;
    this.#board = connect({ ...this.#console, noDelay: true });
    this.#board.on('error', () => {});
    this.#board.on('data', (bytes) => this.#heard(bytes));
    this.#server = createServer((reader) => this.#adopt(reader));
  }

  static async open(console: { readonly host: string; readonly port: number }): Promise<ConsoleTap> {
    const tap = new ConsoleTap(console);
    await new Promise<void>((resolve) => tap.#server.listen(0, '127.0.0.1', resolve));
    return tap;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** The board's bytes from the nth chunk on. */
  said(from = 0): Buffer {
    return Buffer.concat(this.passed.slice(from).map(({ bytes }) => bytes));
  }

  /** When the text had passed for the first time, looking from the nth chunk on; undefined when it has not. */
  timeOf(text: string, from = 0): number | undefined {
    let window = '';
    for (const { at, bytes } of this.passed.slice(from)) {
      window = window.slice(-text.length) + bytes.toString('latin1');
      if (window.includes(text)) return at;
    }
    return undefined;
  }

  /** Resolves with the time at which the text has passed. Rejects with the signal's reason. */
  async until(text: string, from: number, signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      const at = this.timeOf(text, from);
      if (at !== undefined) return at;
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reader?.destroy();
    this.#server.close();
    await new Promise((resolve) => this.#board.once('close', resolve).destroy());
  }

  #heard(bytes: Buffer): void {
    this.passed.push({ at: monotonicMs(), bytes });
    this.#reader?.write(bytes);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #adopt(reader: Socket): void {
    this.#reader?.destroy();
    this.#reader = reader.setNoDelay(true);
    reader.on('error', () => reader.destroy());
    reader.on('data', (bytes) => this.#board.write(bytes));
    reader.on('close', () => {
      if (this.#reader === reader) this.#reader = undefined;
    });
  }
}
