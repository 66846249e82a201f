import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import type { LabEvent } from '../../core/event.ts';
import { FakeLab } from '../board-process/testing/fake-lab.ts';
import { KeptEvents } from './kept-events.ts';

// A whole run, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

test('a folder of reports that is removed under a run is told, and what is known is reported all the same', async () => {
  using lab = new FakeLab(['two-quiet'], { fake: {} }, { breaksReport: false });
  let isRemoved = false;
  const onEvent = ({ type }: LabEvent): void => {
    if (type !== 'scenario.finished' || isRemoved) return;
    isRemoved = true;
    rmSync(join(lab.dir, 'reports'), { recursive: true });
  };
  const { exitCode, dir, problems } = await lab.run({ onEvent });

  expect([exitCode, problems]).toEqual([2, [expect.stringContaining(`${dir} was removed or replaced while the run went on`)]]);
  const reports = new RunReports(dir, exitCode);
  expect(reports.json?.reason).toContain('the journal of this run is gone');
  for (const name of ['first', 'second']) reports.agree(`two-quiet > ${name}`, { verdict: 'passed' });
});

test('a journal that has everything is believed, and a failure stays exit code 1', () => {
  const kept = new KeptEvents();
  const finished = { type: 'run.finished', exitCode: 1 } as LabEvent;
  kept.take(finished);
  kept.take({ type: 'kmsg.received' } as unknown as LabEvent);
  const read = [{ type: 'run.started' } as LabEvent, finished];
  expect(kept.orWhole(read, '/reports')).toEqual({ events: read });
  expect(kept.orWhole([], '/reports')).toMatchObject({ events: [{ exitCode: 1, reason: expect.stringContaining('gone') }] });
});
