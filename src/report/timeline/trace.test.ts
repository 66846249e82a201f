import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { htmlPage } from '../page/html-page.ts';
import { eventfulRun } from '../testing/events.ts';
import { writeRunFolder } from '../testing/run-folder.ts';

const dir = mkdtempSync(join(tmpdir(), 'hil-trace-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly ts?: number;
  readonly dur?: number;
}

test('timeline.json has each scenario and incident where it was, in the form that trace viewers read', async () => {
  await writeRunFolder(dir, eventfulRun());
  await htmlPage().write(eventfulRun(), dir);
  const { traceEvents } = JSON.parse(readFileSync(join(dir, 'timeline.json'), 'utf8')) as { traceEvents: TraceEvent[] };
  expect(traceEvents.filter(({ ph }) => ph === 'M').map(({ name }) => name)).toContain('process_name');
  // One millisecond lies between two events of it; the run began with the first.
  const lives = traceEvents.find(({ name }) => name === 'passed: cold-boot > lives')!;
  expect(lives).toMatchObject({ ph: 'X', ts: 5000, dur: 3000 });
  const incident = traceEvents.find(({ name }) => name === 'rcu-stall in imx_uart_txint');
  expect(incident).toMatchObject({ ph: 'i' });
  for (const { ph, ts = 0, dur = 0 } of traceEvents) {
    expect(['M', 'X', 'i']).toContain(ph);
    expect([Number.isInteger(ts), dur >= 0]).toEqual([true, true]);
  }
});
