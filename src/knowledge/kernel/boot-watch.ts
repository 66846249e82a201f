import type { BootStage } from '../../core/boot-stage.ts';
import type { Channel } from '../../core/incident.ts';
import { type BootSign, beginsBoot } from './boots.ts';
import type { RawLine } from './line-reader.ts';

/** Seconds by which the kernel's clock must have gone back, to what at most, before it is another boot's. */
const backBy = 5;
const backTo = 2;

/** What a runner may say beforehand: that the board will reset, or that Linux will switch it off. */
export type Announcement = 'reset' | 'power-down';

/** How a boot ended. */
export interface BootEnd {
  /** Linux, or a boot loader that had come to its prompt, was running, and nobody who may had asked for it. */
  readonly unexplained: boolean;
  /** The system itself had said that it would come. */
  readonly orderly: boolean;
}

export interface BootEvents {
  /** Another boot has begun. */
  reset(end: BootEnd, line: RawLine | undefined): void;
  /** Linux switches the board off. */
  poweredDown(end: BootEnd, line: RawLine): void;
  /** The system or the runner said that the next reset will come. */
  announced(): void;
  /** The kernel's first lines of this boot were seen. */
  kernelBegan(): void;
  resetCause(cause: string): void;
}

/**
 * Which boot the console is in. Only the A53's UART shows it: the kernel log read over SSH
 * begins at zero every time it is read anew, and an M7 that is started again may count its time from zero, too.
 * `trustsSystem`: what the system says of a reset explains it, as in a log whose runner nobody knows.
 */
export class BootWatch {
  readonly #events: BootEvents;
  readonly #trustsSystem: boolean;
  #stage: BootStage | undefined;
  /** The last stage that showed its banner in this boot. */
  #banner: BootStage | undefined;
  #low: number | undefined;
  #announced: Announcement | undefined;
  #said = false;
  /** Linux has said its last word. */
  #isDown = false;
  #bannerLine = 0;
  #filed = false;

  constructor(events: BootEvents, trustsSystem: boolean) {
    this.#events = events;
    this.#trustsSystem = trustsSystem;
  }

  announce(what: Announcement): void {
    this.#announced = what;
    this.#events.announced();
  }

  /** The log is a file of a daemon, which never holds what the console says behind the daemon's end. */
  filed(): void {
    this.#filed = true;
  }

  /** What was announced is not coming. */
  retract(): void {
    this.#announced = undefined;
  }

  /** Somebody, be it the system itself, said that a reset will come, and it has not come. */
  get isAnnounced(): boolean {
    return this.#announced !== undefined || this.#said;
  }

  powerOff(): void {
    this.#stage = undefined;
    this.#banner = undefined;
    this.#announced = undefined;
    this.#said = false;
    this.#isDown = false;
  }

  get stage(): BootStage | undefined {
    return this.#stage;
  }

  sign(channel: Channel, sign: BootSign, line: RawLine): void {
    if (channel !== 'a53') return;
    if (sign === 'announced') this.#say();
    else if (sign === 'filed') this.#filed = this.#trustsSystem;
    else if (sign === 'powers-down') this.#powerDown(line);
    else if ('resetCause' in sign) this.#events.resetCause(sign.resetCause);
    else {
      if (beginsBoot(this.#stage, sign.stage, this.#banner === sign.stage ? line.number - this.#bannerLine : 0))
        this.#begin(sign.stage, line);
      this.#stage = sign.stage;
      this.#isDown = false;
      if (sign.byLoader) return;
      if (sign.stage === 'kernel' && this.#banner !== 'kernel') this.#events.kernelBegan();
      this.#banner = sign.stage;
      this.#bannerLine = line.number;
    }
  }

  /** What a time stamp says: the same boot goes on, another one has begun, or it cannot be told yet. */
  clock(channel: Channel, time: number, last: number | undefined): 'on' | 'anew' | 'doubtful' {
    if (channel !== 'a53') return 'on';
    const low = last !== undefined && time < backTo && last > time + backBy;
    // One low time is a damaged stamp; two in order are a clock that began anew.
    const back = low && this.#low !== undefined && time >= this.#low;
    this.#low = low && !back ? time : undefined;
    if (low && !back) return 'doubtful';
    if (this.#isDown && time >= backTo) return 'on';
    if (back && this.#stage === 'kernel') this.#begin('kernel', undefined);
    this.#stage = 'kernel';
    return back ? 'anew' : 'on';
  }

  #say(): void {
    this.#said = true;
    this.#events.announced();
  }

  #powerDown(line: RawLine): void {
    this.#say();
    const unexplained = this.#stage === 'kernel' && !this.#trustsSystem && this.#announced !== 'power-down';
    this.powerOff();
    this.#isDown = true;
    this.#events.poweredDown({ unexplained, orderly: true }, line);
  }

  #begin(next: BootStage, line: RawLine | undefined): void {
    // U-Boot's `version` prints its own banner too; only what runs before it shows that U-Boot itself was reset.
    const wasRunning = this.#stage === 'kernel' || (this.#stage === 'u-boot' && next !== 'u-boot' && !this.#trustsSystem);
    const isExplained = this.#announced === 'reset' || (this.#trustsSystem && this.isAnnounced);
    const end = { unexplained: wasRunning && !isExplained && !this.#filed, orderly: this.#said };
    this.#announced = undefined;
    this.#said = false;
    this.#banner = undefined;
    this.#events.reset(end, line);
  }
}
