import { expect, test } from 'vitest';
import { runAsJson } from './run-json.ts';
import { summaryMarkdown } from './summary.ts';
import { eventfulRun, journal, observation, observed, played, runStarted, scenario } from './testing/events.ts';

const sectionOf = (markdown: string, title: string): string => markdown.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';

test('it begins with the counts and what the exit code means', () => {
  expect(summaryMarkdown(eventfulRun()).split('\n')[0]).toBe(
    '# 1 passed, 2 failed, 1 error, 1 skipped, 1 known, 2 not-run — exit code 2: interrupted by SIGINT',
  );
  expect(summaryMarkdown(journal(runStarted)).split('\n')[0]).toBe('# no scenario ran — the run did not finish');
});

test('predictions that did not hold come before everything else', () => {
  const markdown = summaryMarkdown(eventfulRun());
  expect(markdown.match(/^## .*/gm)?.[0]).toBe('## Predictions that did not hold');
  expect(sectionOf(markdown, 'Predictions that did not hold')).toMatch(
    /\| `ddr-plain` \| alive \| \*\*mute\*\* \| (a fault was injected; )?no segment covers device address 0 \|/,
  );
});

test('the matrix tells outcomes by boot, mcore_booted, memory and size', () => {
  const tcm = { firmware: { name: 'tcm-hello', sha256: 'd', bytes: 9000, memory: 'tcm' } } as const;
  const warm = scenario('b', { needs: { boot: 'warm', preload: 'tcm-hello', mcoreBooted: false } });
  const markdown = summaryMarkdown(
    journal(
      runStarted,
      ...played(
        scenario('a'),
        {},
        observed(observation('alive', 'alive', tcm)),
        observed(observation('alive', 'alive', tcm)),
        observed(observation('mute', 'mute')),
      ),
      ...played(warm, {}, observed(observation('alive', 'stale'))),
    ),
  );
  expect(sectionOf(markdown, 'Outcome matrix').trim().split('\n').slice(2)).toEqual([
    '| boot | mcore_booted | tcm, up to 64 KiB | ddr, up to 256 KiB |',
    '| --- | --- | --- | --- |',
    '| cold | yes | alive ×2 | mute |',
    '| warm, preload tcm-hello | no |   | stale, **predicted alive** |',
  ]);
});

test('failures have a reason, a remedy and evidence', () => {
  const failures = sectionOf(summaryMarkdown(eventfulRun()), 'Failures');
  expect(failures).toContain('### error: cold-boot &gt; relay dead');
  expect(failures).toContain('Board `virtual`, fault lab: shelly 10.0.7.41 does not answer');
  expect(failures).toContain('What to do: add a start vector: hil inspect --fix');
  expect(failures).toContain('incident: rcu-stall in imx_uart_txint');
});

test('board text cannot break out of a table, a code block or into HTML', () => {
  const markdown = summaryMarkdown(eventfulRun());
  const prose = markdown.replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '').replaceAll(/(`+)(?:(?!\1)[^\n])*\1/g, '');
  expect(prose).not.toMatch(/<(?!https:\/\/community)/);
  expect(markdown).not.toMatch(/[\0-\x08\x0b-\x1f]|\[31m/);
  for (const line of prose.split('\n').filter((row) => row.startsWith('|'))) expect(line).toMatch(/\|$/);
});

test('known failures, boots, measurements, faults, skips, the lab and versions are told', () => {
  const markdown = summaryMarkdown(eventfulRun());
  expect(sectionOf(markdown, 'Known failures')).toContain(
    '<https://community.toradex.com/t/21051> remoteproc never writes the start vector',
  );
  expect(sectionOf(markdown, 'Boots')).toContain('| `virtual` | cold | POR | 320 ms |   |   |   |   | 12.3 s |');
  expect(sectionOf(markdown, 'Measurements')).toContain('| power-on to login | 1 | 12345 | 12345 | 12345 | ms |');
  expect(sectionOf(markdown, 'Injected faults')).toContain('- `virtual`: `restart-stall`');
  expect(sectionOf(markdown, 'Skipped')).toContain("needs more: the lab has no fault 'freeze'");
  expect(sectionOf(markdown, 'Lab')).toContain("owed to the board: bootcmd back to 'run distro\\_bootcmd' (no U-Boot prompt)");
  expect(sectionOf(markdown, 'Versions')).toContain('| `virtual` | bsp | `Torizon OS 6 <b>` |');
  expect(markdown).toContain('Board `virtual` is simulated, at 50 times real time');
});

test('what was mended in the lab is told there', () => {
  const markdown = summaryMarkdown(journal(runStarted, { type: 'lab.noted', text: "U-Boot's stored environment was written anew" }));
  expect(sectionOf(markdown, 'Lab')).toContain("- `virtual`: U-Boot's stored environment was written anew");
});

test('for programs the same is in run.json', () => {
  expect(runAsJson(eventfulRun())).toMatchObject({
    version: 1,
    exitCode: 2,
    totals: { passed: 1, failed: 2, error: 1, skipped: 1, known: 1, 'not-run': 2 },
    boards: [{ name: 'virtual', simulated: true, injected: ['restart-stall'] }],
  });
});
