import { monotonicMs } from '../../../core/time.ts';
import type { M7Listener } from '../../virtual/soc/m7-notes.ts';
import { ConsoleLink } from '../console-link.ts';
import type { HostTime } from '../host-time.ts';
import type { M7Side } from './m7-side.ts';
import { readQemuNote } from './qemu-note.ts';

/** The M7 of a QEMU that has one: power, resets and memories are QEMU's own. Its console comes out, and what it met that is not modelled. */
export class EmulatedM7 implements M7Side {
  readonly sharesDram = false;
  readonly uart = new ConsoleLink();
  readonly lagMs = 0;
  readonly #notes: M7Listener;
  readonly #hostTime: Pick<HostTime, 'lostSince'>;

  constructor(notes: M7Listener, hostTime: Pick<HostTime, 'lostSince'>) {
    this.#notes = notes;
    this.#hostTime = hostTime;
  }

  async wire(): Promise<number> {
    return (await this.uart.listen()).port;
  }

  powerOn(): void {}

  powerOff(): void {}

  reset(): void {}

  written(): void {}

  givenSince(at: number): number {
    return monotonicMs() - at - this.#hostTime.lostSince('m7', at);
  }

  get activity(): undefined {
    return undefined;
  }

  told(line: string): boolean {
    return readQemuNote(line, this.#notes);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.uart[Symbol.asyncDispose]();
  }
}
