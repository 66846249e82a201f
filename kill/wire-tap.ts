import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { ConsoleName } from '../src/core/console.ts';
import type { VirtualEndpoints } from '../src/core/virtual.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

/** What crossed the wires, told before it arrives on the other side. */
export type WireSign =
  /** A line as far as it has come, `nth` of this connection; told again as it grows. */
  | { readonly wire: ConsoleName; readonly line: string; readonly nth: number }
  | { readonly wire: ConsoleName; readonly sent: string }
  | { readonly wire: 'relay'; readonly on: boolean; readonly at: 'asked' | 'answered' };

/**
 * Sits in the wires between a board and the runner. Whoever listens hears of a line or of the relay being asked before the other side does, so that a
 * signal sent in the listener strikes at exactly that moment. The board's own ports stay free for whoever wants the truth about it.
 */
export class WireTap implements AsyncDisposable {
  readonly ports: Readonly<Record<ConsoleName | 'relay' | 'ssh', number>>;
  readonly #servers: readonly (Server | HttpServer)[];
  readonly #sockets: Set<Socket>;
  readonly #listeners: Set<(sign: WireSign) => void>;
  private constructor(
    servers: Readonly<Record<ConsoleName | 'relay' | 'ssh', Server | HttpServer>>,
    sockets: Set<Socket>,
    listeners: Set<(sign: WireSign) => void>,
  ) {
    this.#servers = Object.values(servers);
    this.#sockets = sockets;
    this.#listeners = listeners;
    this.ports = { a53: portOf(servers.a53), m7: portOf(servers.m7), relay: portOf(servers.relay), ssh: portOf(servers.ssh) };
  }

  /** `slowMs`: what the network adds to every packet, so that each command over SSH is a moment of its own. */
  static async into({ consoles, relay, ssh }: VirtualEndpoints, slowMs = 0): Promise<WireTap> {
    const sockets = new Set<Socket>();
    const listeners = new Set<(sign: WireSign) => void>();
    const tell = (sign: WireSign): void => {
      for (const listener of [...listeners]) listener(sign);
    };
    const servers = {
      a53: tapConsole('a53', consoles.a53, sockets, tell),
      m7: tapConsole('m7', consoles.m7, sockets, tell),
      relay: tapRelay(relay, sockets, tell),
      ssh: slowNetwork(ssh, slowMs, sockets),
    };
    for (const server of Object.values(servers)) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return new WireTap(servers, sockets, listeners);
  }

  /** Returns how to stop listening. */
  listen(listener: (sign: WireSign) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

const portOf = (server: Server | HttpServer): number => (server.address() as { readonly port: number }).port;

const tapConsole = (wire: ConsoleName, { host, port }: Address, sockets: Set<Socket>, tell: (sign: WireSign) => void): Server =>
  createServer((near) => {
    const far = connect(port, host);
    for (const socket of [near, far]) {
      sockets.add(socket.setNoDelay(true).on('error', () => socket.destroy()));
      socket.once('close', () => sockets.delete(socket));
    }
    let line = '';
    let nth = 0;
    far.on('data', (chunk) => {
      for (const char of chunk.toString('latin1')) {
        if (char === '\n') nth++;
        line = char === '\n' ? '' : line + char;
        // Prompts end without a line feed.
        if (/[\r :#]/.test(char)) tell({ wire, line, nth });
      }
      near.write(chunk);
    });
    near.on('data', (chunk) => {
      tell({ wire, sent: chunk.toString('latin1') });
      far.write(chunk);
    });
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  });

const slowNetwork = ({ host, port }: Address, slowMs: number, sockets: Set<Socket>): Server =>
  createServer((near) => {
    const far = connect(port, host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from.setNoDelay(true).on('error', () => from.destroy()));
      from.on('data', (chunk) => setTimeout(() => to.write(chunk), slowMs));
      from.once('close', () => {
        sockets.delete(from);
        setTimeout(() => to.destroy(), slowMs);
      });
    }
  });

const tapRelay = ({ host, port }: Address, sockets: Set<Socket>, tell: (sign: WireSign) => void): HttpServer => {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const on = request.url?.includes('Switch.Set') ? /"on":(true|false)/.exec(body)?.[1] : undefined;
    if (on !== undefined) tell({ wire: 'relay', on: on === 'true', at: 'asked' });
    const answer = await fetch(`http://${host}:${port}${request.url}`, { method: 'POST', body });
    if (on !== undefined) tell({ wire: 'relay', on: on === 'true', at: 'answered' });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  };
  const server = createHttpServer((request, response) => void pass(request, response).catch(() => response.destroy()));
  server.on('connection', (socket) => sockets.add(socket.on('error', () => socket.destroy())));
  return server;
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};
