import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Why Debian's dnsmasq cannot serve TFTP here; undefined where it can. Boards ask on port 69, which root alone may open. */
export const noTftpd: string | undefined =
  process.getuid?.() !== 0 ? 'port 69 needs root' : spawnSync('dnsmasq', ['--version']).error ? 'dnsmasq-base is not installed' : undefined;

let count = 0;

/** A loopback address that no other test process uses. */
export const ownLoopback = (): string => `127.${64 + ((process.pid >> 8) & 0x7f)}.${process.pid & 0xff}.${++count}`;

/** Debian's dnsmasq as a TFTP server of its own folder, on a loopback address of its own. */
export class RealTftpd implements AsyncDisposable {
  readonly folder: string;
  readonly host: string;
  readonly #child: ChildProcess;
  private constructor(folder: string, host: string, child: ChildProcess) {
    this.folder = folder;
    this.host = host;
    this.#child = child;
  }

  static async start(): Promise<RealTftpd> {
    const folder = mkdtempSync(join(tmpdir(), 'hil-tftp-'));
    const host = ownLoopback();
    const child = spawn(
      'dnsmasq',
      [
        '--no-daemon',
        '--conf-file=/dev/null',
        '--port=0',
        '--enable-tftp',
        `--tftp-root=${folder}`,
        `--listen-address=${host}`,
        '--bind-interfaces',
        '--user=root',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    for await (const line of createInterface({ input: child.stderr! })) if (line.includes('TFTP root is')) break;
    child.stderr!.resume();
    return new RealTftpd(folder, host, child);
  }

  get files(): readonly string[] {
    return readdirSync(this.folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#child, 'exit');
    if (this.#child.exitCode === null && this.#child.kill()) await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
