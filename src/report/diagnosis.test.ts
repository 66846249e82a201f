import { expect, test } from 'vitest';
import type { EventBody } from '../core/event.ts';
import type { ScenarioDiagnosis } from '../core/scenario-diagnosis.ts';
import { junitXml } from './junit.ts';
import { runAsJson } from './run-json.ts';
import { summaryMarkdown } from './summary.ts';
import { error, journal, nasty, played, runStarted, scenario } from './testing/events.ts';

const diagnosis: ScenarioDiagnosis = {
  verdict: 'found',
  causes: [
    {
      id: 2,
      name: 'no-start-vector',
      cause: 'Nothing writes the start vector.',
      confidence: 'certain',
      evidence: ['kmsg at 1.000 s: imx_rproc_kick: failed (0, err:-62)', nasty],
      confirm: ['cat /sys/class/remoteproc/remoteproc0/state: running'],
      fix: 'hil inspect --fix OUT.elf',
    },
  ],
  ruledOut: [`region-missing: it is there (a53: ${nasty})`],
  nextExperiment: 'start it with *two* images',
};
const diagnosed = (name: string, value: ScenarioDiagnosis = diagnosis, attempt = 1): EventBody => ({
  type: 'scenario.diagnosed',
  scenario: scenario(name).id,
  attempt,
  diagnosis: value,
});
const failed = { verdict: 'failed', errors: [error()] } as const;
const run = journal(
  runStarted,
  ...played(scenario('mute'), failed),
  ...played(scenario('mute too'), failed),
  ...played(scenario('odd'), failed),
  diagnosed('mute'),
  diagnosed('mute too'),
  diagnosed('odd', { verdict: 'unknown', causes: [], ruledOut: ['freeze: SSH answered (ssh: # true)'] }),
  diagnosed('never collected'),
);
const why = (markdown: string): string => markdown.split(/^## /m).find((part) => part.startsWith('Why\n')) ?? '';

test('the summary says why: cause, evidence, how to confirm, fix, and what was ruled out', () => {
  const section = why(summaryMarkdown(run));
  const order = [
    '### failed: cold-boot &gt; mute',
    '**certain**: Nothing writes the start vector. (row 2, no-start-vector)',
    'kmsg at 1.000 s: imx_rproc_kick: failed (0, err:-62)',
    'To confirm:\n\n- cat /sys/class/remoteproc/remoteproc0/state: running',
    'Fix: hil inspect --fix OUT.elf',
    'Ruled out:\n\n- region-missing: it is there',
    'Next experiment: start it with \\*two\\* images',
    'The same causes were found in:\n\n- cold-boot &gt; mute too',
    '### failed: cold-boot &gt; odd',
    'No known cause fits.',
    '- freeze: SSH answered',
  ].map((text) => section.indexOf(text));
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((one, other) => one - other));
});

test('what a board printed stays text', () => {
  const section = why(summaryMarkdown(run));
  const prose = section.replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '').replaceAll(/(`+)(?:(?!\1)[^\n])*\1/g, '');
  expect(prose).not.toContain('<');
  expect(section).not.toMatch(/[\0-\x08\x0b-\x1f]|\[31m/);
  expect(junitXml(run)).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f]|\[31m/);
  expect(JSON.stringify(runAsJson(run))).not.toContain('u001b');
});

test("JUnit tells it in the scenario's own story, and programs get it whole", () => {
  const story = /<testcase [^>]*name="mute"[\s\S]*?<\/testcase>/.exec(junitXml(run))![0];
  expect(story).toContain('why (certain, 2 no-start-vector): Nothing writes the start vector.');
  expect(story).toContain('  to confirm: cat /sys/class/remoteproc/remoteproc0/state: running\n  fix: hil inspect --fix OUT.elf');
  expect(story).toContain('next experiment: start it with *two* images');
  const { scenarios } = runAsJson(run) as { scenarios: { id: string; diagnosis?: ScenarioDiagnosis }[] };
  expect(scenarios.map(({ diagnosis: found }) => found?.causes.map(({ id }) => id))).toEqual([[2], [2], []]);
});

test('it belongs to its attempt', () => {
  const again = journal(
    ...played(scenario('mute'), failed),
    { type: 'scenario.started', scenario: scenario('mute').id, attempt: 2 },
    {
      type: 'scenario.finished',
      scenario: scenario('mute').id,
      result: { id: scenario('mute').id, verdict: 'passed', errors: [], durationMs: 1 },
    },
    diagnosed('mute'),
  );
  const { scenarios } = runAsJson(again) as { scenarios: { attempt: number; diagnosis?: ScenarioDiagnosis }[] };
  expect(scenarios.map(({ attempt, diagnosis: found }) => [attempt, found?.verdict])).toEqual([
    [1, 'found'],
    [2, undefined],
  ]);
});
