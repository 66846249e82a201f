import { ConnectionLostError } from '../../../core/errors.ts';
import type { Output, RemoteShell, RunOptions } from '../../../core/shell.ts';
import { boardClock } from '../../../core/time.ts';
import { MemoryConsole } from '../../boot/testing/memory-console.ts';

export interface LinuxAtConsoleOptions {
  /** What the wire makes of what the board sends, and of what is sent to it. */
  readonly down?: (text: string) => string;
  readonly up?: (text: string) => string;
  /** What whoever reads the console answers to some text; a login that echoes by default. */
  readonly reads?: (text: string) => string;
  /** False: nobody lets anybody in over SSH. */
  readonly ssh?: boolean;
  /** Of the UART of the console; undefined: Linux does not have it. */
  readonly tty?: { readonly baud: number } | undefined;
  readonly active?: string;
  readonly isRoot?: boolean;
}

export const loginPrompt = '\r\nverdin-imx8mp-15230201 login: ';

const echoes = (text: string): string => (/[\r\n]/.test(text) ? loginPrompt : text);

/** A Linux with a UART and its counters, reached over SSH, and the console at the other end of a wire. */
export class LinuxAtConsole {
  readonly console = new MemoryConsole(boardClock(100));
  readonly #options: Required<LinuxAtConsoleOptions>;
  #counted = { tx: 285_207, rx: 69, fe: 0 };
  constructor(options: LinuxAtConsoleOptions = {}) {
    const same = (text: string): string => text;
    this.#options = {
      down: same,
      up: same,
      reads: echoes,
      ssh: true,
      tty: { baud: 115_200 },
      active: 'tty0 ttymxc2',
      isRoot: true,
      ...options,
    };
    this.console.onSend = (text) => {
      const came = this.#options.up(text);
      this.#counted.rx += came.length;
      // A byte with a wrong rate has its stop bit nowhere.
      this.#counted.fe += [...came].filter((char) => char > '\x7f').length;
      if (came !== '') this.#say(this.#options.reads(came));
    };
  }

  readonly linux = async (): Promise<RemoteShell> => {
    if (!this.#options.ssh) throw new ConnectionLostError('nobody answers');
    return {
      via: 'ssh',
      run: async (command: string, options?: RunOptions) => this.#answer(command, options),
      stream: (_command: string, _line: unknown, { signal }: { signal?: AbortSignal } = {}) =>
        new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })),
      closed: new Promise(() => {}),
      [Symbol.asyncDispose]: async () => {},
    } as unknown as RemoteShell;
  };

  #say(text: string): void {
    this.#counted.tx += text.length;
    this.console.receive(this.#options.down(text));
  }

  #answer(command: string, options?: RunOptions): Output {
    const { tty, active, isRoot } = this.#options;
    const said = (stdout: string, exitCode = 0): Output => ({ exitCode, stdout, stderr: '', durationMs: 1 });
    if (command === 'true') return said('');
    if (command === 'cat /sys/class/tty/console/active') return said(`${active}\n`);
    if (options?.asRoot && !isRoot) return said('', 1);
    const { tx, rx, fe } = this.#counted;
    if (command === 'cat /proc/tty/drivers')
      return said('/dev/tty             /dev/tty        5       0 system:/dev/tty\nIMX-uart             /dev/ttymxc   207 16-23 serial\n');
    if (command === 'cat /proc/tty/driver/IMX-uart')
      return said(
        `serinfo:1.0 driver revision:\n0: uart:IMX mmio:0x30860000 irq:192 tx:1 rx:2 fe:2 DSR|CD\n${
          tty ? `2: uart:IMX mmio:0x30880000 irq:38 tx:${tx} rx:${rx}${fe > 0 ? ` fe:${fe}` : ''} RTS|CTS\n` : ''
        }`,
      );
    if (command.startsWith('stty -F')) return tty ? said(`speed ${tty.baud} baud; line = 0;\n`) : said('', 1);
    const written = /^printf '%s' '([^']*)' > \/dev\/(\w+)$/s.exec(command);
    if (written && (written[2] !== 'ttymxc2' || !tty)) return said('');
    if (!written) return said('', 127);
    this.#say(written[1]!.replaceAll('\n', '\r\n'));
    return said('');
  }
}
