import type { ScenarioCause, ScenarioDiagnosis } from '../core/scenario-diagnosis.ts';
import { codeBlock, codeSpan, escapeMarkdown } from './markdown.ts';
import { plainLine } from './plain-text.ts';
import type { ScenarioRun } from './run-model.ts';
import { titleOf, verdictOf } from './run-values.ts';

const shownCauses = 4;
const shownLines = 8;

/** Of each scenario that asks for it: the causes with quoted evidence, how to confirm and fix them, and what was ruled out. What has the same causes stands together. */
export const causes = (all: readonly ScenarioRun[]): string[] => {
  const alike = new Map<string, [ScenarioRun, ...ScenarioRun[]]>();
  for (const scenario of all) {
    if (!scenario.diagnosis) continue;
    const key = alikeness(scenario.diagnosis) ?? JSON.stringify([scenario.board, titleOf(scenario)]);
    const first = alike.get(key);
    if (first) first.push(scenario);
    else alike.set(key, [scenario]);
  }
  return [...alike.values()].map(explained);
};

// Two unknowns have nothing in common.
const alikeness = ({ causes: found }: ScenarioDiagnosis): string | undefined =>
  found.length === 0 ? undefined : JSON.stringify(found.map(({ id, confidence }) => [id, confidence]));

const explained = ([scenario, ...others]: readonly [ScenarioRun, ...ScenarioRun[]]): string => {
  const { causes: found, ruledOut, nextExperiment } = scenario.diagnosis!;
  return [
    `### ${verdictOf(scenario)}: ${escapeMarkdown(titleOf(scenario))}`,
    `Board ${codeSpan(scenario.board)}.`,
    scenario.injected.length > 0
      ? `Injected: ${scenario.injected.map(codeSpan).join(', ')}. What follows explains what the injected fault made the board say.`
      : '',
    ...(found.length === 0 ? ['No known cause fits.'] : []),
    ...found.slice(0, shownCauses).flatMap(causeBlocks),
    found.length > shownCauses ? `${found.length - shownCauses} more, less likely, are in run.json.` : '',
    list('Ruled out:', ruledOut),
    nextExperiment ? `Next experiment: ${escapeMarkdown(nextExperiment)}` : '',
    list(
      'The same causes were found in:',
      others.map((other) => `${titleOf(other)} (${other.board})`),
    ),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
};

const causeBlocks = ({ id, name, cause, confidence, evidence, confirm, fix }: ScenarioCause): string[] => [
  `**${confidence}**: ${escapeMarkdown(cause)} (row ${id}, ${escapeMarkdown(name)})`,
  codeBlock([
    ...evidence.slice(0, shownLines).map(plainLine),
    ...(evidence.length > shownLines ? [`… ${evidence.length - shownLines} lines more in run.json …`] : []),
  ]),
  list('To confirm:', confirm),
  `Fix: ${escapeMarkdown(fix)}`,
];

const list = (title: string, items: readonly string[]): string =>
  items.length === 0 ? '' : [title, '', ...items.map((item) => `- ${escapeMarkdown(item)}`)].join('\n');
