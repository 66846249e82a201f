import { relative } from 'node:path';
import { boardModels, usualModel } from '../board/models/model-named.ts';
import type { EventBody, LabEvent } from '../core/event.ts';
import type { FirmwareEntry } from '../core/firmware.ts';
import { streamJournal } from '../journal/read-journal.ts';
import type { Damage } from '../journal/segment-check.ts';
import type { Inspection } from '../knowledge/firmware/inspect.ts';
import { predictFrom } from '../knowledge/firmware/prediction-facts.ts';
import type { DetectorOptions } from '../knowledge/kernel/detector.ts';
import { type BoardFinding, diagnoseScenarios } from '../run/closing/diagnose-scenarios.ts';

export type { Difference } from './differences.ts';

import { causeDifference, type Difference, incidentDifferences, lastTold } from './differences.ts';
import { ImageShelf } from './image-shelf.ts';
import { RecordedRun, type RecordedStart } from './recorded-run.ts';
import { type BoardIncident, ReplayedIncidents } from './replayed-incidents.ts';

export interface ReplayOptions {
  readonly firmware: Readonly<Record<string, FirmwareEntry>>;
  /** By name, of images whose files are not here, as a bundle has them. */
  readonly inspections?: Readonly<Record<string, Inspection>>;
  readonly detector?: Pick<DetectorOptions, 'rules' | 'knownIssues'>;
}

export interface Replay {
  readonly run: string;
  /** Of the program that wrote the journal. */
  readonly version: string;
  /** How many of each were judged again. */
  readonly judged: { readonly incidents: number; readonly predictions: number; readonly diagnoses: number };
  readonly differences: readonly Difference[];
  /** What could not be judged again, one sentence each. */
  readonly notJudged: readonly string[];
}

/** Runs the detector, the prediction and the diagnosis of today over the facts of a journal, and says what they judge differently. */
export const replayRun = async (dir: string, options: ReplayOptions): Promise<Replay> => {
  const recorded = new RecordedRun();
  const replayed = new ReplayedIncidents(options.detector);
  const unread: string[] = [];
  const onDamage = ({ path, line, what }: Damage): void => void unread.push(`${relative(dir, path)}, line ${line}: ${what}`);
  for await (const event of streamJournal(dir, { consoles: true, onDamage })) {
    recorded.add(event);
    replayed.add(event);
  }
  replayed.end();
  const shelf = new ImageShelf(options.firmware, options.inspections);
  for (const { board, observation } of recorded.starts)
    if (observation.firmware) shelf.grow(observation.firmware, recorded.models.get(board) ?? '');
  const incidents = incidentsJudged(recorded, lastTold(replayed.found));
  const predictions = recorded.starts.map((start) => predictionJudged(start, recorded.models.get(start.board) ?? '', shelf));
  const notes: string[] = [];
  const findings = await diagnoseScenarios(dir, {
    firmware: options.firmware,
    inspections: shelf,
    events: withIncidents(streamJournal(dir, { consoles: true }), replayed.found, recorded),
    log: (_, message) => void notes.push(message),
  });
  // Of what was cut off, today's judgement has less to go by.
  const ended = recorded.attempts.filter(({ result }) => result !== undefined);
  const asked = ended.filter((attempt) => attempt.diagnosis !== undefined || findingOf(findings, attempt) !== undefined);
  return {
    run: recorded.name,
    version: recorded.version,
    judged: {
      incidents: recorded.incidents.length,
      predictions: predictions.filter((each) => each.notJudged === undefined).length,
      diagnoses: asked.length,
    },
    differences: [
      ...incidents.differences,
      ...predictions.flatMap(({ difference }) => difference ?? []),
      ...asked.flatMap((attempt) => causeDifference(attempt, findingOf(findings, attempt)) ?? []),
    ],
    notJudged: [
      ...unread,
      ...recorded.unended.map(({ board, scenario }) => `'${scenario}' on ${board}: the journal ends before its result`),
      ...incidents.notJudged,
      ...new Set(predictions.flatMap(({ notJudged }) => notJudged ?? [])),
      ...notes,
    ],
  };
};

type DiagnosisOf = BoardFinding['finding']['diagnosis'];

const findingOf = (
  findings: readonly BoardFinding[],
  { board, scenario, attempt }: RecordedRun['attempts'][number],
): DiagnosisOf | undefined =>
  findings.find((each) => each.board === board && each.finding.scenario === scenario && each.finding.attempt === attempt)?.finding
    .diagnosis;

const resets: ReadonlySet<string> = new Set(['unexpected-reset', 'watchdog-reset', 'power-down']);

// A journal of an older version does not say which resets the runner or a scenario had asked for.
const incidentsJudged = (recorded: RecordedRun, found: readonly BoardIncident[]): Pick<Replay, 'differences' | 'notJudged'> => {
  const differences = incidentDifferences(recorded, found);
  if (recorded.tellsResets) return { differences, notJudged: [] };
  const isUnclear = ({ what, before, now }: Difference): boolean =>
    what === 'incident' && before === 'nothing' && resets.has(now.split(/[: ]/)[0]!);
  const unclear = differences.filter(isUnclear).length;
  const sentence = `${unclear} resets of the board: the journal does not say which of them were asked for`;
  return { differences: differences.filter((each) => !isUnclear(each)), notJudged: unclear > 0 ? [sentence] : [] };
};

interface JudgedPrediction {
  readonly difference?: Difference;
  readonly notJudged?: string;
}

const predictionJudged = ({ board, scenario, observation }: RecordedStart, model: string, shelf: ImageShelf): JudgedPrediction => {
  const { predicted, firmware, outcome } = observation;
  const name = firmware?.name ?? 'a file that is not there';
  if (!predicted) return {};
  const { facts } = predicted;
  if (!facts) return { notJudged: `the prediction for ${name}: the journal does not say what it was made from` };
  const { target } = boardModels.get(model)?.model ?? usualModel;
  const now = predictFrom(facts, target, (sha256) => shelf.bySha256(sha256, model));
  if (!now)
    return { notJudged: `the prediction for ${name}: no file here is the image that was started (SHA-256 ${facts.image?.slice(0, 12)}…)` };
  if (now.outcome === predicted.outcome) return {};
  const place = { what: 'prediction', board, ...(scenario === undefined ? {} : { scenario }) } as const;
  const consequence = `observed was ${outcome}`;
  return {
    difference: { ...place, before: `${name}: ${predicted.outcome}`, now: `${name}: ${now.outcome}, ${now.because[0] ?? ''}`, consequence },
  };
};

/** The journal with the incidents of today in place of its own. Whose they are, the moments say. */
async function* withIncidents(
  events: AsyncIterable<LabEvent>,
  found: readonly BoardIncident[],
  recorded: RecordedRun,
): AsyncGenerator<LabEvent> {
  const due = [...found];
  for await (const event of events) {
    if (event.type === 'incident.opened' || event.type === 'incident.closed') continue;
    while (due[0] && due[0].at <= event.at) yield asEvent(due.shift()!, event.seq, recorded);
    yield event;
  }
}

const asEvent = ({ board, phase, incident, at }: BoardIncident, seq: number, recorded: RecordedRun): LabEvent => {
  const scenario = recorded.attemptAt(board, incident.at)?.scenario;
  const body: EventBody = { type: `incident.${phase}`, incident, expected: false, ...(scenario ? { scenario } : {}) };
  return { seq, at, board, ...body };
};
