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
  expect(kept.orWhole(read, '/reports')).toEqual({ events: read, problems: [] });
  expect(kept.orWhole([], '/reports')).toMatchObject({ events: [{ exitCode: 1, reason: expect.stringContaining('gone') }] });
});

test('a result that no board told is told and does not count, even where one that was told is missing', () => {
  const result = (seq: number, verdict: string): LabEvent =>
    ({
      seq,
      at: seq,
      board: 'one',
      type: 'scenario.finished',
      scenario: 'a > b',
      result: { id: 'a > b', verdict, errors: [], durationMs: 1 },
    }) as unknown as LabEvent;
  const end = { seq: 9, at: 9, board: '', type: 'run.finished', exitCode: 0 } as LabEvent;
  const kept = new KeptEvents();
  const [own, forged] = [result(1, 'failed'), result(2, 'passed')];
  for (const event of [own, end]) kept.take(event);
  const extra = kept.orWhole([own, forged, end], '/reports');
  expect(extra.events).toEqual([own, { ...end, exitCode: 2, reason: extra.problems[0] }]);
  expect(extra.problems).toEqual([expect.stringContaining("results that no board told it, of 'a > b'")]);
  const replaced = kept.orWhole([forged, end], '/reports');
  expect(replaced.events.filter(({ type }) => type === 'scenario.finished')).toEqual([own]);
  expect(replaced.problems).toEqual([expect.stringContaining('gone or not whole')]);
});
