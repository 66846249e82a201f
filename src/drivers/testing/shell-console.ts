import { type ChildProcess, spawn } from 'node:child_process';
import type { ByteStream } from '../../core/console.ts';
import { PortError } from '../../core/errors.ts';
import { PortEvents } from '../console/port-events.ts';
import { endProcess, socat } from './pty.ts';

/** A real interactive shell on a real terminal, reached as a board's serial console is. */
export class ShellConsole implements ByteStream {
  readonly #child: ChildProcess;
  readonly #events = new PortEvents();

  constructor(command: string, env: Readonly<Record<string, string>> = {}) {
    const terminal = `EXEC:${command},pty,setsid,ctty,stderr,sane`;
    this.#child = spawn(socat, ['STDIO', terminal], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, PS1: 'root@verdin:~# ', TERM: 'vt100', ...env },
    });
    this.#child.stdout!.on('data', (chunk: Buffer) => this.#events.hear(chunk));
    this.#child.on('exit', () => this.#events.fail(new PortError('the shell has ended')));
  }

  async write(data: Uint8Array): Promise<void> {
    if (this.#events.gone) throw this.#events.gone;
    this.#child.stdin!.write(data);
  }

  /** Text that did not come from the shell: the kernel writes to the same UART. */
  interject(text: string): void {
    this.#events.hear(Buffer.from(text));
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#events.onData(listener);
  }

  onLost(listener: (error: Error) => void): void {
    this.#events.onLost(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#events.close(new PortError('the terminal is closed'));
    await endProcess(this.#child);
  }
}
