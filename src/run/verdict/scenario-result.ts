import { stripVTControlCharacters } from 'node:util';
import { type ErrorReport, toErrorReport } from '../../core/errors.ts';
import type { ScenarioDescription, ScenarioResult } from '../../core/scenario.ts';
import { judge, type VerdictInputs } from './judge.ts';
import { withErrors } from './results.ts';
import { isAssertion } from './scenario-failures.ts';

export interface ScenarioRecord extends Omit<VerdictInputs, 'expects'> {
  /** What nobody awaited. */
  readonly unhandled: readonly ErrorReport[];
  /** The last lines of the board's consoles. */
  readonly excerpt: () => readonly string[];
  readonly durationMs: number;
}

/** What a scenario came to: its verdict, the first error with what the board said, and every error with its place in the suite. */
export const resultOf = (
  { id, place, expects }: ScenarioDescription,
  { unhandled, excerpt, durationMs, ...inputs }: ScenarioRecord,
): ScenarioResult => {
  const judgement = judge({ ...inputs, expects });
  const [first, ...others] = judgement.errors;
  const errors = first ? [withExcerpt(first, excerpt()), ...others] : [];
  const placed = errors.map((error) => (error.place || !place ? error : { ...error, place }));
  return withErrors({ id, ...judgement, errors: placed, durationMs }, unhandled);
};

export const withExcerpt = (error: ErrorReport, excerpt: readonly string[]): ErrorReport => ({
  ...error,
  evidence: [...error.evidence, ...excerpt.filter((line) => !error.evidence.includes(line))],
});

/** Whose fault an error of the suite is has been told by the test process; what the runner meets before the body begins is its own. */
export const reportThrown = (cause: unknown, { inBody }: { readonly inBody: boolean }): ErrorReport => {
  const report = toErrorReport(cause, isAssertion(cause) ? 'dut' : inBody ? 'suite' : 'runner');
  return {
    ...report,
    message: stripVTControlCharacters(report.message),
    ...(report.stack ? { stack: stripVTControlCharacters(report.stack) } : {}),
  };
};
