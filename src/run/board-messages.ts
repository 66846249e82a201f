import type { ErrorReport } from '../core/errors.ts';
import type { LabEvent } from '../core/event.ts';
import type { Retries } from '../core/scenario.ts';
import type { WireError } from '../scenario/wire.ts';
import type { FromHandover, HandoverTerms, ToHandover } from './handover.ts';
import type { LeaseTicket } from './lease/lease.ts';
import type { Turn } from './schedule/schedule.ts';
import type { Selection } from './schedule/selection.ts';
import type { CollectedScenario } from './suites/collected.ts';

/** Rounds until something says stop. */
export interface Soak {
  /** Milliseconds since 1970: no round begins later. */
  readonly until?: number;
  /** Stop once the share of scenarios as expected lies below this, 0 to 1, with 95 % confidence. */
  readonly below?: number;
}

export interface BoardAssignment {
  readonly board: string;
  readonly configPath: string;
  readonly patterns: readonly string[];
  readonly selection: Selection;
  readonly repeat: number;
  /** Rounds go on; `repeat` is 1. Of a board for itself only. */
  readonly soak?: Soak;
  readonly bail: number;
  readonly handover: HandoverTerms;
  readonly retries: Retries;
  /** False: in the order that spares boots. */
  readonly inOrder: boolean;
  /** True: it shares the scenarios with other boards, and asks before it runs one. */
  readonly isPooled: boolean;
  /** The run's folder; the board's journal goes below it. */
  readonly dir: string;
  readonly stateDir: string;
  /** Goes away with the run. */
  readonly scratch: string;
  /** Stands in the environment of every process that the run starts. */
  readonly runMark: string;
}

/** What a board of a pool asks: what to walk through next, or whether a scenario is its own to run. */
export type Question = { readonly type: 'turn' } | { readonly type: 'claim'; readonly id: string };

export interface Answers {
  readonly turn: Exclude<Turn, { readonly kind: 'wait' }>;
  readonly claim: boolean;
}

/** What the supervisor tells a board process. Nothing is touched before 'go'. */
export type ToBoard =
  | { readonly type: 'assign'; readonly assignment: BoardAssignment }
  /** `lease`: how the process sees for itself that the board is still this run's. */
  | { readonly type: 'go'; readonly lease?: LeaseTicket | undefined }
  /** The board is another's by now: nothing may reach it any more. */
  | { readonly type: 'lost'; readonly holder: string }
  | { readonly type: 'stop'; readonly reason: string }
  | { readonly type: 'answer'; readonly number: number; readonly answer: Answers[keyof Answers] }
  /** Leave out everything that can be left out. */
  | { readonly type: 'stop-now' }
  | { readonly type: 'person'; readonly message: ToHandover }
  /** Are you still there? */
  | { readonly type: 'ping' };

export type FromBoard =
  /** The suites are loaded, and can be run in this order. */
  | { readonly type: 'collected'; readonly scenarios: readonly CollectedScenario[] }
  /** The lab file or the suites are wrong. */
  | { readonly type: 'refused'; readonly error: WireError }
  | { readonly type: 'event'; readonly event: LabEvent }
  | { readonly type: 'question'; readonly number: number; readonly question: Question }
  /** It will run nothing more, and says why. */
  | { readonly type: 'out'; readonly error: ErrorReport }
  | { readonly type: 'handover'; readonly message: FromHandover }
  /** A test process that must not outlive the run. */
  | { readonly type: 'worker'; readonly pid: number }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn'; readonly message: string; readonly said?: string }
  | { readonly type: 'pong' }
  | { readonly type: 'done'; readonly problems: readonly string[] };
