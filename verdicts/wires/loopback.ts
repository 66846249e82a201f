import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Span, Strikes } from '../strikes.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The near end of a wire: a server on loopback that takes its connections with it when it goes. */
export class Loopback implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.keep(socket));
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Also the far end of a connection goes when the wire does. */
  keep<T extends Socket>(socket: T): T {
    this.#sockets.add(socket.setNoDelay(true).on('error', () => socket.destroy()));
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }

  /** Ends what is open; new connections are taken. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Ends what is open, and takes no more. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}

/** The first of the faults that has this key and is there now. */
export const faultNow = <F extends Span, K extends string>(
  faults: readonly F[],
  key: K,
  strikes: Strikes,
): Extract<F, Readonly<Record<K, unknown>>> | undefined =>
  faults.find((fault): fault is Extract<F, Readonly<Record<K, unknown>>> => key in fault && strikes.isNow(fault));
