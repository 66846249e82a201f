import type { Channel } from '../../core/incident.ts';
import type { BootTracker } from '../boot/boot-tracker.ts';
import type { RawLine } from '../boot/raw-line.ts';
import type { Audit } from './audit.ts';
import type { IncidentLog } from './incident-log.ts';
import type { Saturation } from './saturation.ts';

/** What the channels of one board share. */
export interface BoardState {
  readonly log: IncidentLog;
  readonly boots: BootTracker;
  readonly audit: Audit;
  readonly saturation: Saturation;
  /** The log is a finished one whose runner nobody knows. */
  readonly isFinished: boolean;
  /** Board milliseconds in a host millisecond. */
  readonly speed: number;
  /** Linux has gone on: no line tells of another boot, whatever it says. */
  readonly isDeaf: () => boolean;
  /** The kernel says that something happened which no channel showed. */
  missed(what: string, channel: Channel, line: RawLine): void;
}
