import type { ErrorReport } from '../core/errors.ts';
import { limitSentence } from '../core/model-limit.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { ScenarioDiagnosis } from '../core/scenario-diagnosis.ts';
import { plainText } from './plain-text.ts';
import type { ScenarioRun } from './run-model.ts';
import { firmwareText, isBad, isMismatch, verdictOf } from './run-values.ts';

/** What happened in a scenario, in plain lines; of one that passed only what it showed. */
export const storyOf = (scenario: ScenarioRun): string[] => {
  const { description, steps, injected, observations, incidents, measurements, excerpt } = scenario;
  const { known } = description.expects;
  const lines = [
    ...(verdictOf(scenario) === 'known' && known ? [`known failure: ${known.link}${known.note ? ` (${known.note})` : ''}`] : []),
    ...(verdictOf(scenario) === 'skipped' && scenario.result.reason ? [`skipped: ${scenario.result.reason}`] : []),
    ...injected.map((name) => `injected fault: ${name}`),
    ...steps.map((step) => `step: ${step}`),
    ...observations.flatMap(observationStory),
    ...incidents.flatMap(({ incident, expected, tolerated }) => [
      `${expected ? 'expected ' : tolerated ? 'tolerated ' : ''}incident: ${incident.title} (${incident.kind}, ${incident.severity}, on ${incident.channels.join(' and ')})`,
      `  signature: ${incident.signature}${incident.knownIssue ? `, known: ${incident.knownIssue}` : ''}`,
      ...incident.lines.map((line) => `  ${line}`),
    ]),
    ...scenario.limits.map((limit) => `limit of the simulated board: ${limitSentence(limit)}${limit.fatal ? '' : ', and it went on'}`),
    ...scenario.mishaps.map((sentence) => `only the simulated board knows: ${sentence}`),
    ...measurements.map(({ name, value, unit }) => `measured: ${name} = ${value} ${unit}`),
    ...(scenario.diagnosis ? diagnosisStory(scenario.diagnosis) : []),
    ...(isBad(scenario) && excerpt.length > 0 ? ['last lines on the consoles:', ...excerpt.map((line) => `  ${line}`)] : []),
  ];
  return lines.map(plainText);
};

const observationStory = (observation: M7Observation): string[] => {
  const { outcome, predicted, firmware, startedBy, state, errno, kernelLines, evidence, startMs } = observation;
  const how = startedBy === 'u-boot' ? 'preloaded by U-Boot' : 'started from Linux';
  return [
    `M7 ${how}: observed ${outcome}, predicted ${predicted?.outcome ?? 'nothing'}${isMismatch(observation) ? ' (MISMATCH)' : ''}`,
    ...(firmware ? [`  firmware ${firmware.name}: ${firmwareText(firmware)}`] : []),
    ...(state ? [`  state ${state}`] : []),
    ...(errno === undefined ? [] : [`  the start returned -${errno}`]),
    ...(startMs === undefined ? [] : [`  start took ${Math.round(startMs)} ms`]),
    ...(predicted?.because ?? []).map((because) => `  predicted because ${because}`),
    ...kernelLines.map((line) => `  kernel: ${line}`),
    ...evidence.map((line) => `  evidence: ${line}`),
  ];
};

const diagnosisStory = ({ causes, ruledOut, nextExperiment }: ScenarioDiagnosis): string[] => [
  ...(causes.length === 0 ? ['why: no known cause fits'] : []),
  ...causes.flatMap(({ id, name, confidence, cause, evidence, confirm, fix }) => [
    `why (${confidence}, ${id} ${name}): ${cause}`,
    ...evidence.map((line) => `  ${line}`),
    ...confirm.map((way) => `  to confirm: ${way}`),
    `  fix: ${fix}`,
  ]),
  ...ruledOut.map((sentence) => `ruled out: ${sentence}`),
  ...(nextExperiment ? [`next experiment: ${nextExperiment}`] : []),
];

/** An error with what was seen and what to do next. The stack only where the fault is in our own code or a suite's. */
export const errorStory = ({ name, message, fault, evidence, remedy, place, stack }: ErrorReport): string => {
  const frames = fault === 'runner' || fault === 'suite' ? (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const lines = [
    `${name} (${fault}): ${message}`,
    ...(place ? [`at ${place}`] : []),
    ...evidence.map((line) => `  ${line}`),
    ...(remedy ? [`what to do: ${remedy}`] : []),
    ...frames,
  ];
  return plainText(lines.join('\n'));
};
