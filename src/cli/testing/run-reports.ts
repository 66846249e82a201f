import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Fault } from '../../core/errors.ts';
import type { Verdict } from '../../core/scenario.ts';
import { escapeMarkdown } from '../../report/markdown.ts';
import { junitCases, unescaped } from './junit-cases.ts';

/** What the four reports of a run say of one scenario: the element of JUnit, the line of summary.md, the entry of run.json. */
export interface ReportedScenario {
  readonly junit: 'passed' | 'failure' | 'error' | 'skipped' | undefined;
  /** Attributes and text of that element; empty for one that passed. */
  readonly junitText: string;
  /** In the table of scenarios, without its emphasis. */
  readonly summary: string | undefined;
  /** Its section below `## Failures`; empty where it has none. */
  readonly summaryText: string;
  readonly json:
    | { readonly verdict: Verdict; readonly reason?: string; readonly faults: readonly Fault[]; readonly errors: readonly JsonError[] }
    | undefined;
}

interface JsonError {
  readonly name: string;
  readonly fault: Fault;
  readonly message: string;
  readonly place?: string;
}

export interface Wanted {
  readonly verdict: Verdict;
  readonly fault?: Fault;
  /** In the words of every report. */
  readonly says?: string | RegExp;
  /** Such as `suites/first.ts:12`. */
  readonly at?: string;
}

/** The reports of one run, read as their readers do. */
export class RunReports {
  readonly exitCode: number | null;
  readonly junit: string;
  readonly summary: string;
  readonly json: { readonly exitCode: number | null; readonly reason?: string; readonly scenarios: readonly Record<string, unknown>[] };

  /** `dir`: the run's folder. `exitCode`: of the process. */
  constructor(dir: string, exitCode: number | null) {
    const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
    this.exitCode = exitCode;
    this.junit = read('junit.xml');
    this.summary = read('summary.md');
    this.json = JSON.parse(read('run.json')) as typeof this.json;
  }

  /** `id`: `suite > name`. */
  of(id: string): ReportedScenario {
    const [, name = id] = /^.*? > (.*)$/s.exec(id) ?? [];
    const [, table = ''] = this.summary.split('\n## Scenarios\n');
    const row = table.split('\n').find((line) => line.startsWith('|') && line.split(' | ')[1] === escapeMarkdown(id));
    const entry = this.json.scenarios.find((scenario) => scenario.id === id);
    const [, section = ''] = this.summary.split(`: ${escapeMarkdown(id)}\n`);
    return {
      ...this.#element(name),
      summary: section === '' && !row ? undefined : row?.split(' | ')[2]?.replaceAll('*', '').replace('fixed?', 'failed'),
      summaryText: section.split(/\n#{2,3} /)[0]!,
      json: entry as ReportedScenario['json'],
    };
  }

  /** All four agree: verdict, fault, words and place, and an exit code that fits. */
  agree(id: string, { verdict, fault, says, at }: Wanted): void {
    const found = this.of(id);
    expect({ [id]: { junit: found.junit, summary: found.summary, json: found.json?.verdict } }).toEqual({
      [id]: { junit: elementOf(verdict), summary: verdict, json: verdict },
    });
    if (fault !== undefined) expect({ [id]: found.json?.errors[0] }).toMatchObject({ [id]: { fault } });
    const texts = [found.junitText, found.summaryText, JSON.stringify(found.json)];
    for (const text of texts) {
      if (says !== undefined) expect(plain(text)).toMatch(says);
      if (at !== undefined) expect(text).toContain(at);
    }
    expect(this.json.exitCode).toBe(this.exitCode);
    expect(this.summary).toContain(`exit code ${this.exitCode}`);
    if (verdict === 'failed') expect(this.exitCode).toBe(1);
    if (verdict === 'error' || verdict === 'not-run') expect(this.exitCode).toBeGreaterThan(0);
  }

  #element(name: string): Pick<ReportedScenario, 'junit' | 'junitText'> {
    const found = junitCases(this.junit).find((one) => one.name === name);
    return { junit: found?.kind, junitText: found && found.kind !== 'passed' ? unescaped(found.text) : '' };
  }
}

const elementOf = (verdict: Verdict): ReportedScenario['junit'] =>
  verdict === 'failed'
    ? 'failure'
    : verdict === 'error' || verdict === 'not-run'
      ? 'error'
      : verdict === 'skipped' || verdict === 'known'
        ? 'skipped'
        : 'passed';

const plain = (text: string): string => text.replaceAll('\\', '').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
