import { randomBytes } from 'node:crypto';
import { inAwakeTime } from '../../core/in-awake-time.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { monotonicMs } from '../../core/time.ts';

/** The connection to a running Linux, as far as it helps to ask it. */
export interface OpenLink {
  /** Undefined while nobody is connected. */
  readonly open: RemoteShell | undefined;
  /** Of the Linux whose kernel log is followed over this connection; undefined where it could not be read. */
  readonly bootId: string | undefined;
  /** Host monotonic milliseconds at which the kernel log was last found to have a gap, or not to be followed. */
  readonly unheardAt: number | undefined;
}

// In host time: many times what a loaded board takes to start a command, and little for a scenario that ends by a real failure.
const answerWithinMs = 3000;
// In host time: a record that was overwritten may have been older than the moment at which its loss is seen.
const gapWithinMs = 30_000;

// As the kernel prints it, and only as a debug message, which reaches no console.
const markPriority = '<15>';

/** Asks the Linux at the other end of an open connection whether it has gone on, and how far its kernel log was heard. Opens no connection: one that broke is an answer. */
export class RunningLinux {
  readonly #link: OpenLink;
  readonly #marks = new Map<string, () => void>();
  constructor(link: OpenLink) {
    this.#link = link;
  }

  get canAnswer(): boolean {
    return this.#link.open !== undefined;
  }

  /** A line of the kernel log, in order. */
  line(text: string): void {
    if (this.#marks.size === 0) return;
    for (const [mark, resolve] of this.#marks) if (text.includes(mark)) resolve();
  }

  /** The boot id of a Linux that has gone on all the while; undefined where nobody answers within 3 s, or another boot does. */
  goesOn(): Promise<string | undefined> {
    return this.#within(async (shell) => this.#ofSameBoot((await shell.run(readBootId, { reject: false, timeout: '10s' })).stdout));
  }

  /** The same, once every record that the kernel wrote before has come; undefined also where one may have been lost. */
  async saidAll(): Promise<string | undefined> {
    const mark = `hil heard ${randomBytes(6).toString('hex')}`;
    const asked = monotonicMs();
    const heard = new Promise<void>((resolve) => this.#marks.set(mark, resolve));
    const command = `${readBootId}; echo '${markPriority}${mark}' > /dev/kmsg`;
    const bootId = await this.#within(async (shell) => {
      const same = this.#ofSameBoot((await shell.run(command, { asRoot: true, reject: false, timeout: '10s' })).stdout);
      if (same !== undefined) await heard;
      return same;
    });
    this.#marks.delete(mark);
    const { unheardAt } = this.#link;
    return unheardAt !== undefined && unheardAt > asked - gapWithinMs ? undefined : bootId;
  }

  #ofSameBoot(stdout: string): string | undefined {
    const said = stdout.trim();
    return /^[\da-f-]{36}$/.test(said) && said === (this.#link.bootId ?? said) ? said : undefined;
  }

  async #within<T>(ask: (shell: RemoteShell) => Promise<T | undefined>): Promise<T | undefined> {
    const { open } = this.#link;
    if (!open) return undefined;
    const gone = open.closed.then(() => undefined);
    return inAwakeTime(Promise.race([ask(open), gone]), answerWithinMs, () => new Error('nobody answers')).catch(() => undefined);
  }
}

const readBootId = 'cat /proc/sys/kernel/random/boot_id';
