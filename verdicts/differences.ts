import { elementOf, type JsonScenario, nameOf, type RunOutputs } from '../src/cli/testing/run-outputs.ts';
import type { Verdict } from '../src/core/scenario.ts';
import type { Expected, Right } from './world.ts';

/** Each difference between what a run says and what is right, output by output; empty when they agree. */
export const differences = (right: Right, told: RunOutputs): string[] => [
  ...exitDifferences(right, told),
  ...setDifferences(right, told),
  ...Object.entries(right.scenarios).flatMap(([name, expected]) => scenarioDifferences(name, expected, told)),
  ...(right.summary ?? []).filter((sentence) => !sentence.test(told.plainSummary)).map((sentence) => `summary.md does not say ${sentence}`),
  ...(right.screen ?? []).filter((sentence) => !sentence.test(told.screen)).map((sentence) => `the terminal does not say ${sentence}`),
  ...(right.never ?? []).flatMap((sentence) =>
    (['screen', 'plainSummary', 'junit'] as const)
      .filter((output) => sentence.test(told[output]))
      .map((output) => `${output} says ${sentence}`),
  ),
];

const exitDifferences = (right: Right, { exitCode, json, junit, plainSummary, cases }: RunOutputs): string[] => [
  ...(exitCode !== null && oneOf(right.exit).includes(exitCode) ? [] : [`exit code ${exitCode}, not ${oneOf(right.exit).join(' or ')}`]),
  ...(json === undefined || json.exitCode === exitCode ? [] : [`run.json says exit code ${json.exitCode}, and it is ${exitCode}`]),
  ...(plainSummary === '' || plainSummary.includes(`exit code ${exitCode}`) ? [] : [`summary.md does not say exit code ${exitCode}`]),
  ...(junit === '' || (exitCode === 0) === cases.every(({ kind }) => kind === 'passed' || kind === 'skipped')
    ? []
    : [`junit.xml is ${exitCode === 0 ? 'red' : 'green'}, and the exit code is ${exitCode}`]),
];

const setDifferences = ({ scenarios }: Right, told: RunOutputs): string[] => {
  const names = new Set(Object.keys(scenarios));
  const more = told.scenarios.filter(({ id }) => !names.has(nameOf(id)));
  return more.map(({ id, verdict, reason }) => `a scenario more: '${id}' ${verdict}, ${reason ?? ''}`);
};

const scenarioDifferences = (name: string, expected: Expected, told: RunOutputs): string[] => {
  const scenario = told.scenarios.find(({ id }) => nameOf(id) === name);
  if (!scenario) return expected.mayBeAbsent && told.scenarios.length === 0 ? [] : [`'${name}' is not in run.json`];
  return [
    ...jsonDifferences(expected, scenario),
    ...junitDifferences(expected, scenario.verdict, name, told),
    ...saying(expected, 'summary.md', told.plainSummary.split('\n')[0]!, told.plainSummary),
  ].map((difference) => `'${name}': ${difference}`);
};

const jsonDifferences = (expected: Expected, { verdict, faults, reason = '' }: JsonScenario): string[] => {
  if (!oneOf(expected.verdict).includes(verdict))
    return [`${verdict} (${faults.join(', ') || 'no fault'}), not ${oneOf(expected.verdict).join(' or ')}: ${reason}`];
  const isGood = verdict === 'passed' || verdict === 'known' || verdict === 'skipped';
  const wanted = isGood || expected.fault === undefined ? [] : oneOf(expected.fault);
  const wrong = faults.filter((fault) => !wanted.some((one) => one === fault));
  return [
    ...(wrong.length > 0 ? [`fault ${wrong.join(', ')}, not ${wanted.join(' or ') || 'any'}: ${reason}`] : []),
    ...(wanted.length > 0 && faults.length === 0 && verdict !== 'not-run' ? ['run.json names no fault'] : []),
    ...(isGood && verdict !== 'skipped' ? [] : saying(expected, 'run.json', reason)),
  ];
};

const junitDifferences = (expected: Expected, verdict: Verdict, name: string, { cases }: RunOutputs): string[] => {
  const found = cases.filter((one) => one.name === name);
  const [one] = found;
  if (!one || found.length > 1) return [`it is ${found.length} times in junit.xml`];
  const element = elementOf[verdict];
  if (one.kind !== element) return [`<${one.kind}> in junit.xml, not <${element}>`];
  if (element === 'passed') return [];
  return [
    ...saying(expected, 'junit.xml', one.message),
    ...(expected.type && !expected.type.test(one.type) ? [`type '${one.type}' in junit.xml, not ${expected.type}`] : []),
  ];
};

// Where chance may let a scenario pass, nothing need be said of it.
const saying = ({ says, verdict }: Expected, where: string, shown: string, text = shown): string[] => {
  if (says === undefined || says.test(text) || oneOf(verdict).includes('passed')) return [];
  return [`${where} does not say ${says}: ${shown.slice(0, 200)}`];
};

const oneOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);
