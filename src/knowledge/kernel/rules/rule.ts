import type { IncidentKind, Severity } from '../../../core/incident.ts';

/**
 * Where the function that names the incident is read from, when the headline does not name it itself (group `frame`):
 * `fault` the program counter of the exception, then the trace; `trace` the first trace; `stall` the interrupted work, seen from
 * its entry point, since a stall is sampled at a random instruction; `none` the headline alone names the incident.
 */
export type FrameSource = 'fault' | 'trace' | 'stall' | 'none';

/** One headline: everything the detector knows about one kind of report is in its row. */
export interface HeadlineRule {
  readonly kind: IncidentKind;
  readonly severity: Severity;
  /** True when the running scenario cannot go on. */
  readonly endsScenario: boolean;
  /** Searched in one console line without its prefixes (time stamp, level, caller); anchor it with ^. Named groups serve the title. */
  readonly headline: RegExp;
  /** Literal text, one of which every such line holds: what the fast search over whole chunks looks for. By default `headline` itself. */
  readonly words?: readonly string[];
  /** `{group}` and `{frame}` are filled in; a part in square brackets vanishes when what it needs is not known. */
  readonly title: string;
  readonly frame: FrameSource;
  /** Text of a boot loader, secure firmware or program; by default the kernel's, which has a time stamp where the kernel prints them. */
  readonly from?: 'kernel' | 'firmware' | 'program';
  /** Says which of the row's lines continue a report of the given kind instead of opening one: `Internal error: Oops` after `Unable to handle`. */
  readonly continues?: readonly IncidentKind[];
  /** True for words so common that they are a headline only where a line begins, and not behind a prefix that nobody knows. */
  readonly onlyAtStart?: true;
  /** True for what an orderly reboot prints too: nothing is told of it before it is clear that the system announces none. */
  readonly unlessReboot?: boolean;
  /** True for what stands in the body of a report: the report that is found next to it is told in its place. */
  readonly yields?: true;
  /** What tells that the failure is over: nothing is told where it comes soon enough, and says the same `dev` where both name one. */
  readonly undoneBy?: RegExp;
  /** A line as printed: the row's own test. */
  readonly test: string;
}
