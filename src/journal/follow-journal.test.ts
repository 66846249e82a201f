import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LabEvent } from '../core/event.ts';
import { followJournal } from './follow-journal.ts';

const line = (seq: number, at: number, board: string, type: string, more = ''): string =>
  `{"seq":${seq},"at":${at},"board":"${board}","type":"${type}"${more}}\n`;

test('events come as they are written, halves of lines wait for the other half, and the end of the run is the end', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-follow-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const over = new AbortController();
  const seen: LabEvent[] = [];
  const following = followJournal(dir, { signal: over.signal, every: '1ms' });
  appendFileSync(join(dir, 'run.ndjson'), line(0, 1, '', 'run.started'));
  seen.push((await following.next()).value as LabEvent);
  const next = following.next();
  mkdirSync(join(dir, 'b'));
  const half = line(0, 3, 'b', 'lab.noted', ',"text":"größe"');
  appendFileSync(join(dir, 'b', 'events.ndjson'), line(1, 2, 'b', 'board.opened') + half.slice(0, -6));
  seen.push((await next).value as LabEvent);
  appendFileSync(join(dir, 'b', 'events.ndjson'), half.slice(-6));
  seen.push((await following.next()).value as LabEvent);
  appendFileSync(join(dir, 'run.ndjson'), line(1, 9, '', 'run.finished', ',"exitCode":0'));
  for await (const event of following) seen.push(event);
  expect(seen.map(({ type }) => type)).toEqual(['run.started', 'board.opened', 'lab.noted', 'run.finished']);
  expect(seen[2]).toMatchObject({ text: 'größe' });
});

test('it ends when nobody wants to see more', async () => {
  const over = new AbortController();
  over.abort();
  for await (const event of followJournal('/nowhere', { signal: over.signal })) expect(event).toBeUndefined();
});
