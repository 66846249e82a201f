import { connect, createServer, type Socket } from 'node:net';
import { type Address, listenOnLoopback } from '../virtual/wires/tcp-server.ts';

/**
 * The board's port 22, at an address that stays while QEMU's own forwarding comes and goes with the power. A board that loses power closes no
 * connection: clients are left in silence until its next life, which resets what it does not know.
 */
export class SshForward implements AsyncDisposable {
  readonly #server = createServer((client) => this.#adopt(client));
  readonly #clients = new Set<Socket>();
  #port: number | undefined;

  listen(): Promise<Address> {
    return listenOnLoopback(this.#server);
  }

  /** The board has power, and QEMU forwards to its sshd from this port of the host. */
  lead(port: number): void {
    this.#hangUp();
    this.#port = port;
  }

  cut(): void {
    this.#port = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#hangUp();
    this.#server.close();
  }

  #hangUp(): void {
    for (const client of this.#clients) client.destroy();
  }

  #adopt(client: Socket): void {
    client.on('error', () => client.destroy());
    const port = this.#port;
    if (port === undefined) return void client.destroy();
    this.#clients.add(client);
    const board = connect(port, '127.0.0.1');
    for (const socket of [client, board]) socket.setNoDelay(true);
    board.on('error', () => board.destroy());
    client.pipe(board);
    board.on('data', (bytes) => {
      if (client.write(bytes)) return;
      board.pause();
      client.once('drain', () => board.resume());
    });
    board.on('end', () => this.#port === port && client.end());
    board.on('close', () => this.#port === port && client.destroySoon());
    client.on('close', () => {
      this.#clients.delete(client);
      board.destroy();
    });
  }
}
