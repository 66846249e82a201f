import type { Console } from '../../core/console.ts';
import type { RemoteShell } from '../../core/shell.ts';
import type { Clock } from '../../core/time.ts';
import type { BootStart } from '../../knowledge/boot/boot-start.ts';
import { proveNewBoot } from '../power/proof.ts';

/** A boot that ended in another one. */
export interface CutShort {
  readonly start: BootStart;
  /** Board milliseconds without a line on the A53's console before the next one began. */
  readonly quietMs: number;
}

interface Heard {
  readonly channels: { readonly consoles: { readonly a53: Pick<Console, 'tail'> } };
  readonly clock: Pick<Clock, 'speed'>;
}

/** Which boot the board is in, and what was made of it so far. */
export class BootInProgress {
  #start: BootStart | undefined;
  #cutShort: CutShort | undefined;
  #count = 0;
  #told: BootStart | undefined;
  #identified: BootStart | undefined;
  #awaited: BootStart | undefined;
  #stopped: BootStart | undefined;
  #lastBootId: string | undefined;

  /** Undefined for a board that was found running. */
  get start(): BootStart | undefined {
    return this.#start;
  }

  /** Boots that were seen to begin. */
  get count(): number {
    return this.#count;
  }

  /** The boot before, where the one in progress is nobody's wish. */
  get cutShort(): CutShort | undefined {
    return this.#start?.isUnexpected && this.#start.announcedBy === undefined ? this.#cutShort : undefined;
  }

  began(start: BootStart, { channels, clock }: Heard): void {
    this.#cutShort = this.#start && { start: this.#start, quietMs: quietBefore(start, channels.consoles.a53) * clock.speed };
    this.#start = start;
    this.#count++;
  }

  /** Nobody here asked for it, nobody waited for it yet, and it began after `since`, in host monotonic milliseconds. */
  isResetSince(since: number): boolean {
    return this.#start !== undefined && this.#start !== this.#awaited && this.#start.announcedBy !== 'host' && this.#start.at >= since;
  }

  /** Somebody waited for it. */
  awaited(): void {
    this.#awaited = this.#start;
  }

  /** U-Boot's countdown was stopped from here. */
  stopped(): void {
    this.#stopped = this.#start;
  }

  get isStopped(): boolean {
    return this.#stopped === this.#start;
  }

  /** True once a boot. */
  isNews(): boolean {
    const isNews = this.#told !== this.#start;
    this.#told = this.#start;
    return isNews;
  }

  /**
   * The last piece of proof that this is another boot: Linux's own word for it, which changes with every boot. Undefined for one that is proven already.
   * Throws PowerError for an id that was seen before.
   */
  async identify(linux: () => Promise<RemoteShell>, signal: AbortSignal): Promise<string | undefined> {
    if (this.#identified === this.#start) return undefined;
    this.#identified = this.#start;
    const shell = await linux();
    const bootId = (await shell.run('cat /proc/sys/kernel/random/boot_id', { signal })).stdout.trim();
    proveNewBoot(this.#lastBootId, bootId);
    this.#lastBootId = bootId;
    return bootId;
  }
}

const quietBefore = ({ at, shown }: BootStart, console: Pick<Console, 'tail'>): number => {
  const last = console.tail(200).findLast(({ start, text }) => start < (shown?.offset ?? 0) && text.trim() !== '');
  return last ? at - last.at : Number.POSITIVE_INFINITY;
};
