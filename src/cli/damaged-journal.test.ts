import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { error, journal, played, runStarted, scenario } from '../report/testing/events.ts';
import { writeRunFolder } from '../report/testing/run-folder.ts';
import { HilProcess, projectRoot } from './testing/hil-process.ts';
import { RunReports } from './testing/run-reports.ts';

vi.setConfig({ testTimeout: 60_000 });

const [good, bad] = [scenario('good'), scenario('bad')];

/** A run of two scenarios on one board, the first of which passed and the second failed; `verdict`: what became of the second. */
const pastRun = async (verdict: 'failed' | 'passed' = 'failed'): Promise<string> => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-damaged-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const { virtual, run } = { virtual: 2, run: join(dir, 'reports/one') };
  await writeRunFolder(
    run,
    journal(
      runStarted,
      { type: 'run.planned', scenarios: { virtual }, boots: 1 },
      { type: 'scenario.collected', scenario: good },
      { type: 'scenario.collected', scenario: bad },
      ...played(good, {}).slice(1),
      { type: 'kmsg.received', line: '6,1,2,-;usb 1-1: new device' },
      ...played(bad, verdict === 'failed' ? { verdict, errors: [error()] } : {}).slice(1),
      { type: 'board.closed', power: 'off' },
      { type: 'run.finished', exitCode: verdict === 'failed' ? 1 : 0 },
    ),
  );
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  copyFileSync(join(projectRoot, 'lab.config.ts'), join(dir, 'lab.config.ts'));
  return dir;
};

const reported = async (dir: string): Promise<{ readonly code: number; readonly stderr: string; readonly reports: RunReports }> => {
  const { code, stderr } = await new HilProcess(['report', 'reports/one'], { cwd: dir }, `damaged-${Math.random()}`).ended;
  const run = join(dir, 'reports/one');
  return { code: code!, stderr, reports: new RunReports(run, JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')).exitCode) };
};

const board = (dir: string): string => join(dir, 'reports/one/virtual/events.ndjson');
const whole = 'journal > is whole';

test('of a run that is whole nothing is told', async () => {
  const { code, stderr, reports } = await reported(await pastRun());
  expect([code, stderr, reports.exitCode]).toEqual([0, '', 1]);
  reports.agree(good.id, { verdict: 'passed' });
  reports.agree(bad.id, { verdict: 'failed', fault: 'dut' });
});

test('without the journal of a board nothing is the product’s', async () => {
  const dir = await pastRun();
  rmSync(join(dir, 'reports/one/virtual'), { recursive: true });
  const { code, stderr, reports } = await reported(dir);
  const says = 'the journal of virtual is not there: 2 scenarios were planned for it';
  expect([code, reports.exitCode]).toEqual([2, 2]);
  expect(stderr).toContain(says);
  reports.agree(whole, { verdict: 'error', fault: 'lab', says });
  expect(reports.summary).not.toContain('the product failed');
});

test('a scenario whose result was cut off is the lab’s, and never one that did not run', async () => {
  const dir = await pastRun();
  const text = readFileSync(board(dir), 'utf8');
  truncateSync(board(dir), text.indexOf('"scenario.finished"') + 40);
  const { code, stderr, reports } = await reported(dir);
  expect([code, reports.exitCode]).toEqual([2, 2]);
  expect(stderr).toMatch(/virtual\/events\.ndjson, line 4: \d+ bytes are no event/);
  for (const id of [good.id, bad.id]) reports.agree(id, { verdict: 'error', fault: 'lab', says: 'its result cannot be read' });
});

test('a hole between the results is told with its place and its size, and what can be read stands', async () => {
  const dir = await pastRun('passed');
  const line = readFileSync(board(dir), 'utf8')
    .split('\n')
    .find((each) => each.includes('kmsg.received'))!;
  writeFileSync(board(dir), readFileSync(board(dir), 'utf8').replace(line, '\0'.repeat(4096)));
  const { code, stderr, reports } = await reported(dir);
  const says = /virtual\/events\.ndjson, line 5: 4096 bytes are no event, 4096 of them zero/;
  expect([code, reports.exitCode]).toEqual([2, 2]);
  expect(stderr).toMatch(says);
  for (const id of [good.id, bad.id]) reports.agree(id, { verdict: 'passed' });
  reports.agree(whole, { verdict: 'error', fault: 'lab', says });
});

test('a result that somebody added makes no test case, greens nothing and is told', async () => {
  const dir = await pastRun();
  const forged = {
    seq: 99,
    at: 1020,
    board: 'virtual',
    type: 'scenario.finished',
    scenario: bad.id,
    result: { id: bad.id, verdict: 'passed', errors: [], durationMs: 1 },
  };
  appendFileSync(board(dir), `${JSON.stringify(forged)}\n{"seq":8,"at":1021,"board":"virtual","type":"scenario.finished"}\n`);
  const { code, stderr, reports } = await reported(dir);
  expect([code, reports.exitCode]).toEqual([2, 1]);
  expect(stderr).toContain('events.ndjson, line 9: ');
  expect(stderr).toContain('events.ndjson, line 10: ');
  reports.agree(bad.id, { verdict: 'failed', fault: 'dut' });
  expect(reports.json?.scenarios.map(({ id }: { readonly id: string }) => id)).toEqual([good.id, bad.id, whole]);
  expect(reports.summary).toContain('two results');
});

test('a run without its end says so, and what it decided stands', async () => {
  const dir = await pastRun();
  rmSync(join(dir, 'reports/one/run.ndjson'));
  const { code, stderr, reports } = await reported(dir);
  expect([code, reports.exitCode]).toEqual([2, 1]);
  expect(stderr).toContain('the journal has no end');
  reports.agree(bad.id, { verdict: 'failed', fault: 'dut' });
  reports.agree(whole, { verdict: 'error', fault: 'lab' });
});
