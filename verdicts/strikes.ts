import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** When a fault of a wire is there: from a strike on, or always, until another one, or for ever. */
export interface Span {
  readonly from?: string;
  readonly until?: string;
}

/** Moments of a world by name. Suites strike over HTTP and hear back when everything that belongs to it has happened. */
export class Strikes implements AsyncDisposable {
  readonly #server: Server;
  readonly #struck = new Set<string>();
  readonly #listeners: ((name: string) => void | Promise<void>)[] = [];
  private constructor() {
    this.#server = createServer((request, response) => {
      const name = decodeURIComponent(request.url?.slice(1) ?? '');
      void this.strike(name).then(() => response.end());
    });
  }

  static async start(): Promise<Strikes> {
    const strikes = new Strikes();
    strikes.#server.listen(0, '127.0.0.1');
    await once(strikes.#server, 'listening');
    return strikes;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  get all(): readonly string[] {
    return [...this.#struck];
  }

  isNow({ from, until }: Span): boolean {
    return (from === undefined || this.#struck.has(from)) && !(until !== undefined && this.#struck.has(until));
  }

  async strike(name: string): Promise<void> {
    if (this.#struck.has(name)) return;
    this.#struck.add(name);
    await Promise.all(this.#listeners.map((listener) => listener(name)));
  }

  listen(listener: (name: string) => void | Promise<void>): void {
    this.#listeners.push(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
