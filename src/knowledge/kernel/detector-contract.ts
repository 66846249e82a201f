import type { BootStage } from '../../core/boot-stage.ts';
import type { Channel, KernelIncident } from '../../core/incident.ts';
import type { Announcement } from '../boot/boot-start.ts';
import type { BootTracker } from '../boot/boot-tracker.ts';
import type { KnownIssue } from './known-issues.ts';
import type { HeadlineRule } from './rules/rule.ts';

export interface DetectorOptions {
  /** A lab's own, looked at before the built-in ones. */
  readonly rules?: readonly HeadlineRule[];
  readonly knownIssues?: readonly KnownIssue[];
  /**
   * True: a reset that the system itself announces is explained, and so is one behind anything fatal; right for a log whose runner nobody knows.
   * False: only `announceReset` and a panic explain one. True by default.
   */
  readonly trustsSystem?: boolean;
  /** Board milliseconds in a host millisecond: 1, as on hardware, by default. */
  readonly speed?: number;
  /**
   * `opened` comes with the headline, and once more for the same id when a consequence makes the incident worse; title and signature
   * are final with `closed`. `isClaim`: only the A53's UART tells of it, and the kernel's own log should as well.
   */
  onIncident(phase: 'opened' | 'closed', incident: KernelIncident, isClaim: boolean): void;
  /** The kernel's own log has confirmed a claim. */
  onConfirmed?(id: string): void;
}

/** A counter of the M7 that was proven and goes on no more. */
export interface LostCounter {
  readonly tick: number;
  readonly image: string;
  /** What the M7 says in its place. */
  readonly instead?: string;
}

export interface Detector {
  /** Tells of a boot while the line that makes it certain is read, which is before anybody else hears of that line. */
  readonly boots: BootTracker;
  /** Bytes in the order in which they came, cut anywhere; `at` in host monotonic milliseconds. */
  feed(channel: Channel, chunk: Uint8Array, at: number): void;
  /** What this program types on a channel, before it can come back. */
  sent(channel: Channel, text: string): void;
  /** Call at any rate: looks at unterminated lines and closes what has been quiet. */
  idle(now: number): void;
  stage(stage: BootStage): void;
  /** The next reset is asked for, or the next power-down: it is no incident. */
  announceReset(what?: Announcement): void;
  /** What was announced is not coming. */
  retractReset(): void;
  /** What `read` feeds tells of no boot: Linux has gone on all the while. */
  withoutBoots(read: () => void): void;
  /** No kernel has said what this incident tells: it is as if it had never been, and nothing more is told of it. */
  disown(id: string): void;
  /** Closes everything; whatever comes next is another boot. */
  powerOff(): void;
  /** No channel answers: opens a silent-freeze with the last lines of every channel. */
  silence(tails: Partial<Record<Channel, readonly string[]>>, at: number): void;
  /** The M7 counted and does so no more: opens an m7-silent with its last lines. */
  m7Silence(last: LostCounter, tail: readonly string[], at: number): void;
  end(): void;
}
