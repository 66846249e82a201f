import { type ConsoleName, consoleNames } from '../core/console.ts';
import type { LabEvent } from '../core/event.ts';
import type { KernelIncident } from '../core/incident.ts';
import type { ScenarioDescription, ScenarioResult, Verdict } from '../core/scenario.ts';
import { plainText } from './plain-text.ts';
import type { BoardRun, ScenarioRun } from './run-model.ts';

type Open = { -readonly [key in keyof ScenarioRun]: ScenarioRun[key] extends readonly (infer T)[] ? T[] : ScenarioRun[key] };

type Incidents = { readonly incident: KernelIncident; readonly expected: boolean; readonly tolerated: boolean; readonly during?: string }[];

export interface BoardProgress {
  readonly run: BoardRun;
  readonly collected: Map<string, ScenarioDescription>;
  readonly consoles: ConsoleExcerpt;
  /** A person looks at what failed: what is heard now is no evidence. */
  isHandedOver: boolean;
  /** By incident id: the list that it stands in, a scenario's or the board's. */
  readonly homes: Map<string, Incidents>;
  /** By scenario: attempts that another one is to follow. */
  readonly earlier: Map<string, ScenarioRun[]>;
  /** With a result, and neither collected nor started since. */
  readonly resolved: Set<string>;
  open: Open | undefined;
}

export const newBoard = (name: string): BoardProgress => ({
  run: {
    name,
    model: '',
    simulated: false,
    speed: 1,
    properties: {},
    scenarios: [],
    boots: [],
    injected: [],
    incidents: [],
    unwatched: [],
    notes: [],
  },
  collected: new Map(),
  consoles: new ConsoleExcerpt(),
  isHandedOver: false,
  homes: new Map(),
  earlier: new Map(),
  resolved: new Set(),
  open: undefined,
});

/** What an event says about the scenarios of a board. */
export const scenarioEvent = (state: BoardProgress, event: LabEvent): void => {
  const { collected, open } = state;
  if (event.type === 'scenario.collected') {
    collected.set(event.scenario.id, event.scenario);
    state.resolved.delete(event.scenario.id);
  } else if (event.type === 'scenario.started') begin(state, event.scenario, event.at, event.attempt);
  else if (event.type === 'scenario.step') open?.steps.push(event.text);
  else if (event.type === 'scenario.measured') open?.measurements.push({ name: event.name, value: event.value, unit: event.unit });
  else if (event.type === 'scenario.diagnosed') noteDiagnosis(state.run, event);
  else if (event.type === 'scenario.attempted') {
    opened(state, event.scenario);
    attempted(state, event.result);
  } else if (event.type === 'scenario.finished') {
    if (repeated(state, event.result) || revived(state, event.result)) return;
    opened(state, event.scenario);
    finish(state, event.result);
  } else if (event.type === 'scenario.amended') amend(state.run, event.result);
};

/** Where the incidents of a scenario stand: of the attempt that runs, or else of the last one. */
export const incidentsOf = ({ open, run, earlier }: BoardProgress, id: string): Incidents | undefined => {
  if (open?.description.id === id) return open.incidents;
  const last = earlier.get(id)?.at(-1) ?? run.scenarios.findLast(({ description }) => description.id === id);
  return last?.incidents as Incidents | undefined;
};

const amend = ({ scenarios }: BoardRun, result: ScenarioResult): void => {
  const index = scenarios.findLastIndex(({ description }) => description.id === result.id);
  const found = scenarios[index];
  if (found) scenarios[index] = { ...found, result };
};

// Looked for when all is over. The last of several is the one of a journal that was diagnosed again.
const noteDiagnosis = (
  { scenarios }: BoardRun,
  { scenario, attempt, diagnosis }: Extract<LabEvent, { readonly type: 'scenario.diagnosed' }>,
): void => {
  const told = (each: ScenarioRun): ScenarioRun => (each.attempt === attempt ? { ...each, diagnosis } : each);
  const index = scenarios.findLastIndex((each) => each.description.id === scenario && [...each.earlier, each].some(isAttempt(attempt)));
  const found = scenarios[index];
  if (found) scenarios[index] = { ...told(found), earlier: found.earlier.map(told) };
};

// Whom to wake first; of two results that both claim to be the last word, none may make the other one greener.
const worstFirst: readonly Verdict[] = ['failed', 'error', 'not-run', 'known', 'skipped', 'passed'];

/** A second result without a beginning: two processes wrote it, or somebody did. It is no further test case, and the worse of both stands. */
const repeated = ({ run, open, resolved }: BoardProgress, result: ScenarioResult): boolean => {
  if (!resolved.has(result.id) || open?.description.id === result.id) return false;
  const index = run.scenarios.findLastIndex(({ description }) => description.id === result.id);
  const found = run.scenarios[index];
  if (!found) return false;
  const before = found.result.verdict;
  const isWorse = worstFirst.indexOf(result.verdict) < worstFirst.indexOf(before);
  if (isWorse) run.scenarios[index] = { ...found, result };
  const which = before === result.verdict ? `both ${before}` : `${before} and ${result.verdict}, of which the worse one counts`;
  run.notes.push(`the journal has two results of '${result.id}': ${which}`);
  return true;
};

