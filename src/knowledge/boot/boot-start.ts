import type { BootRecord, BootStage } from '../../core/boot-stage.ts';
import type { StageSign } from './boot-signs.ts';
import type { RawLine } from './raw-line.ts';

/** What a runner may say beforehand: that the board will reset, or that Linux will switch it off. */
export type Announcement = 'reset' | 'power-down';

/** A boot that has begun. */
export interface BootStart {
  readonly kind: BootRecord['kind'];
  /** Who said beforehand that it would come: this program, or the board itself (`reboot: Restarting system`). */
  readonly announcedBy: 'host' | 'console' | undefined;
  /** Linux, or a boot loader that had come to its prompt, was running, and nobody who may had asked for another boot. */
  readonly isUnexpected: boolean;
  /** What ran before, 'kernel' for all of Linux; undefined when it was not known. */
  readonly from: BootStage | undefined;
  /** The stage that showed itself first; 'off' for a boot that begins with the power. */
  readonly stage: BootStage;
  /** The console text that says so. */
  readonly evidence: string;
  /** Host monotonic ms. */
  readonly at: number;
  /** Where on the A53's console it begins, and the line that makes it certain; undefined for one that begins with the power. `isTold`: a running Linux told, and no line. */
  readonly shown: { readonly offset: number; readonly line: RawLine; readonly certainAt: number; readonly isTold?: true } | undefined;
}

/** Linux switches the board off. */
export interface PowerDown {
  readonly isUnexpected: boolean;
  readonly line: RawLine;
}

export interface BootListener {
  began?(start: BootStart): void;
  poweredDown?(end: PowerDown): void;
  /** The relay cut the power. */
  poweredOff?(): void;
  /** The system or the runner said that the next reset will come. */
  announced?(): void;
  /** The kernel's first lines of this boot were seen. */
  kernelBegan?(): void;
  /** U-Boot's `Reset cause:`, once a boot. */
  resetCause?(cause: string): void;
}

export interface BootTrackerOptions {
  /**
   * True: what the system says of a reset explains it, and lines have no time of arrival, as in a log whose runner nobody knows.
   * False: a living board, whose resets only the runner may ask for.
   */
  readonly trustsSystem: boolean;
  /** Board milliseconds in a host millisecond, 1 on hardware. */
  readonly speed?: number;
  /** The kernel has panicked: nothing runs that could print an old log. */
  readonly isDead?: () => boolean;
}

/** Where a boot begins that a sign on this line tells of, once `certain` has made it certain. */
export const shownBy = (sign: StageSign, line: RawLine, certain: RawLine): BootStart['shown'] => {
  const within = Math.max(0, line.text.lastIndexOf(sign.text.slice(0, 9)));
  return { offset: line.start + within, line, certainAt: certain.start + (certain === line ? within : 0) };
};
