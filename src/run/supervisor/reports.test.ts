import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LabEvent, Reporter } from '../../core/event.ts';
import { KeptEvents } from './kept-events.ts';
import { reportRun, writeReports } from './reports.ts';

const journalOf = (...lines: readonly string[]): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-reports-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'events.ndjson'), lines.join(''));
  return dir;
};

const line = (body: object): string => `${JSON.stringify({ seq: 0, at: 1, board: 'one', ...body })}\n`;
const step = line({ type: 'scenario.step', scenario: 'long', text: 'goes on' });
const bytes = line({ type: 'console.received', console: 'a53', bytes: 'AAAA' });
const kernel = line({ type: 'kmsg.received', line: 'x'.repeat(1000) });

const typesIn = async (dir: string): Promise<ReadonlySet<string>> => {
  const seen = new Set<string>();
  const look: Reporter = { name: 'look', write: async (events: readonly LabEvent[]) => events.forEach(({ type }) => void seen.add(type)) };
  expect(await writeReports(dir, [look], () => {})).toEqual([]);
  return seen;
};

test('reports get everything that a board said, and of a journal too large for memory what was done and decided', async () => {
  const dir = journalOf(step, bytes, kernel);
  expect(await typesIn(dir)).toEqual(new Set(['scenario.step', 'console.received', 'kmsg.received']));

  const block = kernel.repeat(1000);
  for (let count = 0; count < 33; count++) appendFileSync(join(dir, 'events.2.ndjson'), block);
  for (let count = 0; count < 33; count++) appendFileSync(join(dir, 'events.3.ndjson'), block);
  appendFileSync(join(dir, 'events.3.ndjson'), step);
  expect(await typesIn(dir)).toEqual(new Set(['scenario.step']));
});

test('what a report does to its events is not missing in the next, and one that alters them is told', async () => {
  const seen: number[] = [];
  const cuts: Reporter = { name: 'cuts', write: async (events) => void (events as LabEvent[]).splice(0) };
  const alters: Reporter = { name: 'alters', write: async ([event]) => void Object.assign(event as object, { type: 'mine' }) };
  const counts: Reporter = {
    name: 'counts',
    write: async (events) => void seen.push(events.filter(({ type }) => type !== ('mine' as never)).length),
  };
  const problems = await writeReports(journalOf(step), [cuts, alters, counts], () => {});
  expect(problems).toEqual([expect.stringMatching(/^the report 'alters' was not written: Cannot assign to read only property/)]);
  expect(seen).toEqual([1]);
});

test('a report that never ends is told, and the others are written', async () => {
  const written: string[] = [];
  const endless = { name: 'endless', write: () => new Promise<void>(() => {}) };
  const last = { name: 'last', write: async () => void written.push('last') };
  const problems = await writeReports(journalOf(step), [endless, last], () => {}, { mostIdleMs: 20 });
  expect(problems.at(-1)).toMatch(/^the report 'endless' was not written: it has waited for .* and has not ended$/);
  expect(written).toEqual(['last']);
});

test('what a failing report makes of the run stands in the files of the others, and what is sent is sent once', async () => {
  const written: string[] = [];
  const writes = (name: string): Omit<Reporter, 'isRepeatable'> => ({
    name,
    write: async (events) => {
      const end = events.find((event) => event.type === 'run.finished');
      written.push(`${name} ${end?.exitCode} ${end?.reason ?? ''}`.trim());
    },
  });
  const bad: Reporter = { name: 'own', write: () => Promise.reject(new Error('no room')) };
  const dir = journalOf(line({ type: 'run.finished', exitCode: 0 }));
  const problems = await reportRun(dir, [{ ...writes('file'), isRepeatable: true }, writes('mail'), bad], () => {}, new KeptEvents());
  expect(problems).toEqual(["the report 'own' was not written: no room"]);
  expect(written).toEqual(['file 0', 'mail 0', "file 2 the report 'own' was not written: no room"]);
});

const endWriter = (written: string[]): Reporter => ({
  name: 'end.md',
  isRepeatable: true,
  write: async (events, dir) => {
    const end = events.find((event) => event.type === 'run.finished');
    if (written.length === 1 && end?.reason === 'no room any more') throw new Error(end.reason);
    written.push(`${end?.exitCode} ${end?.reason ?? ''}`.trim());
    writeFileSync(join(dir, 'end.md'), written.at(-1)!);
  },
});

test.for(['meanwhile', 'last'] as const)('what goes wrong behind the reports (%s) stands in them too', async (when) => {
  const written: string[] = [];
  const dir = journalOf(line({ type: 'run.finished', exitCode: 0 }));
  const late = when === 'last' ? { last: () => 'the note stays' } : { meanwhile: () => ['the note stays'] };
  expect(await reportRun(dir, [endWriter(written)], () => {}, new KeptEvents(), late)).toEqual(['the note stays']);
  expect(written).toEqual(['0', '2 the note stays']);
});

test('a report that cannot be written again is not left with another exit code, and the last thing is done behind the reports', async () => {
  const written: string[] = [];
  const dir = journalOf(line({ type: 'run.finished', exitCode: 0 }));
  const last = (): undefined => void written.push('last');
  const problems = await reportRun(dir, [endWriter(written)], () => {}, new KeptEvents(), { meanwhile: () => ['no room any more'], last });
  expect([problems, written]).toEqual([['no room any more'], ['0', 'last']]);
  expect(existsSync(join(dir, 'end.md'))).toBe(false);
});
