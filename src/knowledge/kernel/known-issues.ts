import type { Name } from './report.ts';

/** Marks an incident as known; it is still opened, reported and counted. */
export interface KnownIssue {
  /** Compared with the signature: equal as a string, or found in signature or title as a pattern. */
  readonly signature: RegExp | string;
  readonly link: string;
  readonly owner?: string;
  /** The last day, local time, on which it counts as known. */
  readonly until?: `${number}-${number}-${number}`;
}

/** What to write beside the incident; undefined when nobody knows it. `today` is `YYYY-MM-DD`. */
export const knownIssue = (name: Pick<Name, 'title' | 'signature'>, issues: readonly KnownIssue[], today: string): string | undefined => {
  const issue = issues.find(({ signature }) =>
    typeof signature === 'string' ? signature === name.signature : signature.test(name.signature) || signature.test(name.title),
  );
  if (!issue) return undefined;
  const owner = issue.owner === undefined ? '' : ` (${issue.owner})`;
  const expired = issue.until !== undefined && issue.until < today ? `, expired on ${issue.until}` : '';
  return `${issue.link}${owner}${expired}`;
};
