import { expect, test } from 'vitest';
import type { LabEvent } from '../../core/event.ts';
import { runOf } from '../run-model.ts';
import { error, eventfulRun, incident, journal, played, runStarted, scenario } from '../testing/events.ts';
import { pageHtml } from './document.ts';

const page = (events: readonly LabEvent[]): string => pageHtml({ run: runOf(events), changes: null, files: ['a53.log'], isAlive: false });
const titleOf = (html: string): string => /<title>(.)/u.exec(html)?.[1] ?? '';
const linksIn = (html: string): string[] => [.../<nav>(.*?)<\/nav>/.exec(html)![1]!.matchAll(/href="#(\w+)"/g)].map(([, id]) => id!);

test('the navigation leads to what is there, and to nothing else', () => {
  expect(linksIn(page(eventfulRun()))).toEqual(['failures', 'matrix', 'known', 'scenarios', 'timeline', 'versions', 'files']);
  const none = page(journal(runStarted, { type: 'run.finished', exitCode: 2 }));
  expect(linksIn(none)).toEqual(['scenarios', 'timeline', 'files']);
  for (const html of [none, page(eventfulRun())]) for (const id of linksIn(html)) expect(html).toContain(`<section id="${id}"`);
  const attack = scenario('<nav></nav><section id="changes">$&');
  expect(linksIn(page(journal(runStarted, ...played(attack, {}), { type: 'run.finished', exitCode: 0 })))).toEqual([
    'scenarios',
    'timeline',
    'files',
  ]);
});

test('a tick in the title of the tab means exit code 0 and nothing less', () => {
  const passed = played(scenario('lives'), {});
  expect(titleOf(page(journal(runStarted, ...passed, { type: 'run.finished', exitCode: 0 })))).toBe('✓');
  // Killed, without a scenario, and with a panic that no scenario owns.
  expect(titleOf(page(journal(runStarted, ...passed)))).toBe('✗');
  expect(titleOf(page(journal(runStarted, { type: 'run.finished', exitCode: 2 })))).toBe('✗');
  const panic = { type: 'incident.opened', incident, expected: false, during: 'the health check' } as const;
  expect(titleOf(page(journal(runStarted, panic, ...passed, { type: 'run.finished', exitCode: 1 })))).toBe('✗');
});

test('what the product did wrong stands before the failures of the lab, and a run without scenarios says so', () => {
  const lab = played(scenario('relay dead'), { verdict: 'error', errors: [error({ fault: 'lab' })] });
  const product = played(scenario('stays mute'), { verdict: 'failed', errors: [error()] });
  const html = page(journal(runStarted, ...lab, ...product, { type: 'run.finished', exitCode: 1 }));
  const failures = /<section id="failures">(.*?)<\/section>/s.exec(html)![1]!;
  expect(failures.indexOf('stays mute')).toBeLessThan(failures.indexOf('relay dead'));
  const none = page(journal(runStarted, { type: 'run.finished', exitCode: 2 }));
  expect(none).not.toContain('id="filter"');
  expect(none.match(/no scenario ran/g)!.length).toBeGreaterThan(0);
});
