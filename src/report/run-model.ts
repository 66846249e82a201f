import type { BootRecord } from '../core/boot-stage.ts';
import type { LabEvent } from '../core/event.ts';
import type { KernelIncident } from '../core/incident.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { ScenarioDescription, ScenarioResult } from '../core/scenario.ts';
import type { ScenarioDiagnosis } from '../core/scenario-diagnosis.ts';
import { ConsoleExcerpt } from './console-excerpt.ts';

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** One attempt at a scenario, with everything that happened on its board meanwhile. */
export interface ScenarioRun {
  readonly board: string;
  readonly description: ScenarioDescription;
  /** Counted from 1. */
  readonly attempt: number;
  /** Host monotonic milliseconds; undefined when it never started. */
  readonly startedAt: number | undefined;
  readonly result: ScenarioResult;
  readonly observations: readonly M7Observation[];
  readonly incidents: readonly { readonly incident: KernelIncident; readonly expected: boolean }[];
  readonly measurements: readonly Measurement[];
  readonly steps: readonly string[];
  readonly injected: readonly string[];
  /** Why it went so; undefined where nobody asked. */
  readonly diagnosis: ScenarioDiagnosis | undefined;
  /** The last console lines before it ended, each with its console, where the journal was read with them. */
  readonly excerpt: readonly string[];
}

export interface BoardRun {
  readonly name: string;
  model: string;
  simulated: boolean;
  speed: number;
  properties: Readonly<Record<string, string>>;
  readonly scenarios: ScenarioRun[];
  readonly boots: BootRecord[];
  readonly injected: string[];
  /** What a person should know about the lab: channels lost, what is owed to the board. */
  readonly notes: string[];
}

export interface Run {
  name: string;
  startedAt: Date | undefined;
  version: string;
  command: readonly string[];
  /** Host monotonic milliseconds of `startedAt`. */
  begin: number;
  durationMs: number;
  exitCode: number | undefined;
  reason: string | undefined;
  readonly boards: BoardRun[];
}

type Open = { -readonly [key in keyof ScenarioRun]: ScenarioRun[key] extends readonly (infer T)[] ? T[] : ScenarioRun[key] };

interface BoardState {
  readonly run: BoardRun;
  readonly collected: Map<string, ScenarioDescription>;
  readonly consoles: ConsoleExcerpt;
  /** By incident id: the scenario's list that it stands in. */
  readonly homes: Map<string, Open['incidents']>;
  open: Open | undefined;
}

/** A run as its events tell it. What was collected and never got a result is there as not run, so that nothing goes missing. */
export const runOf = (events: readonly LabEvent[]): Run => {
  const first = events[0]?.at ?? 0;
  const run: Run = {
    name: '',
    startedAt: undefined,
    version: '',
    command: [],
    begin: first,
    durationMs: (events.at(-1)?.at ?? 0) - first,
    exitCode: undefined,
    reason: undefined,
    boards: [],
  };
  const states = new Map<string, BoardState>();
  const stateOf = (name: string): BoardState => {
    const state = states.get(name) ?? newBoard(name);
    if (!states.has(name)) {
      states.set(name, state);
      run.boards.push(state.run);
    }
    return state;
  };
  for (const event of events) {
    if (event.board !== '') boardEvent(stateOf(event.board), event);
    else runEvent(run, event, stateOf);
  }
  for (const state of states.values()) endUnfinished(state);
  return run;
};

const newBoard = (name: string): BoardState => ({
  run: { name, model: '', simulated: false, speed: 1, properties: {}, scenarios: [], boots: [], injected: [], notes: [] },
  collected: new Map(),
  consoles: new ConsoleExcerpt(),
  homes: new Map(),
  open: undefined,
});

const runEvent = (run: Run, event: LabEvent, stateOf: (name: string) => BoardState): void => {
  if (event.type === 'run.started') {
    const { run: name, version, command, boards } = event;
    Object.assign(run, { name, version, command, begin: event.at, startedAt: new Date(event.startedAt) });
    for (const board of boards) stateOf(board);
  } else if (event.type === 'run.finished') {
    run.exitCode = event.exitCode;
    run.reason = event.reason;
  }
};

