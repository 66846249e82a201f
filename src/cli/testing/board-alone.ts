import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { VirtualEndpoints, VirtualSettings } from '../../core/virtual.ts';

const bin = fileURLToPath(new URL('../../../bin/hil.js', import.meta.url));

/** A virtual Verdin alone, as `hil virtual` starts it. To a lab file it is a board like any other: a relay, ports and an address. */
export class BoardAlone implements AsyncDisposable {
  readonly endpoints: VirtualEndpoints;
  readonly #child: ChildProcess;
  private constructor(child: ChildProcess, endpoints: VirtualEndpoints) {
    this.#child = child;
    this.endpoints = endpoints;
  }

  static async start(settings: VirtualSettings = {}): Promise<BoardAlone> {
    const child = spawn(process.execPath, [bin, 'virtual', '--json', '--settings', JSON.stringify({ speed: 100, ...settings })], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    return new BoardAlone(child, JSON.parse(line) as VirtualEndpoints);
  }

  /** The wiring of a lab file's board, with some of it replaced. Every value is source text. */
  wiring(parts: Partial<Record<'power' | 'a53' | 'm7' | 'ssh' | 'speed', string>> = {}): string {
    const { relay, consoles, ssh, speed } = this.endpoints;
    const tcp = ({ host, port }: { host: string; port: number }): string => `tcpConsole({ host: '${host}', port: ${port} })`;
    const { power, a53, m7, ssh: shell } = { ...parts };
    return `verdinImx8mp({
      power: ${power ?? `shellyPlug({ host: '${relay.host}:${relay.port}' })`},
      consoles: { a53: ${a53 ?? tcp(consoles.a53)}, m7: ${m7 ?? tcp(consoles.m7)} },
      ssh: ${shell ?? `sshShell({ host: '${ssh.host}', port: ${ssh.port}, user: '${ssh.user}', password: fromEnv('LAB_PASSWORD') })`},
      login: { user: '${ssh.user}', password: fromEnv('LAB_PASSWORD') },
      speed: ${parts.speed ?? speed},
    })`;
  }

  /** What the board's supply is, in the words of the relay itself. */
  async power(): Promise<'on' | 'off'> {
    const { host, port } = this.endpoints.relay;
    const response = await fetch(`http://${host}:${port}/rpc/Switch.GetStatus?id=0`);
    return ((await response.json()) as { readonly output: boolean }).output ? 'on' : 'off';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.stdin!.end();
    this.#child.kill();
    await gone;
  }
}

/** A terminal server in front of a console that can be cut. */
export class Cable implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  private constructor(server: Server) {
    this.#server = server;
  }

  static async to({ host, port }: { readonly host: string; readonly port: number }): Promise<Cable> {
    const server = createServer((near) => {
      const far = connect(port, host);
      for (const socket of [near, far]) cable.#sockets.add(socket.on('error', () => {}));
      near.pipe(far).pipe(near);
    });
    const cable = new Cable(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return cable;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Pulls it: connections close, and no new one is accepted. */
  cut(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
  }
}
