import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JUnitCase, junitCases, unescaped } from '../src/cli/testing/junit-cases.ts';
import type { Verdict } from '../src/core/scenario.ts';

/** A scenario as run.json tells it. */
export interface ReportedScenario {
  readonly id: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly faults: readonly string[];
}

/** Everything that a run left for people and programs. */
export interface RunOutputs {
  readonly exit: number | null;
  readonly screen: string;
  /** Of run.json; empty where there is none. */
  readonly scenarios: readonly ReportedScenario[];
  readonly cases: readonly JUnitCase[];
  readonly junit: string;
  /** Without the escapes of Markdown. */
  readonly summary: string;
  /** The exit code as run.json has it; undefined without one. */
  readonly toldExit: number | undefined;
}

export const runOutputsOf = (run: string | undefined, exit: number | null, screen: string): RunOutputs => {
  const read = (name: string): string => (run !== undefined && existsSync(join(run, name)) ? readFileSync(join(run, name), 'utf8') : '');
  const junit = read('junit.xml');
  const json = read('run.json');
  const told =
    json === '' ? undefined : (JSON.parse(json) as { readonly exitCode: number; readonly scenarios: readonly ReportedScenario[] });
  return {
    exit,
    screen,
    scenarios: told?.scenarios ?? [],
    cases: junitCases(junit),
    junit,
    summary: unescaped(read('summary.md')).replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'),
    toldExit: told?.exitCode,
  };
};
