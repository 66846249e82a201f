import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoardAlone } from '../src/cli/testing/board-alone.ts';
import { literalSecret } from '../src/core/secret.ts';
import { hostLimit } from '../src/core/testing/host-pace.ts';
import { boardClock } from '../src/core/time.ts';
import type { VirtualEndpoints, VirtualSettings } from '../src/core/virtual.ts';
import { sshShell } from '../src/drivers/ssh/ssh-shell.ts';

// Named faults wait until they are armed.
const usual: VirtualSettings = {
  speed: 100,
  faults: [
    { name: 'panic', kind: 'panic', at: 'm7-start' },
    { name: 'freeze', kind: 'freeze', at: 'm7-start' },
    { name: 'no-ssh', kind: 'no-ssh', at: 'userspace' },
  ],
};

/** A board that outlives the runs on it, asked for the truth on its own ports and never through the runner. */
export class BenchBoard implements AsyncDisposable {
  readonly endpoints: VirtualEndpoints;
  readonly #alone: BoardAlone;
  readonly #stateDir = mkdtempSync(join(tmpdir(), 'hil-bench-'));
  #original = '';
  private constructor(alone: BoardAlone) {
    this.#alone = alone;
    this.endpoints = alone.endpoints;
  }

  static async start(settings: VirtualSettings = usual): Promise<BenchBoard> {
    return new BenchBoard(await BoardAlone.start(settings));
  }

  /** One that knows how it was when it was new. */
  static async remembering(): Promise<BenchBoard> {
    const board = await BenchBoard.start();
    board.#original = await board.contents();
    return board;
  }

  /** As its own relay says. */
  power(): Promise<'on' | 'off'> {
    return this.#alone.power();
  }

  async switchPower(on: boolean): Promise<void> {
    const { host, port } = this.endpoints.relay;
    await fetch(`http://${host}:${port}/rpc/Switch.Set?id=0&on=${on}`);
  }

  /** Lets a named trouble strike once. */
  arm(name: string): Promise<void> {
    return this.#control('arm', { name });
  }

  disarm(): Promise<void> {
    return this.#control('disarm', {});
  }

  /** What is on a remembering board now and was not when it was new, or the other way round; empty when it is as it was. */
  async changes(): Promise<string[]> {
    const now = (await this.contents()).split('\n');
    const before = this.#original.split('\n');
    return [
      ...before.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`),
      ...now.filter((line) => !before.includes(line)).map((line) => `new: ${line}`),
    ];
  }

  /** U-Boot's environment and every file that a runner could have left, read over SSH from a boot of its own. Leaves the board off. */
  async contents(): Promise<string> {
    // A host that is busy enough breaks any link.
    return this.#read().catch(() => this.#read());
  }

  /** Over SSH, past every wire of a run. Resolves once it is logged in; `go` runs the command as root and ends the connection. */
  async ready(command: string): Promise<{ go(): Promise<string> }> {
    const { ssh, speed } = this.endpoints;
    const password = literalSecret('virtual board password', ssh.password);
    const context = { board: 'bench', clock: boardClock(speed), signal: AbortSignal.timeout(hostLimit(60_000)), stateDir: this.#stateDir };
    const host = await sshShell({ host: ssh.host, port: ssh.port, user: ssh.user, hostKey: ssh.hostKey, password }).connect(context);
    const shell = await host.connect({ within: '90s' });
    const go = async (): Promise<string> => {
      try {
        return (await shell.run(command, { asRoot: true, reject: false })).stdout;
      } finally {
        await host[Symbol.asyncDispose]();
      }
    };
    return { go };
  }

  async #read(): Promise<string> {
    await this.switchPower(true);
    try {
      const { go } = await this.ready(`fw_printenv; find / -xdev -name '*hil*' 2>/dev/null; cat ${searchPath}`);
      return await go();
    } finally {
      await this.switchPower(false);
    }
  }

  async #control(path: string, body: object): Promise<void> {
    const { host, port } = this.endpoints.control;
    const { status } = await fetch(`http://${host}:${port}/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (status !== 200) throw new Error(`the board answered ${status} to ${path}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#alone[Symbol.asyncDispose]();
    rmSync(this.#stateDir, { recursive: true, force: true });
  }
}

const searchPath = '/sys/module/firmware_class/parameters/path';
