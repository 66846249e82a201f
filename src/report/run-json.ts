import type { StageEntry } from '../core/boot-stage.ts';
import { shownJson } from '../core/clean-text.ts';
import type { LabEvent, Reporter } from '../core/event.ts';
import type { KernelIncident } from '../core/incident.ts';
import { limitSentence } from '../core/model-limit.ts';
import { mapStrings } from '../core/redaction.ts';
import type { ScenarioDiagnosis } from '../core/scenario-diagnosis.ts';
import { plainText } from './plain-text.ts';
import { type Run, runOf, type ScenarioRun, scenariosOf } from './run-model.ts';
import { countsOf, firmwaresOf, isFlaky, isMismatch, reasonOf, timeOf, verdictOf } from './run-values.ts';
import { writeReport } from './write-report.ts';

/** `run.json` for programs: totals, and each scenario with what was predicted and observed. Its shape changes only together with `version`. */
export const runJson = (): Reporter => ({
  name: 'run.json',
  isRepeatable: true,
  write: (events, dir) => writeReport(dir, 'run.json', `${shownJson(mapStrings(runAsJson(events), plainText), 2)}\n`),
});

export const runAsJson = (events: readonly LabEvent[]): object => {
  const run = runOf(events);
  const all = scenariosOf(run);
  return {
    version: 1,
    run: run.name,
    // As mergeRuns wrote it: the runs that this one is made of.
    ...(run.command[0] === 'report' ? { mergedFrom: run.command.slice(1) } : {}),
    startedAt: run.startedAt?.toISOString() ?? null,
    durationMs: Math.round(run.durationMs),
    exitCode: run.exitCode ?? null,
    ...(run.reason ? { reason: plainText(run.reason) } : {}),
    totals: countsOf(all),
    flaky: all.filter(isFlaky).length,
    boards: run.boards.map((board) => ({
      name: board.name,
      model: board.model,
      simulated: board.simulated,
      properties: board.properties,
      totals: countsOf(board.scenarios),
      firmware: Object.fromEntries(firmwaresOf(board.scenarios)),
      boots: board.boots.length,
      bootTimes: board.boots.map(({ kind, stages }) => ({ kind, stages: stageTimes(stages) })),
      injected: board.injected,
      notes: board.notes.map(plainText),
      unwatched: board.unwatched,
      incidents: board.incidents.map(({ incident, during, tolerated }) => ({
        ...incidentAsJson(incident),
        during,
        endsScenario: incident.endsScenario && !tolerated,
      })),
    })),
    scenarios: all.map((scenario) => scenarioAsJson(run, scenario)),
  };
};

// Board milliseconds; the first time where a stage was passed twice.
const stageTimes = (stages: readonly StageEntry[]): Record<string, number> =>
  Object.fromEntries([...stages].reverse().map(({ stage, atMs }) => [stage, Math.round(atMs)]));

const scenarioAsJson = (run: Run, scenario: ScenarioRun): object => ({
  board: scenario.board,
  id: scenario.description.id,
  suite: scenario.description.suite,
  ...attemptAsJson(run, scenario),
  ...(isFlaky(scenario) ? { flaky: true } : {}),
  ...(scenario.earlier.length > 0 ? { attempts: scenario.earlier.map((attempt) => attemptAsJson(run, attempt)) } : {}),
});

const attemptAsJson = (run: Run, scenario: ScenarioRun): object => ({
  attempt: scenario.attempt,
  verdict: verdictOf(scenario),
  ...(scenario.result.fixed ? { fixed: true } : {}),
  ...(verdictOf(scenario) === 'passed' ? {} : { reason: plainText(reasonOf(scenario)) }),
  faults: [...new Set(scenario.result.errors.map(({ fault }) => fault))],
  errors: scenario.result.errors.map(({ name, fault, message, place, remedy }) => ({
    name,
    fault,
    message: plainText(message),
    ...(place ? { place } : {}),
    ...(remedy ? { remedy: plainText(remedy) } : {}),
  })),
  startedAt: timeOf(run, scenario.startedAt) ?? null,
  durationMs: Math.round(scenario.result.durationMs),
  starts: scenario.observations.map((observation) => ({
    firmware: observation.firmware?.name ?? null,
    startedBy: observation.startedBy,
    predicted: observation.predicted?.outcome ?? null,
    observed: observation.outcome,
    mismatch: isMismatch(observation),
  })),
  incidents: scenario.incidents.map(({ incident, expected, tolerated }) => ({
    ...incidentAsJson(incident),
    expected,
    ...(tolerated ? { tolerated } : {}),
  })),
  limits: scenario.limits.map((limit) => ({ ...limit, name: plainText(limit.name), sentence: plainText(limitSentence(limit)) })),
  measurements: scenario.measurements,
  ...(scenario.diagnosis ? { diagnosis: plain(scenario.diagnosis) } : {}),
});

const incidentAsJson = ({ kind, title, signature }: KernelIncident): object => ({ kind, title: plainText(title), signature });

// Quoted lines come from the board.
const plain = ({ verdict, causes, ruledOut, nextExperiment }: ScenarioDiagnosis): ScenarioDiagnosis => ({
  verdict,
  causes: causes.map((cause) => ({ ...cause, evidence: cause.evidence.map(plainText) })),
  ruledOut: ruledOut.map(plainText),
  ...(nextExperiment ? { nextExperiment: plainText(nextExperiment) } : {}),
});
