import type { styleText } from 'node:util';
import { shownText } from '../core/clean-text.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { ScenarioResult, Verdict } from '../core/scenario.ts';

export type Style = Parameters<typeof styleText>[0];

/** How a verdict is called on the screen, and its colour. */
export const marks: Readonly<Record<Verdict, readonly [string, Style]>> = {
  passed: ['ok', 'green'],
  known: ['known', 'cyan'],
  failed: ['FAILED', 'red'],
  error: ['ERROR', 'magenta'],
  skipped: ['skipped', 'gray'],
  'not-run': ['not run', 'yellow'],
};

export const flakyMark: readonly [string, Style] = ['flaky', 'yellow'];

/** Behind the name of a scenario, where there is something to say. */
export const reasonOf = ({ verdict, fixed, flaky, attempts, reason, errors }: ScenarioResult): string => {
  if (flaky) return ` - at attempt ${(attempts?.length ?? 0) + 1}`;
  if (verdict === 'passed' || verdict === 'known') return '';
  return ` - ${plain(fixed ? 'fixed?' : (reason ?? errors[0]?.message ?? ''))}`;
};

export const describe = ({ outcome, predicted }: M7Observation): string =>
  predicted && predicted.outcome !== outcome ? `${outcome}, predicted ${predicted.outcome}` : outcome;

/** The first line, as the screen may show it. */
export const plain = (text: string): string => shownText(text).split('\n')[0]!.slice(0, 200);
