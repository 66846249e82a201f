import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PowerError } from '../../core/errors.ts';
import { Qmp } from './qmp.ts';
import { UnimpLog, type UnmodelledWrite } from './unimp-log.ts';

export interface MachineListener {
  write(write: UnmodelledWrite): void;
  /** A line of its log that is no store. True: it is about the board, and no word of QEMU's own. */
  said?(line: string): boolean;
  /** Panic, watchdog, `reboot` or U-Boot's `reset`: QEMU goes on in place. */
  reset(): void;
  /** QEMU has ended by itself: Linux switched the board off, or QEMU failed. */
  ended(): void;
}

// The machine gets a signal when its parent dies, however it dies. The shell closes the gap in which the parent was dead before it was asked for.
const deathBound = ['--pdeathsig', 'KILL', '--', '/bin/sh', '-c', '[ "$PPID" = "$1" ] || exit 1; shift; exec "$@"', 'sh'];
const lastWords = 20;

/** One life of the board, from power-on to power-off: a QEMU process that cannot outlive this one. */
export class Machine {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #qmp: Qmp;
  readonly #said: string[] = [];
  readonly #gone: Promise<unknown>;
  #killed = false;

  constructor(qemu: string, args: readonly string[], listener: MachineListener) {
    this.#child = spawn('setpriv', [...deathBound, String(process.pid), qemu, ...args], { stdio: 'pipe' });
    this.#gone = once(this.#child, 'close').catch((error: Error) => this.#said.push(error.message));
    const log = new UnimpLog({ write: (write) => listener.write(write), other: (line) => listener.said?.(line) || this.#hear(line) });
    this.#child.stderr.setEncoding('latin1').on('data', (text: string) => log.feed(text));
    this.#child.stderr.on('end', () => log.end());
    this.#qmp = new Qmp(this.#child.stdout, this.#child.stdin, ({ event }) => {
      if (event === 'RESET') listener.reset();
    });
    void this.#gone.then(() => {
      if (!this.#killed) listener.ended();
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when QEMU takes commands, with the port on this host behind which its sshd will answer. Throws PowerError with what QEMU said. */
  async started(): Promise<number> {
    try {
      await this.#qmp.ready();
      const text = await this.#qmp.execute('human-monitor-command', { 'command-line': 'info usernet' });
      const [, port] = /TCP\[HOST_FORWARD\]\s+\d+\s+\S+\s+(\d+)\s/.exec(String(text)) ?? [];
      if (port !== undefined) return Number(port);
      throw new PowerError('QEMU does not tell where it forwards SSH', { evidence: String(text).split(/\r?\n/) });
    } catch (cause) {
      await this.kill();
      throw new PowerError('the QEMU board does not start', { cause, evidence: this.#said.map((line) => `qemu: ${line}`) });
    }
  }

  /** Lets a machine go that was started with its cores halted. */
  async go(): Promise<void> {
    await this.#qmp.execute('cont');
  }

  /** The 32 bits at an address of the chip, as a core that may read anything would find them. */
  async word(address: number): Promise<number> {
    const text = String(await this.#qmp.execute('human-monitor-command', { 'command-line': `xp /1xw ${address}` }));
    const [, word] = /: (0x[0-9a-f]{8})\s*$/.exec(text) ?? [];
    if (word === undefined) throw new PowerError('QEMU does not tell what it has in memory', { evidence: text.split(/\r?\n/) });
    return Number(word);
  }

  /** As when a relay opens: nothing is asked, nothing is flushed. */
  async kill(): Promise<void> {
    this.#killed = true;
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  #hear(line: string): void {
    if (line.trim() === '') return;
    this.#said.push(line);
    if (this.#said.length > lastWords) this.#said.shift();
  }
}
