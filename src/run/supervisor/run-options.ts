import type { Lab } from '../../config/lab.ts';
import type { BoardContext } from '../../core/board.ts';
import type { LabEvent } from '../../core/event.ts';
import type { Retries } from '../../core/scenario.ts';
import type { Soak } from '../board-messages.ts';
import type { Selection } from '../schedule/selection.ts';
import type { Operator } from './operator.ts';

export interface RunOptions {
  readonly lab: Lab;
  /** Absolute path of the lab file. */
  readonly configPath: string;
  /** Names, as in the lab file. */
  readonly boards: readonly string[];
  /** Those of `boards` that share their scenarios; none by default: every board runs everything. */
  readonly pools?: readonly (readonly string[])[];
  /** True: as written, and not in the order that spares boots. */
  readonly inOrder?: boolean;
  /** Suites by name, file, folder or part of a path; all when empty. */
  readonly patterns: readonly string[];
  /** Which of their scenarios; all by default. */
  readonly selection?: Selection;
  /** How often every suite runs. */
  readonly repeat: number;
  /** Rounds go on until something stops them, and `repeat` is 1; of boards that share nothing. */
  readonly soak?: Soak;
  /** How many simulated boards live at a time; what this host can bear by default. */
  readonly simulatedBoardLimit?: number;
  /** Stop a board or a pool after so many bad results; 0: never. */
  readonly bail: number;
  /** Who is given the consoles of a board at the first failure, which then ends the run (`atFailure`), or where a scenario pauses; or why there is nobody. */
  readonly operator?: Operator | { readonly refusal: string };
  readonly atFailure?: boolean;
  /** Over what the lab file says, fault by fault. */
  readonly retries?: Retries;
  /** Flaky scenarios fail the run. */
  readonly failOnFlaky?: boolean;
  /** A run in which every scenario was skipped is as expected. */
  readonly passWithNoScenarios?: boolean;
  readonly reportsDir: string;
  /** Host milliseconds to wait for boards that somebody else holds; not at all by default. */
  readonly waitMs?: number;
  /** What a person at the terminal should know before the run begins, one sentence. */
  readonly tell?: (sentence: string) => void;
  /** Of this host, outliving runs: `.hil` beside the lab file by default. */
  readonly stateDir?: string;
  readonly onEvent: (event: LabEvent) => void;
  /** Ends the run in good order. */
  readonly signal: AbortSignal;
  /** Ends it with whatever order a few seconds allow. */
  readonly stopNow?: AbortSignal;
  readonly log: BoardContext['log'];
}

export interface RunResult {
  readonly exitCode: 0 | 1 | 2;
  /** Where the journal and the reports are. */
  readonly dir: string;
  /** What went wrong outside of scenarios, one sentence each. */
  readonly problems: readonly string[];
  /** That flaky scenarios failed the run, where they did. */
  readonly flakiness?: string | undefined;
  /** By what, where somebody ended it. */
  readonly interrupted?: string | undefined;
  /** How few of the scenarios it was, where `.only` stands in the suites. */
  readonly part?: string | undefined;
}
