import type { PastScenario } from './past-run.ts';

export const isBad = ({ verdict }: Pick<PastScenario, 'verdict'>): boolean => ['failed', 'error', 'not-run'].includes(verdict);

/** Whether it was run, to whatever end. */
export const didRun = ({ verdict }: Pick<PastScenario, 'verdict'>): boolean => verdict !== 'skipped' && verdict !== 'not-run';

/**
 * What makes two failures the same one: the incidents that nobody expected, else the name and the words of the first error without what differs from
 * run to run (numbers, addresses, quoted text of the board, times).
 */
export const signatureOf = (scenario: PastScenario): string => {
  const incidents = scenario.incidents
    .filter(({ expected }) => !expected)
    .map(({ kind, signature, title }) => signature || `${kind}:${title}`);
  if (incidents.length > 0) return incidents[0]!;
  const [error] = scenario.errors;
  return error ? `${error.name}: ${withoutNumbers(error.message)}` : withoutNumbers(scenario.reason);
};

const withoutNumbers = (text: string): string =>
  text
    .replaceAll(/0x[0-9a-f]+/gi, '#')
    .replaceAll(/\b[0-9a-f]{7,}\b/gi, '#')
    .replaceAll(/\d+(?:\.\d+)?/g, '#')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 160);
