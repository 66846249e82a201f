import { createServer, type Socket } from 'node:net';
import { type Address, listenOnLoopback } from '../virtual/wires/tcp-server.ts';
import type { UartEnd } from '../virtual/wires/uart-server.ts';

// What the board may leave unread before more is lost, as on a UART without flow control.
const unreadLimit = 16 * 1024;

/** UART3 of the board, one connection for each of its lives. What it says is always read at once: a machine whose output waits stands still. */
export class ConsoleLink implements UartEnd, AsyncDisposable {
  readonly #server = createServer((socket) => this.#adopt(socket));
  #machine: Socket | undefined;
  #sink: ((bytes: Uint8Array) => void) | undefined;

  /** Where the machine is to connect to. */
  listen(): Promise<Address> {
    return listenOnLoopback(this.#server);
  }

  connect(sink: ((bytes: Uint8Array) => void) | undefined): void {
    this.#sink = sink;
  }

  receive(bytes: Uint8Array): void {
    if (this.#machine?.writable && this.#machine.writableLength < unreadLimit) this.#machine.write(bytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#machine?.destroy();
    this.#server.close();
  }

  #adopt(socket: Socket): void {
    this.#machine?.destroy();
    this.#machine = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#sink?.(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.#machine === socket) this.#machine = undefined;
    });
  }
}
