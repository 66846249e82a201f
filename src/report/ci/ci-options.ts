import type { Finding } from './findings.ts';

export interface CiOptions {
  /** Where a CI says that it is one; that of the process by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Takes one command for its runner. */
  readonly print?: (line: string) => void;
}

// GitHub shows ten annotations of a kind for each step, and Azure's logs are not read further either.
const mostOfALevel = 10;

/** As many of each level as a CI shows; the last one says how many more there are. */
export const shownFindings = (findings: readonly Finding[]): readonly Finding[] =>
  (['error', 'warning'] as const).flatMap((level) => {
    const all = findings.filter((finding) => finding.level === level);
    if (all.length <= mostOfALevel) return all;
    const left = all.length - mostOfALevel + 1;
    const message = `they are in summary.md, junit.xml and index.html of the run`;
    return [...all.slice(0, mostOfALevel - 1), { level, title: `${left} more`, message, key: 'more' }];
  });
