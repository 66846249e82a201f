import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../core/errors.ts';
import type { Verdict } from '../../core/scenario.ts';
import { escapeMarkdown } from '../../report/markdown.ts';
import { type JUnitCase, junitCases, unescaped } from './junit-cases.ts';

/** A scenario as run.json tells it. */
export interface JsonScenario {
  readonly id: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly faults: readonly Fault[];
  readonly incidents?: readonly unknown[];
  readonly errors: readonly { readonly name: string; readonly fault: Fault; readonly message: string; readonly place?: string }[];
}

/** What the reports of a run say of one scenario: the element of JUnit, the line of summary.md, the entry of run.json. */
export interface ReportedScenario {
  readonly junit: JUnitCase['kind'] | undefined;
  /** Attributes and text of that element; empty for one that passed. */
  readonly junitText: string;
  /** In the table of scenarios, without its emphasis. */
  readonly summary: string | undefined;
  /** Its section below `## Failures`; empty where it has none. */
  readonly summaryText: string;
  readonly json: JsonScenario | undefined;
}

interface RunJson {
  readonly exitCode: number | null;
  readonly reason?: string;
  readonly scenarios: readonly JsonScenario[];
}

/** Everything that a run left for people and programs, read as its readers do. Reports that are not there are empty. */
export class RunOutputs {
  /** Of the process. */
  readonly exitCode: number | null;
  readonly screen: string;
  readonly junit: string;
  readonly summary: string;
  /** Undefined where there is none. */
  readonly json: RunJson | undefined;

  /** `dir`: the run's folder; undefined where no run has begun. */
  constructor(dir: string | undefined, exitCode: number | null, screen = '') {
    const read = (name: string): string => (dir !== undefined && existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'utf8') : '');
    this.exitCode = exitCode;
    this.screen = screen;
    this.junit = read('junit.xml');
    this.summary = read('summary.md');
    const json = read('run.json');
    this.json = json === '' ? undefined : (JSON.parse(json) as RunJson);
  }

  get scenarios(): readonly JsonScenario[] {
    return this.json?.scenarios ?? [];
  }

  get cases(): readonly JUnitCase[] {
    return junitCases(this.junit);
  }

  /** Without the escapes of Markdown. */
  get plainSummary(): string {
    return unescaped(this.summary).replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
  }

  /** `id`: `suite > name`. */
  of(id: string): ReportedScenario {
    const [, table = ''] = this.summary.split('\n## Scenarios\n');
    const row = table.split('\n').find((line) => line.startsWith('|') && line.split(' | ')[1] === escapeMarkdown(id));
    const [, section = ''] = this.summary.split(`: ${escapeMarkdown(id)}\n`);
    const element = this.cases.find(({ name }) => name === nameOf(id));
    return {
      junit: element?.kind,
      junitText: element && element.kind !== 'passed' ? unescaped(element.text) : '',
      summary: section === '' && !row ? undefined : row?.split(' | ')[2]?.replaceAll('*', '').replace('fixed?', 'failed'),
      summaryText: section.split(/\n#{2,3} /)[0]!,
      json: this.scenarios.find((scenario) => scenario.id === id),
    };
  }
}

/** An id is `suite > name`, or `suite > group > name`. */
export const nameOf = (id: string): string => /^.*? > (.*)$/s.exec(id)?.[1] ?? id;

/** The element of JUnit that a verdict is. */
export const elementOf: Readonly<Record<Verdict, JUnitCase['kind']>> = {
  passed: 'passed',
  known: 'skipped',
  failed: 'failure',
  error: 'error',
  'not-run': 'error',
  skipped: 'skipped',
};