const isAttempt =
  (attempt: number) =>
  (each: ScenarioRun): boolean =>
    each.attempt === attempt;

/** Begins what ends without a beginning, such as a scenario that never got its turn. */
const opened = (state: BoardProgress, id: string): void => {
  if (state.open && state.open.description.id !== id) interrupt(state);
  if (!state.open) begin(state, id, undefined, undefined);
};

const begin = (state: BoardProgress, id: string, startedAt: number | undefined, attempt: number | undefined): void => {
  if (state.open) interrupt(state);
  state.resolved.delete(id);
  const round = 1 + state.run.scenarios.filter(({ description }) => description.id === id).length;
  state.consoles.clear();
  state.open = {
    board: state.run.name,
    description: state.collected.get(id) ?? describe(id),
    attempt: attempt ?? round + (state.earlier.get(id)?.length ?? 0),
    round,
    earlier: [],
    isLast: true,
    startedAt,
    result: noResult(id, 'the run ended while it was running'),
    observations: [],
    incidents: [],
    measurements: [],
    steps: [],
    injected: [],
    limits: [],
    mishaps: [],
    diagnosis: undefined,
    excerpt: [],
  };
};

const attempted = (state: BoardProgress, result: ScenarioResult): void => {
  if (!state.open) return;
  const before = state.earlier.get(result.id) ?? [];
  state.earlier.set(result.id, [...before, { ...state.open, result, isLast: false, excerpt: state.consoles.lines() }]);
  state.open = undefined;
};

/** What was to be tried again and was not: the last attempt's own result stands. */
const revived = (state: BoardProgress, result: ScenarioResult): boolean => {
  const last = state.earlier.get(result.id)?.at(-1);
  if (state.open || !last || last.result.errors[0]?.message !== result.errors[0]?.message) return false;
  const earlier = taken(state, result.id).slice(0, -1);
  state.run.scenarios.push({ ...last, result, isLast: true, earlier });
  state.resolved.add(result.id);
  return true;
};

const taken = ({ earlier }: BoardProgress, id: string): readonly ScenarioRun[] => {
  const attempts = earlier.get(id) ?? [];
  earlier.delete(id);
  return attempts;
};

const finish = (state: BoardProgress, result: ScenarioResult): void => {
  if (!state.open) return;
  const earlier = taken(state, state.open.description.id);
  state.run.scenarios.push({ ...state.open, earlier, result, excerpt: state.consoles.lines() });
  state.resolved.add(state.open.description.id);
  state.open = undefined;
};

const interrupt = (state: BoardProgress): void => {
  if (!state.open) return;
  const { id } = state.open.description;
  finish(state, state.open.result);
  state.resolved.delete(id);
};

/** No more events come. */
export const endUnfinished = (state: BoardProgress): void => {
  interrupt(state);
  const done = new Set(state.run.scenarios.map(({ description }) => description.id));
  for (const id of [...state.collected.keys()].filter((known) => !done.has(known))) {
    const last = state.earlier.get(id)?.at(-1)?.result;
    if (last && revived(state, { ...last, reason: `${last.errors[0]?.message} (the run ended before it was tried again)` })) continue;
    begin(state, id, undefined, undefined);
    finish(state, noResult(id, 'the run ended before its turn came'));
  }
};

const describe = (id: string): ScenarioDescription => {
  const [suite, ...name] = id.split(' > ');
  return { id, suite: suite!, name: name.join(' > ') || id, file: '', needs: {}, expects: {} };
};

const noResult = (id: string, reason: string): ScenarioResult => ({ id, verdict: 'not-run', reason, errors: [], durationMs: 0 });

const keptBytes = 4096;
const keptLines = 40;

/** The last lines that the consoles of a board said. */
class ConsoleExcerpt {
  readonly #tails = new Map<ConsoleName, Buffer>();

  add(console: ConsoleName, base64: string): void {
    const bytes = Buffer.concat([this.#tails.get(console) ?? Buffer.alloc(0), Buffer.from(base64, 'base64')]);
    this.#tails.set(console, bytes.subarray(-keptBytes));
  }

  clear(): void {
    this.#tails.clear();
  }

  lines(): string[] {
    return consoleNames.flatMap((console) => {
      const bytes = this.#tails.get(console);
      if (!bytes) return [];
      // What was cut may begin in the middle of a line, a character or an escape sequence.
      const begin = bytes.length === keptBytes ? bytes.indexOf(0x0a) + 1 : 0;
      const lines = plainText(bytes.subarray(begin).toString()).split('\n');
      return lines
        .filter((line) => line.trim() !== '')
        .slice(-keptLines)
        .map((line) => `${console} | ${line}`);
    });
  }
}
