import { isDeepStrictEqual } from 'node:util';
import type { BootRecord } from '../core/boot-stage.ts';
import type { LabEvent } from '../core/event.ts';
import type { Channel, KernelIncident } from '../core/incident.ts';
import { type ModelLimit, withLimit } from '../core/model-limit.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { ScenarioDescription, ScenarioResult } from '../core/scenario.ts';
import type { ScenarioDiagnosis } from '../core/scenario-diagnosis.ts';
import { formatMs } from '../core/time.ts';
import { type BoardProgress, endUnfinished, incidentsOf, newBoard, scenarioEvent } from './scenario-events.ts';

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
  /** How many times the scenario has had a result with this one, where a journal holds several. */
  readonly round: number;
  /** Attempts that this one followed, the first first; of the last one only. */
  readonly earlier: readonly ScenarioRun[];
  /** False when another one followed. */
  readonly isLast: boolean;
  /** Host monotonic milliseconds; undefined when it never started. */
  readonly startedAt: number | undefined;
  readonly result: ScenarioResult;
  readonly observations: readonly M7Observation[];
  readonly incidents: readonly { readonly incident: KernelIncident; readonly expected: boolean; readonly tolerated: boolean }[];
  readonly measurements: readonly Measurement[];
  readonly steps: readonly string[];
  readonly injected: readonly string[];
  /** What the simulated board met and does not model. */
  readonly limits: readonly ModelLimit[];
  /** What only its model knows, such as a core in lockup. */
  readonly mishaps: readonly string[];
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
  /** Those that no scenario owns, with what went on then. */
  readonly incidents: {
    readonly incident: KernelIncident;
    readonly expected: boolean;
    readonly tolerated: boolean;
    readonly during: string;
  }[];
  /** Channels that could not be watched. */
  readonly unwatched: Channel[];
  /** What a person should know about the lab: channels lost, what is owed to the board, what was mended. */
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
  const states = new Map<string, BoardProgress>();
  const stateOf = (name: string): BoardProgress => {
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

const runEvent = (run: Run, event: LabEvent, stateOf: (name: string) => BoardProgress): void => {
  if (event.type === 'run.started') {
    const { run: name, version, command, boards } = event;
    Object.assign(run, { name, version, command, begin: event.at, startedAt: new Date(event.startedAt) });
    for (const board of boards) stateOf(board);
  } else if (event.type === 'run.finished') {
    run.exitCode = event.exitCode;
    run.reason = event.reason;
  }
};

const noteUnwatched = (run: BoardRun, { channel, reason }: Extract<LabEvent, { readonly type: 'channel.unwatched' }>): void => {
  if (run.unwatched.includes(channel)) return;
  run.unwatched.push(channel);
  run.notes.push(unwatchedText(channel, reason));
};

/** Why nobody can say that nothing happened. */
export const unwatchedText = (channel: Channel, reason: string): string =>
  `${channel === 'kmsg' ? 'the kernel log' : `console ${channel}`} was not watched (${reason}): what it alone would have told is not known, so the board cannot be called clean`;

type IncidentEvent = Extract<LabEvent, { readonly type: 'incident.opened' | 'incident.closed' }>;

const doubts = ({ attempt, checks }: Extract<LabEvent, { readonly type: 'health.checked' }>): string[] =>
  checks
    .filter(({ result }) => result !== 'good')
    .map(({ what, result, text }) => `health check ${attempt}: ${what} is ${result}: ${text}`);

const boardEvent = (state: BoardProgress, event: LabEvent): void => {
  const { run, open } = state;
  if (event.type === 'board.handed-over') state.isHandedOver = event.why === 'failure';
  else if (event.type === 'board.taken-back') state.isHandedOver = false;
  else if (event.type === 'console.received') {
    if (!state.isHandedOver) state.consoles.add(event.console, event.bytes);
  } else if (event.type === 'board.opened') Object.assign(run, { model: event.model, simulated: event.simulated, speed: event.speed });
  else if (event.type === 'board.identified') run.properties = { ...run.properties, ...event.properties };
  else if (event.type === 'boot.finished') run.boots.push(event.boot);
  else if (event.type === 'channel.lost') run.notes.push(`channel ${event.channel} was lost: ${event.error.message}`);
  else if (event.type === 'channel.gap')
    run.notes.push(`channel ${event.channel} was cut off for ${formatMs(event.ms)}: what it said meanwhile is lost`);
  else if (event.type === 'channel.unwatched') noteUnwatched(run, event);
  else if (event.type === 'lab.noted' || event.type === 'claim.refuted') run.notes.push(event.text);
  else if (event.type === 'board.excluded') run.notes.push(`was excluded: ${event.error.message}`);
  else if (event.type === 'health.checked') run.notes.push(...doubts(event));
  else if (event.type === 'lease.broken') run.notes.push(`was left behind by ${event.holder} (${event.reason}) and switched off first`);
  else if (event.type === 'lease.lost') run.notes.push(`was taken away by ${event.holder}`);
  else if (event.type === 'provision.owed')
    run.notes.push(`owed to the board: ${event.what} back to '${event.to}' (${event.error.message})`);
  else if (event.type === 'fault.injected') {
    run.injected.push(event.name);
    open?.injected.push(event.name);
  } else if (event.type === 'model.limited') noteLimit(open?.limits, event.limit);
  else if (event.type === 'model.mishap') noteOnce(open?.mishaps, event.sentence);
  else if (event.type === 'm7.observed') open?.observations.push(event.observation);
  else if (event.type === 'incident.opened' || event.type === 'incident.closed') noteIncident(state, event);
  else scenarioEvent(state, event);
};

const noteLimit = (limits: ModelLimit[] | undefined, limit: ModelLimit): void => {
  if (limit.ofJunk === undefined) noteOnce(limits, limit);
  else limits?.splice(0, limits.length, ...withLimit(limits, limit));
};

// The same limit is met in every start of the same image.
const noteOnce = <T>(notes: T[] | undefined, note: T): void => {
  if (!notes?.some((known) => isDeepStrictEqual(known, note))) notes?.push(note);
};

// Told when it opens, again when it gets worse, and known in full only when it closes, which may be after its scenario.
const noteIncident = (state: BoardProgress, event: IncidentEvent): void => {
  const { incident, expected, scenario, during = '' } = event;
  const tolerated = event.tolerated === true;
  const { homes, run } = state;
  // A journal of an older version names no owner: what came while a scenario ran is that one's.
  const owner = scenario ?? (during === '' ? state.open?.description.id : undefined);
  const home = homes.get(incident.id) ?? (owner === undefined ? run.incidents : incidentsOf(state, owner)) ?? run.incidents;
  homes.set(incident.id, home);
  const index = home.findIndex((known) => known.incident.id === incident.id);
  // What was expected of it as it began is not expected of what it led to.
  if (index < 0) home.push({ incident, expected, tolerated, during });
  else home[index] = { incident, expected, tolerated, during };
};

/** Incidents bad enough to end a scenario that no scenario owns, and nobody who had the consoles. */
export const unownedOf = ({ incidents }: BoardRun): BoardRun['incidents'] =>
  incidents.filter(({ incident, tolerated }) => incident.endsScenario && !tolerated);

/** Every scenario of a run, as its last attempt. */
export const scenariosOf = (run: Run): readonly ScenarioRun[] => run.boards.flatMap(({ scenarios }) => scenarios);

/** Every attempt at them, in order. */
export const attemptsOf = (scenarios: readonly ScenarioRun[]): readonly ScenarioRun[] =>
  scenarios.flatMap((scenario) => [...scenario.earlier, scenario]);
