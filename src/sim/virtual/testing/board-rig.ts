import { connect, type Socket } from 'node:net';
import ssh2, { type Client, type SFTPWrapper } from 'ssh2';
import { modelNamed } from '../../../board/models/model-named.ts';
import type { NumberedNote } from '../../../core/model-limit.ts';
import { hostLimit } from '../../../core/testing/host-pace.ts';
import type { VirtualEndpoints, VirtualSettings } from '../../../core/virtual.ts';
import { startBoard } from '../board.ts';
import { parseSettings } from '../settings.ts';

/** Everything that came over one UART, with waits that search from a mark. */
export class ConsoleTap {
  text = '';
  readonly #socket: Socket;
  #wake: (() => void)[] = [];
  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.on('error', () => {});
    this.#socket.on('data', (bytes) => {
      this.text += bytes.toString('latin1');
      for (const wake of this.#wake.splice(0)) wake();
    });
  }

  get mark(): number {
    return this.text.length;
  }

  send(text: string): void {
    this.#socket.write(Buffer.from(text, 'latin1'));
  }

  /** What came from `since` up to and with the match; fails with the last lines when it does not come. */
  async until(pattern: RegExp | string, since = 0, withinMs = 20_000): Promise<string> {
    const deadline = Date.now() + hostLimit(withinMs);
    for (;;) {
      const text = this.text.slice(since);
      const at = typeof pattern === 'string' ? text.indexOf(pattern) : text.search(pattern);
      if (at >= 0) return text.slice(0, at + (typeof pattern === 'string' ? pattern.length : pattern.exec(text)![0].length));
      if (Date.now() > deadline) throw new Error(`${pattern} did not come; the last was ${JSON.stringify(text.slice(-600))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An SSH client that is logged in. */
export class SshTap {
  readonly client: Client;
  constructor(client: Client) {
    this.client = client;
  }

  run(command: string, input = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.client.exec(command, (error, channel) => {
        if (error) return reject(error);
        let [stdout, stderr] = ['', ''];
        let code: number | null = null;
        channel.on('data', (bytes: Buffer) => (stdout += bytes));
        channel.stderr.on('data', (bytes: Buffer) => (stderr += bytes));
        channel.on('exit', (status: number | null) => {
          code = status;
        });
        channel.on('close', () => resolve({ code, stdout, stderr }));
        channel.end(input);
      });
    });
  }

  asRoot(command: string): Promise<Answer> {
    return this.run(`sudo -S -p '' -- sh -c '${command.replaceAll("'", `'\\''`)}'`, 'torizon\n');
  }

  sftp(): Promise<SFTPWrapper> {
    return new Promise((resolve, reject) => this.client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp))));
  }
}

export interface BoardRig extends AsyncDisposable {
  readonly endpoints: VirtualEndpoints;
  readonly a53: ConsoleTap;
  readonly m7: ConsoleTap;
  power(on: boolean): Promise<void>;
  arm(name: string): Promise<void>;
  get(path: string): Promise<unknown>;
  /** Names of the limits of the model behind which nothing could go on. */
  fatalLimits(): Promise<string[]>;
  /** Throws when sshd does not let us in. */
  ssh(options?: object): Promise<SshTap>;
}

/** A real board behind its sockets, a hundred times as fast as a real one. */
export const rigOf = async (settings: VirtualSettings = {}): Promise<BoardRig> => {
  const board = await startBoard(parseSettings({ speed: 100, ...settings }, modelNamed(settings.model ?? 'verdin-imx8mp').virtual));
  const { endpoints } = board;
  const a53 = new ConsoleTap(endpoints.consoles.a53.port);
  const m7 = new ConsoleTap(endpoints.consoles.m7.port);
  const clients: Client[] = [];
  const url = ({ port }: { port: number }, path: string): string => `http://127.0.0.1:${port}${path}`;
  return {
    endpoints,
    a53,
    m7,
    power: async (on) => void (await fetch(url(endpoints.relay, `/rpc/Switch.Set?id=0&on=${on}`))),
    arm: async (name) => void (await fetch(url(endpoints.control, '/arm'), { method: 'POST', body: JSON.stringify({ name }) })),
    get: async (path) => (await fetch(url(endpoints.control, path))).json(),
    fatalLimits: async () => {
      const notes = (await (await fetch(url(endpoints.control, '/limits?after=0'))).json()) as readonly NumberedNote[];
      return notes.flatMap((note) => (note.kind === 'limit' && note.limit.fatal ? [note.limit.name] : []));
    },
    ssh: (options = {}) =>
      new Promise((resolve, reject) => {
        const client = new ssh2.Client();
        clients.push(client);
        client.on('error', reject);
        client.on('ready', () => {
          client.setNoDelay(true);
          resolve(new SshTap(client));
        });
        client.connect({
          host: '127.0.0.1',
          port: endpoints.ssh.port,
          username: endpoints.ssh.user,
          password: endpoints.ssh.password,
          ...options,
        });
      }),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      a53.close();
      m7.close();
      await board[Symbol.asyncDispose]();
    },
  };
};
