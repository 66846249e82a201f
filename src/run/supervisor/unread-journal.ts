import { relative } from 'node:path';
import type { ErrorReport } from '../../core/errors.ts';
import type { EventBody, LabEvent } from '../../core/event.ts';
import type { ScenarioDescription } from '../../core/scenario.ts';
import type { Damage } from '../../journal/segment-check.ts';
import { resultOfError } from '../verdict/not-run.ts';
import { RunTally } from './run-tally.ts';

export interface WholeJournal {
  readonly events: readonly LabEvent[];
  /** What cannot be read, one sentence each; none of a journal that is whole. */
  readonly problems: readonly string[];
}

/**
 * The events of a run that is over, with what its journal does not tell any more told as the lab's: a scenario whose result cannot be read, a board without
 * a journal, and one test case more for each board that says what is unread, since a reader of one report alone must hear of it.
 */
export const toldWhole = (read: readonly LabEvent[], damages: readonly Damage[], dir: string): WholeJournal => {
  const end = read.findLast((event) => event.type === 'run.finished');
  const boards = missingBoards(read);
  const unresolved = unresolvedOf(read);
  const lost = [
    ...damages.map((damage) => damageOf(damage, dir)),
    ...boards,
    ...(read.some(({ type }) => type === 'run.started') ? [] : [ofRun('run.ndjson does not say how this run began')]),
    ...(end ? [] : [ofRun('the journal has no end: the run goes on or was killed, or its end is lost')]),
    ...unresolved.map(({ board, id }) => ({ board, sentence: `the result of '${id}' on ${board} is not in the journal` })),
  ];
  if (lost.length === 0) return { events: read, problems: [] };
  const at = read.at(-1)?.at ?? 0;
  const added = [...resultsFor(unresolved, lost), ...unreadCases(read, lost)].map((event): LabEvent => ({ seq: 0, at, ...event }));
  const events = [...read.filter(({ type }) => type !== 'run.finished'), ...added];
  const hasAllResults = boards.length + unresolved.length === 0;
  return { events: [...events, endOf(events, end, lost, hasAllResults)], problems: lost.map(({ sentence }) => sentence) };
};

interface Lost {
  /** Empty where it is of the whole run. */
  readonly board: string;
  readonly sentence: string;
}

const ofRun = (sentence: string): Lost => ({ board: '', sentence });

interface Unresolved {
  readonly board: string;
  readonly id: string;
}

type OnBoard = EventBody & { readonly board: string };

const damageOf = ({ path, line, what }: Damage, dir: string): Lost => {
  const file = relative(dir, path);
  return { board: file.includes('/') ? file.slice(0, file.indexOf('/')) : '', sentence: `${file}, line ${line}: ${what}` };
};

const ownTypes: ReadonlySet<LabEvent['type']> = new Set(['board.opened', 'board.excluded', 'scenario.collected', 'scenario.finished']);

// A board of a pool for which nothing was left to do has no journal either; then the others have all the results.
const missingBoards = (read: readonly LabEvent[]): Lost[] => {
  const planned = read.find((event) => event.type === 'run.planned')?.scenarios ?? {};
  const heard = new Set(read.flatMap(({ type, board }) => (ownTypes.has(type) ? [board] : [])));
  const results = new Set(read.flatMap((event) => (event.type === 'scenario.finished' ? [`${event.board} ${event.scenario}`] : [])));
  if (results.size >= Object.values(planned).reduce((sum, count) => sum + count, 0)) return [];
  return Object.entries(planned).flatMap(([board, count]) =>
    count === 0 || heard.has(board)
      ? []
      : [
          {
            board,
            sentence: `the journal of ${board} is not there: ${count} ${count === 1 ? 'scenario was' : 'scenarios were'} planned for it`,
          },
        ],
  );
};

const unresolvedOf = (read: readonly LabEvent[]): Unresolved[] => {
  const open = new Map<string, Unresolved>();
  for (const event of read) {
    const { board } = event;
    if (event.type === 'scenario.collected') open.set(`${board} ${event.scenario.id}`, { board, id: event.scenario.id });
    else if (event.type === 'scenario.started') {
      open.delete(`${board} ${event.scenario}`);
      open.set(`${board} ${event.scenario}`, { board, id: event.scenario });
    } else if (event.type === 'scenario.finished') open.delete(`${board} ${event.scenario}`);
  }
  // What began last is what ran when the rest was lost.
  return [...open.values()].reverse();
};

const resultsFor = (unresolved: readonly Unresolved[], lost: readonly Lost[]): OnBoard[] =>
  unresolved.map(({ board, id }) => {
    const evidence = lost.filter((each) => each.board === board || each.board === '').map(({ sentence }) => sentence);
    return { board, type: 'scenario.finished', scenario: id, result: resultOfError(id, unread('its result cannot be read', evidence)) };
  });

const unreadCases = (read: readonly LabEvent[], lost: readonly Lost[]): OnBoard[] => {
  const [first = 'unknown'] = read.find((event) => event.type === 'run.started')?.boards ?? read.flatMap(({ board }) => board || []);
  const byBoard = new Map<string, Lost[]>();
  for (const each of lost) byBoard.set(each.board || first, [...(byBoard.get(each.board || first) ?? []), each]);
  return [...byBoard].flatMap(([board, own]): OnBoard[] => {
    const sentences = own.map(({ sentence }) => sentence);
    const more = sentences.length > 1 ? `, and ${sentences.length - 1} more` : '';
    return [
      { board, type: 'scenario.collected', scenario: wholeness },
      {
        board,
        type: 'scenario.finished',
        scenario: wholeness.id,
        result: resultOfError(wholeness.id, unread(`the journal of this run is not whole: ${sentences[0]}${more}`, sentences)),
      },
    ];
  });
};

const wholeness: ScenarioDescription = {
  id: 'journal > is whole',
  suite: 'journal',
  name: 'is whole',
  file: '',
  needs: {},
  expects: {},
};

const unread = (message: string, evidence: readonly string[]): ErrorReport => ({
  fault: 'lab',
  name: 'JournalError',
  message,
  evidence,
  remedy: 'take the folder of the run from a copy, such as the artifacts of its CI job, or run it again',
});

/** What was noted at the end stands where all results are there; what nobody can read any more blames nobody. */
const endOf = (
  events: readonly LabEvent[],
  end: Extract<LabEvent, { readonly type: 'run.finished' }> | undefined,
  lost: readonly Lost[],
  hasAllResults: boolean,
): LabEvent => {
  const reason = `the journal of this run is not whole: ${lost[0]!.sentence}`;
  const base = end ?? ({ seq: 0, at: events.at(-1)?.at ?? 0, board: '', type: 'run.finished', exitCode: 2 } as const);
  if (end && hasAllResults && base.exitCode !== 0) return { ...base, reason: base.reason ?? reason };
  const tally = new RunTally({});
  for (const event of events) tally.take(event);
  return { ...base, exitCode: tally.exitCode([reason]), reason };
};
