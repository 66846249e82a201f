import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { EventBody, LabEvent } from '../core/event.ts';
import { JournalWriter } from './journal-writer.ts';
import { mergeRuns } from './merge-runs.ts';
import { readJournal } from './read-journal.ts';

const incident = { id: 'incident-1', kind: 'oops', title: 'oops', endsScenario: true, at: 5010 };

/** A run of ten seconds; the clock of its host has any value. */
const written = async (dir: string, board: string, startedAt: string, clock: number, exitCode?: number): Promise<string> => {
  let at = clock;
  const run = new JournalWriter({ dir, name: 'run', now: () => at });
  const own = new JournalWriter({ dir: join(dir, board), name: 'events', board, now: () => at });
  run.append({ type: 'run.started', run: startedAt, startedAt, version: '1', command: [], boards: [board] });
  at += 10;
  own.append({ type: 'console.received', console: 'a53', bytes: Buffer.from(`${startedAt}\n`).toString('base64') });
  own.append({ type: 'incident.opened', incident: { ...incident, at }, expected: false } as unknown as EventBody);
  at += 9_990;
  if (exitCode !== undefined) run.append({ type: 'run.finished', exitCode });
  await run.close();
  await own.close();
  return dir;
};

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-merge-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

test('runs stand one behind the other by the wall clock, whatever the clocks of their hosts say', async () => {
  const dir = folder();
  const later = await written(join(dir, '2'), 'b1', '2026-11-24T03:00:00.000Z', 70, 0);
  const first = await written(join(dir, '1'), 'b1', '2026-11-23T03:00:00.000Z', 9_000_000, 1);
  const into = join(dir, 'all');
  await mergeRuns([later, first], into);
  const damages: string[] = [];
  const events = await readJournal(into, { consoles: true, onDamage: ({ what }) => damages.push(what) });
  expect(damages).toEqual([]);
  const day = 24 * 60 * 60 * 1000;
  expect(events.map(({ type, at }): [LabEvent['type'], number] => [type, at])).toEqual([
    ['run.started', 0],
    ['console.received', 10],
    ['incident.opened', 10],
    ['console.received', day + 10],
    ['incident.opened', day + 10],
    ['run.finished', day + 10_000],
  ]);
  expect(events[0]).toMatchObject({ startedAt: '2026-11-23T03:00:00.000Z', boards: ['b1'] });
  expect(events.at(-1)).toMatchObject({ exitCode: 1 });
  const incidents = events.flatMap((event) => (event.type === 'incident.opened' ? [event.incident] : []));
  expect(new Set(incidents.map(({ id }) => id)).size).toBe(2);
  expect(incidents.map(({ at }) => at)).toEqual([10, day + 10]);
  expect(readFileSync(join(into, 'b1/a53.log'), 'utf8')).toBe('2026-11-23T03:00:00.000Z\n2026-11-24T03:00:00.000Z\n');
});

test('shards ran side by side; a run that did not finish leaves the exit code open', async () => {
  const dir = folder();
  const one = await written(join(dir, '1'), 'b1', '2026-11-23T03:00:00.000Z', 5, 0);
  const two = await written(join(dir, '2'), 'b2', '2026-11-23T03:00:01.000Z', 9);
  await mergeRuns([one, two], join(dir, 'all'));
  const events = await readJournal(join(dir, 'all'));
  expect(events[0]).toMatchObject({ boards: ['b1', 'b2'] });
  expect(events.some(({ type }) => type === 'run.finished')).toBe(false);
});

test('two boards of one name at a time, and a folder that holds something, are refused', async () => {
  const dir = folder();
  const one = await written(join(dir, '1'), 'b1', '2026-11-23T03:00:00.000Z', 5, 0);
  const two = await written(join(dir, '2'), 'b1', '2026-11-23T03:00:05.000Z', 9, 0);
  await expect(mergeRuns([one, two], join(dir, 'all'))).rejects.toThrow('two boards of one name');
  await expect(mergeRuns([one], dir)).rejects.toThrow('is not empty');
  for (const [into, why] of [
    [join(one, 'run.ndjson'), 'is a file'],
    [join(one, 'run.ndjson/all'), 'cannot be made (ENOTDIR)'],
  ] as const)
    await expect(mergeRuns([one], into)).rejects.toMatchObject({ name: 'ConfigError', message: `${into} ${why}` });
});
