import type { BootStage } from '../core/boot-stage.ts';
import type { Channel } from '../core/incident.ts';
import { type BootSign, beginsBoot } from './boots.ts';
import type { RawLine } from './line-reader.ts';

/** Seconds by which the kernel's clock must have gone back, to what at most, before it is another boot's. */
const backBy = 5;
const backTo = 2;

export interface BootEvents {
  /** Another boot has begun; `unexplained` when nobody asked for it and Linux was running. */
  reset(unexplained: boolean, line: RawLine | undefined): void;
  /** Somebody asked for the next reset. */
  announced(): void;
  /** The kernel's first lines of this boot were seen. */
  kernelBegan(): void;
  resetCause(cause: string): void;
}

/** Which boot the console is in. Only a UART shows a boot: the kernel log read over SSH begins at zero every time it is read anew. */
export class BootWatch {
  readonly #events: BootEvents;
  #stage: BootStage | undefined;
  /** The last stage that showed its banner in this boot. */
  #banner: BootStage | undefined;
  #low: number | undefined;
  #announced = false;
  #bannerLine = 0;

  constructor(events: BootEvents) {
    this.#events = events;
  }

  announce(): void {
    this.#announced = true;
    this.#events.announced();
  }

  /** Somebody asked for the next reset, and it has not come. */
  get isAnnounced(): boolean {
    return this.#announced;
  }

  powerOff(): void {
    this.#stage = undefined;
    this.#banner = undefined;
    this.#announced = false;
  }

  get stage(): BootStage | undefined {
    return this.#stage;
  }

  sign(channel: Channel, sign: BootSign, line: RawLine): void {
    if (channel === 'kmsg') return;
    if (sign === 'announced') this.announce();
    else if ('resetCause' in sign) this.#events.resetCause(sign.resetCause);
    else {
      if (beginsBoot(this.#stage, sign.stage, this.#banner === sign.stage ? line.number - this.#bannerLine : 0)) this.#begin(line);
      this.#stage = sign.stage;
      if (sign.byLoader) return;
      if (sign.stage === 'kernel' && this.#banner !== 'kernel') this.#events.kernelBegan();
      this.#banner = sign.stage;
      this.#bannerLine = line.number;
    }
  }

  /** What a time stamp says: the same boot goes on, another one has begun, or it cannot be told yet. */
  clock(channel: Channel, time: number, last: number | undefined): 'on' | 'anew' | 'doubtful' {
    if (channel === 'kmsg') return 'on';
    const low = last !== undefined && time < backTo && last > time + backBy;
    // One low time is a damaged stamp; two in order are a clock that began anew.
    const back = low && this.#low !== undefined && time >= this.#low;
    this.#low = low && !back ? time : undefined;
    if (low && !back) return 'doubtful';
    if (back && this.#stage === 'kernel') this.#begin(undefined);
    this.#stage = 'kernel';
    return back ? 'anew' : 'on';
  }

  #begin(line: RawLine | undefined): void {
    const wasLinux = this.#stage === 'kernel';
    const unexplained = wasLinux && !this.#announced;
    this.#announced = false;
    this.#banner = undefined;
    this.#events.reset(unexplained, line);
  }
}
