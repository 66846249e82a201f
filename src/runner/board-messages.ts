import type { LabEvent } from '../core/event.ts';
import type { Retries } from '../core/scenario.ts';
import type { WireError } from '../scenario/wire.ts';

export interface BoardAssignment {
  readonly board: string;
  readonly configPath: string;
  readonly patterns: readonly string[];
  readonly repeat: number;
  readonly bail: number;
  readonly retries: Retries;
  /** The run's folder; the board's journal goes below it. */
  readonly dir: string;
  readonly stateDir: string;
  /** Goes away with the run. */
  readonly scratch: string;
}

/** What the supervisor tells a board process. Nothing is touched before 'go'. */
export type ToBoard =
  | { readonly type: 'assign'; readonly assignment: BoardAssignment }
  | { readonly type: 'go' }
  | { readonly type: 'interrupt'; readonly reason: string }
  /** Leave out everything that can be left out. */
  | { readonly type: 'hurry' };

export type FromBoard =
  /** The suites are loaded, and can be run. */
  | { readonly type: 'collected' }
  /** The lab file or the suites are wrong. */
  | { readonly type: 'refused'; readonly error: WireError }
  | { readonly type: 'event'; readonly event: LabEvent }
  /** A test process that must not outlive the run. */
  | { readonly type: 'worker'; readonly pid: number }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn'; readonly message: string }
  | { readonly type: 'done'; readonly problems: readonly string[] };