const boardEvent = (state: BoardState, event: LabEvent): void => {
  const { run, open } = state;
  if (event.type === 'console.received') state.consoles.add(event.console, event.bytes);
  else if (event.type === 'board.opened') Object.assign(run, { model: event.model, simulated: event.simulated, speed: event.speed });
  else if (event.type === 'board.identified') run.properties = { ...run.properties, ...event.properties };
  else if (event.type === 'boot.finished') run.boots.push(event.boot);
  else if (event.type === 'channel.lost') run.notes.push(`channel ${event.channel} was lost: ${event.error.message}`);
  else if (event.type === 'provision.owed')
    run.notes.push(`owed to the board: ${event.what} back to '${event.to}' (${event.error.message})`);
  else if (event.type === 'fault.injected') {
    run.injected.push(event.name);
    open?.injected.push(event.name);
  } else if (event.type === 'm7.observed') open?.observations.push(event.observation);
  else if (event.type === 'incident.opened' || event.type === 'incident.closed') noteIncident(state, event.incident, event.expected);
  else scenarioEvent(state, event);
};

// Told when it opens, again when it gets worse, and known in full only when it closes, which may be after its scenario.
const noteIncident = ({ open, homes }: BoardState, incident: KernelIncident, expected: boolean): void => {
  const home = homes.get(incident.id) ?? open?.incidents;
  if (!home) return;
  homes.set(incident.id, home);
  const index = home.findIndex((known) => known.incident.id === incident.id);
  if (index < 0) home.push({ incident, expected });
  else home[index] = { incident, expected: expected || home[index]!.expected };
};

const scenarioEvent = (state: BoardState, event: LabEvent): void => {
  const { collected, open } = state;
  if (event.type === 'scenario.collected') collected.set(event.scenario.id, event.scenario);
  else if (event.type === 'scenario.started') begin(state, event.scenario, event.at, event.attempt);
  else if (event.type === 'scenario.step') open?.steps.push(event.text);
  else if (event.type === 'scenario.measured') open?.measurements.push({ name: event.name, value: event.value, unit: event.unit });
  else if (event.type === 'scenario.diagnosed') noteDiagnosis(state.run, event);
  else if (event.type === 'scenario.finished') {
    if (open && open.description.id !== event.scenario) interrupt(state);
    if (!state.open) begin(state, event.scenario, undefined, undefined);
    finish(state, event.result);
  }
};

// Looked for when all is over. The last of several is the one of a journal that was diagnosed again.
const noteDiagnosis = ({ scenarios }: BoardRun, event: Extract<LabEvent, { readonly type: 'scenario.diagnosed' }>): void => {
  const index = scenarios.findLastIndex(({ description, attempt }) => description.id === event.scenario && attempt === event.attempt);
  if (index >= 0) scenarios[index] = { ...scenarios[index]!, diagnosis: event.diagnosis };
};

const begin = (state: BoardState, id: string, startedAt: number | undefined, attempt: number | undefined): void => {
  if (state.open) interrupt(state);
  const before = state.run.scenarios.filter(({ description }) => description.id === id).length;
  state.consoles.clear();
  state.open = {
    board: state.run.name,
    description: state.collected.get(id) ?? describe(id),
    attempt: attempt ?? before + 1,
    startedAt,
    result: noResult(id, 'the run ended while it was running'),
    observations: [],
    incidents: [],
    measurements: [],
    steps: [],
    injected: [],
    diagnosis: undefined,
    excerpt: [],
  };
};

const finish = (state: BoardState, result: ScenarioResult): void => {
  if (!state.open) return;
  state.run.scenarios.push({ ...state.open, result, excerpt: state.consoles.lines() });
  state.open = undefined;
};

const interrupt = (state: BoardState): void => {
  if (state.open) finish(state, state.open.result);
};

const endUnfinished = (state: BoardState): void => {
  interrupt(state);
  const done = new Set(state.run.scenarios.map(({ description }) => description.id));
  for (const id of [...state.collected.keys()].filter((known) => !done.has(known))) {
    begin(state, id, undefined, undefined);
    finish(state, noResult(id, 'the run ended before its turn came'));
  }
};

const describe = (id: string): ScenarioDescription => {
  const [suite, ...name] = id.split(' > ');
  return { id, suite: suite!, name: name.join(' > ') || id, file: '', needs: {}, expects: {} };
};

const noResult = (id: string, reason: string): ScenarioResult => ({ id, verdict: 'not-run', reason, errors: [], durationMs: 0 });

/** Every attempt at every scenario of a run. */
export const scenariosOf = (run: Run): readonly ScenarioRun[] => run.boards.flatMap(({ scenarios }) => scenarios);
