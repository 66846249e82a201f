import { toErrorReport } from '../../core/errors.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';

/** How far the log of one boot has been read, over all links to it. */
export interface KernelLogPlace {
  boot?: string;
  last?: number;
}

export interface KernelLogOptions {
  /** Kept from one link to the next: what was overwritten between them is a gap, too. */
  readonly place: KernelLogPlace;
  /** One record as `dmesg` shows it, and as `dmesg -r` does where a program wrote it. */
  readonly onLine: (line: string) => void;
  /** Records that were overwritten before they could be read. */
  readonly onGap: (count: number) => void;
  /** It cannot be followed, and why. */
  readonly onUnwatched: (reason: string) => void;
}

// In host time.
const againAfterMs = 200;

/**
 * Follows the kernel log from its beginning, below whatever log level keeps lines off the console: with `quiet`, or after `dmesg -n 1`, nothing else
 * shows them. /dev/kmsg is there on every Linux, while `dmesg` of BusyBox knows no --follow. A reader that is overtaken gets EPIPE
 * (Documentation/ABI/testing/dev-kmsg) and begins anew. Ends with the signal.
 */
export const followKernelLog = async (shell: RemoteShell, options: KernelLogOptions, signal: AbortSignal): Promise<void> => {
  const reader = new KmsgReader(options);
  try {
    for (;;) {
      const before = reader.records;
      const end = await streamed(shell, 'cat /proc/sys/kernel/random/boot_id /dev/kmsg', (line) => reader.line(line), signal);
      if (reader.records === before) {
        const other = reader.records > 0 ? end : await streamed(shell, 'dmesg --follow', options.onLine, signal);
        throw other ?? end ?? new Error('/dev/kmsg ended without a word');
      }
      await boardClock().sleep(againAfterMs, signal);
    }
  } catch (cause) {
    if (!signal.aborted) options.onUnwatched(toErrorReport(cause).message);
  }
};

/** Resolves with why it ended; rejects once nobody wants it any more. */
const streamed = async (shell: RemoteShell, command: string, onLine: (line: string) => void, signal: AbortSignal): Promise<unknown> => {
  const end = await shell.stream(command, onLine, { asRoot: true, signal }).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  signal.throwIfAborted();
  return end;
};

const bootId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const record = /^(?<priority>\d+),(?<number>\d+),(?<microseconds>\d+),[^;]*;(?<text>.*)$/;

/** Records of /dev/kmsg as `dmesg` shows them, those of programs with their priority in front, each once, however often the log is read from its beginning. */
export class KmsgReader {
  readonly #options: Pick<KernelLogOptions, 'onLine' | 'onGap' | 'place'>;
  #last: number | undefined;
  #records = 0;
  constructor(options: Pick<KernelLogOptions, 'onLine' | 'onGap' | 'place'>) {
    this.#options = options;
  }

  get records(): number {
    return this.#records;
  }

  line(line: string): void {
    if (this.#records === 0 && bootId.test(line)) this.#begin(line);
    // What begins with a space is the dictionary of the record before.
    const groups = record.exec(line)?.groups;
    if (!groups) return;
    const number = Number(groups.number);
    if (this.#last !== undefined && number <= this.#last) return;
    const { place, onGap } = this.#options;
    const before = this.#last ?? place.last;
    if (before !== undefined && number > before + 1) onGap(number - before - 1);
    this.#last = number;
    place.last = Math.max(number, place.last ?? 0);
    this.#records++;
    const stamp = (Number(groups.microseconds) / 1e6).toFixed(6).padStart(12);
    // The kernel's own facility is 0, and devkmsg_write() of kernel/printk/printk.c lets no program have it.
    const writer = Number(groups.priority) >> 3 > 0 ? `<${groups.priority}>` : '';
    for (const text of unescaped(groups.text!).split('\n')) this.#options.onLine(`${writer}[${stamp}] ${text}`);
  }

  // Numbers begin at 0 with every boot.
  #begin(boot: string): void {
    const { place } = this.#options;
    if (place.boot !== boot) delete place.last;
    place.boot = boot;
  }
}

const unescaped = (text: string): string =>
  text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
