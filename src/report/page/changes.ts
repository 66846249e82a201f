import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type PastRun, type PastScenario, readPastRuns } from '../../history/past-run.ts';
import { whatChanged } from '../../history/what-changed.ts';
import { plainText } from '../plain-text.ts';
import { badge, type Child, el, section, table } from './elements.ts';

/** What is not as it was in the last run of a board of this run that lies beside it; nothing where there is none. */
export const changes = (now: PastRun, before: PastRun | undefined): Child => {
  if (!before) return null;
  const verdictOf = ({ verdict, flaky }: PastScenario): string => (flaky ? 'flaky' : verdict);
  const old = new Map(before.scenarios.map((scenario) => [`${scenario.board}\n${scenario.id}`, scenario]));
  const rows = now.scenarios.flatMap((scenario) => {
    const was = old.get(`${scenario.board}\n${scenario.id}`);
    if (!was || verdictOf(was) === verdictOf(scenario)) return [];
    return [[scenario.id, scenario.board, badge(verdictOf(was)), badge(verdictOf(scenario))]];
  });
  const things = now.boards.flatMap((board) => {
    const was = before.boards.find(({ name }) => name === board.name);
    return was ? whatChanged(was, board).map(({ what, from, to }) => [board.name, plainText(what), from, to]) : [];
  });
  return section(
    'changes',
    'What changed since the last run',
    el('p', 'about', `compared with ${before.run}`),
    rows.length === 0 ? el('p', '', 'Every scenario that both ran ended as before.') : table(['scenario', 'board', 'was', 'is'], rows),
    table(['board', 'what', 'was', 'is'], things),
  );
};

/** The run before this one in the same folder, by the names of the folders, which are their moments, and with a board of this one. */
export const runBefore = (dir: string, now: PastRun): PastRun | undefined => {
  const [own, parent] = [basename(dir), dirname(dir)];
  const earlier = foldersIn(parent)
    .filter((name) => /^\d{4}-\d\d-\d\dT/.test(name) && name < own)
    .sort()
    .reverse();
  for (const name of earlier.slice(0, looksBack)) {
    const run = readPastRuns([join(parent, name)]).runs.at(-1);
    if (run?.boards.some((board) => now.boards.some((other) => other.name === board.name))) return run;
  }
  return undefined;
};

// Boards of one lab may be run in turn; a board that was not used for so long has no last run worth a comparison.
const looksBack = 20;

const foldersIn = (dir: string): string[] => {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
};
