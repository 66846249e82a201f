import { expect } from 'vitest';
import type { Fault } from '../../core/errors.ts';
import type { Verdict } from '../../core/scenario.ts';
import { elementOf, RunOutputs } from './run-outputs.ts';

export interface Wanted {
  readonly verdict: Verdict;
  readonly fault?: Fault;
  /** In the words of every report. */
  readonly says?: string | RegExp;
  /** Such as `suites/first.ts:12`. */
  readonly at?: string;
}

/** The outputs of one run, for tests that hold them against what is right. */
export class RunReports extends RunOutputs {
  /** All four agree: verdict, fault, words and place, and an exit code that fits. */
  agree(id: string, { verdict, fault, says, at }: Wanted): void {
    const found = this.of(id);
    expect({ [id]: { junit: found.junit, summary: found.summary, json: found.json?.verdict } }).toEqual({
      [id]: { junit: elementOf[verdict], summary: verdict, json: verdict },
    });
    if (fault !== undefined) expect({ [id]: found.json?.errors[0] }).toMatchObject({ [id]: { fault } });
    const texts = [found.junitText, found.summaryText, JSON.stringify(found.json)];
    for (const text of texts) {
      if (says !== undefined) expect(plain(text)).toMatch(says);
      if (at !== undefined) expect(text).toContain(at);
    }
    expect(this.json?.exitCode).toBe(this.exitCode);
    expect(this.summary).toContain(`exit code ${this.exitCode}`);
    if (verdict === 'failed') expect(this.exitCode).toBe(1);
    if (verdict === 'error' || verdict === 'not-run') expect(this.exitCode).toBeGreaterThan(0);
  }
}

const plain = (text: string): string => text.replaceAll('\\', '').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
