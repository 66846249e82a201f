import { existsSync } from 'node:fs';
import { ConfigError } from '../core/errors.ts';
import { isBad } from '../history/failure-signature.ts';
import { readPastRuns } from '../history/past-run.ts';
import type { Selection } from '../run/schedule/selection.ts';

export interface SelectionOptions {
  readonly grep?: string;
  readonly tag?: readonly string[];
  readonly lastFailed?: true;
  readonly shard?: Selection['shard'];
  readonly reportsDir?: string;
}

/** What the words and options of a command line choose: suite files by pattern, and scenarios in them. */
export const selectionOf = (
  words: readonly string[],
  { grep, tag, lastFailed, shard, reportsDir }: SelectionOptions,
): { readonly patterns: readonly string[]; readonly selection: Selection } => {
  if (words.some((word) => word.trim() === '')) {
    throw new ConfigError('a suite or scenario is named by an empty word, which would choose all of them', {
      remedy: 'look whether a variable of the calling script is empty; without any word all suites run',
    });
  }
  const names = words.flatMap((word) => nameIn(word) ?? []);
  const wholeSuites = words.filter((word) => !nameIn(word));
  return {
    patterns: [...wholeSuites, ...new Set(names.map(({ suite }) => suite))],
    selection: {
      ...(names.length > 0 ? { names, wholeSuites } : {}),
      ...(grep === undefined ? {} : { grep }),
      ...(tag ? { tags: tag } : {}),
      ...(lastFailed ? { ids: failedInNewest(reportsDir!) } : {}),
      ...(shard ? { shard } : {}),
    },
  };
};

/** `cold-boot > a TCM` */
const nameIn = (word: string): { readonly suite: string; readonly name: string } | undefined => {
  const [, suite, name] = /^(\S+) > (.+)$/s.exec(word) ?? [];
  return suite === undefined ? undefined : { suite, name: name! };
};

/** Folders of runs are named by their moment. */
const folderIn = (sentence: string): string => /([^/]+)\/run\.json /.exec(sentence)?.[1] ?? '';

const failedInNewest = (reportsDir: string): readonly string[] => {
  const { runs, unread } = existsSync(reportsDir) ? readPastRuns([reportsDir]) : { runs: [], unread: [] };
  const newest = runs.at(-1);
  const lost = unread.findLast((sentence) => folderIn(sentence) > (newest?.run ?? ''));
  if (lost !== undefined)
    throw new ConfigError(`nobody knows what failed in the newest run: ${lost}`, {
      remedy: 'write its reports again from its journal with hil report, or run everything, without --last-failed',
    });
  if (!newest)
    throw new ConfigError(`there is no run in ${reportsDir} that could have failed`, {
      remedy: 'run everything first, without --last-failed',
    });
  // Rounds of one run are the same scenario.
  const ids = new Set(newest.scenarios.filter(isBad).map(({ id }) => id.replace(/ #\d+$/, '')));
  if (ids.size === 0)
    throw new ConfigError(`nothing failed in the newest run, ${newest.run}`, { remedy: 'run everything, without --last-failed' });
  return [...ids];
};
