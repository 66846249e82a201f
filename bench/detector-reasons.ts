import type { KernelIncident } from '../src/core/incident.ts';
import { talkBehind, talkInFront } from '../src/knowledge/kernel/talk.ts';
import { grepPattern } from './detector-grep.ts';
import { show } from './detector-table.ts';

/** So many lines around an incident a line may be a part of the same trouble. */
const near = 130;

const reasonFor = (line: string, at: number, number: number, incidents: readonly KernelIncident[]): string => {
  const within = (more: number): boolean =>
    incidents.some(({ range }) => range !== undefined && range.firstLine - more <= number && number <= range.lastLine + more);
  if (within(0)) return 'told';
  return (
    talkInFront(line.slice(0, at), { isNamed: true }) ?? talkBehind(line.slice(at)) ?? (within(near) ? 'near an incident' : 'no failure')
  );
};

/** Each line that grep finds, and why it is no incident of ours. A line of the last kind is to be looked at: it holds a word and tells of no failure. */
export const reasons = (logs: readonly { readonly log: string; readonly incidents: readonly KernelIncident[] }[]): void => {
  const counts = new Map<string, number>();
  const examples: string[] = [];
  for (const { log, incidents } of logs)
    for (const [index, line] of log.split('\n').entries()) {
      const at = line.search(grepPattern);
      if (at === -1) continue;
      const reason = reasonFor(line, at, index + 1, incidents);
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
      if (reason === 'no failure') examples.push(line.trim().slice(0, 110));
    }
  show(
    ['lines that grep finds', 'of which'],
    [...counts].sort(([, one], [, other]) => other - one),
  );
  show(
    ['no failure, for instance'],
    [...new Map(examples.map((line) => [line.replace(/\d+/g, ''), line])).values()].slice(0, 20).map((line) => [line]),
  );
};
