import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { rpcOver } from '../../scenario/rpc.ts';
import type { RunnerCalls, WireError, WorkerCalls } from '../../scenario/wire.ts';

export interface WorkerServerOptions {
  /** Of a Unix domain socket; at most 107 bytes. */
  readonly path: string;
  readonly calls: RunnerCalls;
  readonly onWorkerGone: () => void;
}

/** Where the test process of one board calls in. */
export class WorkerServer implements AsyncDisposable {
  readonly #options: WorkerServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #tell = new Set<(token: string, why: WireError) => void>();
  private constructor(options: WorkerServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async listen(options: WorkerServerOptions): Promise<WorkerServer> {
    const server = new WorkerServer(options);
    server.#server.listen(options.path);
    await once(server.#server, 'listening');
    return server;
  }

  /** Tells the test process that a scenario has been ended from this side. */
  ended(token: string, why: WireError): void {
    for (const tell of this.#tell) tell(token, why);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    if (this.#server.listening) await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    const { calls, onWorkerGone } = this.#options;
    const rpc = rpcOver<WorkerCalls, RunnerCalls>(socket, bound(calls), ['ended']);
    const tell = (token: string, why: WireError): void => void rpc.ended.asEvent(token, why).catch(() => {});
    this.#sockets.add(socket);
    this.#tell.add(tell);
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#tell.delete(tell);
      onWorkerGone();
    });
  }
}

// birpc looks calls up as own properties.
const bound = (calls: RunnerCalls): RunnerCalls => ({
  begin: (...args) => calls.begin(...args),
  call: (...args) => calls.call(...args),
  step: (...args) => calls.step(...args),
  measure: (...args) => calls.measure(...args),
  expectIncident: (...args) => calls.expectIncident(...args),
  end: (...args) => calls.end(...args),
  settle: (...args) => calls.settle(...args),
  unbegun: (...args) => calls.unbegun(...args),
  skipped: (...args) => calls.skipped(...args),
  failedAround: (...args) => calls.failedAround(...args),
  unhandled: (...args) => calls.unhandled(...args),
});
