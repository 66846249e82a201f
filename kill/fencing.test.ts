import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readJournal } from '../src/journal/read-journal.ts';
import { BenchBoard } from './bench-board.ts';
import { CaseFolder } from './case-folder.ts';
import { HilRun } from './hil-run.ts';
import { type WireSign, WireTap } from './wire-tap.ts';

vi.setConfig({ testTimeout: 240_000 });

test('a scenario that goes on for ten seconds after its time, in every way there is, reaches nothing', async () => {
  await using board = await BenchBoard.start();
  await using tap = await WireTap.into(board.endpoints);
  using folder = new CaseFolder(board.endpoints, tap);
  const signs: WireSign[] = [];
  tap.listen((sign) => signs.push(sign));
  const run = new HilRun(['run', 'zombie'], { cwd: folder.dir, mark: randomUUID(), env: folder.environment });
  onTestFinished(() => run.clear());
  const { text } = await run.ended;

  const events = await readJournal(folder.runs[0]!);
  const verdicts = events.flatMap((event) => (event.type === 'scenario.finished' ? [event.result.verdict] : []));
  expect(verdicts, text).toEqual(['error', 'passed']);
  const measured = Object.fromEntries(events.flatMap((event) => (event.type === 'scenario.measured' ? [[event.name, event.value]] : [])));
  expect(measured.ways).toBe(14);
  expect(measured.calls).toBeGreaterThan(500);

  expect(JSON.stringify(signs.filter((sign) => 'sent' in sign))).not.toContain('ZOMBIE');
  // Before the first scenario off and on, and off at the end.
  expect(signs.filter((sign) => sign.wire === 'relay' && sign.at === 'asked').map((sign) => 'on' in sign && sign.on)).toEqual([
    false,
    true,
    false,
  ]);
  expect(events.filter((event) => event.type === 'command.finished' && event.command.includes('ZOMBIE'))).toEqual([]);
  expect(events.filter((event) => event.type === 'm7.observed' || event.type === 'scenario.step')).toEqual([]);
});
