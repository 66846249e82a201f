import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeByTime, readJournal } from './read-journal.ts';

const scratch = (): string => mkdtempSync(join(tmpdir(), 'journal-'));
const event = (at: number, board = '', type = 'fault.injected'): string => JSON.stringify({ seq: 0, at, board, type, name: 'x' });

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

test('segments of all boards are merged by time', async () => {
  const dir = scratch();
  for (const board of ['a', 'b']) mkdirSync(join(dir, board));
  writeFileSync(join(dir, 'run.ndjson'), `${event(1)}\n${event(9)}\n`);
  writeFileSync(join(dir, 'a/board.ndjson'), `${event(2, 'a')}\n${event(5, 'a')}\n`);
  writeFileSync(join(dir, 'b/board.ndjson'), `${event(3, 'b')}\n`);
  expect((await readJournal(dir)).map(({ at }) => at)).toEqual([1, 2, 3, 5, 9]);
});

test('a torn line is left out and told, wherever it stands', async () => {
  const dir = scratch();
  const path = join(dir, 'board.ndjson');
  writeFileSync(path, `${event(1)}\n{"seq":1,"at":2,"bo\n${event(3)}\nnull\n\n{"seq":4,"at"`);
  const torn: number[] = [];
  const events = await readJournal(dir, { onDamage: ({ line, what }) => void (what.includes('no event') && torn.push(line)) });
  expect(events.map(({ at }) => at)).toEqual([1, 3]);
  expect(torn).toEqual([2, 4, 6]);
});

test('console bytes come only when asked for, whatever the board is called', async () => {
  const dir = scratch();
  const board = 'say "hi", \\ {"type":"console.received"';
  writeFileSync(join(dir, 'board.ndjson'), `${event(1, board, 'console.received')}\n${event(2, board)}\n`);
  expect((await readJournal(dir)).map(({ at }) => at)).toEqual([2]);
  expect((await readJournal(dir, { consoles: true })).map(({ at }) => at)).toEqual([1, 2]);
});

test('a folder that is not there holds no events', async () => {
  expect(await readJournal(join(scratch(), 'nothing'))).toEqual([]);
});

test('merging keeps each stream in its own order and is sorted and stable when the streams are sorted', async () => {
  const sorted = fc.array(fc.nat({ max: 9 })).map((times) => times.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(fc.array(sorted, { maxLength: 5 }), async (timesOfStreams) => {
      const streams = timesOfStreams.map((times, stream) => times.map((at, index) => ({ at, stream, index })));
      const expected = streams.flat().sort((a, b) => a.at - b.at || a.stream - b.stream || a.index - b.index);
      expect(await collect(mergeByTime(streams.map(stream)))).toEqual(expected);
    }),
  );
});

test('types that are left out do not come, and a torn line among them is still told', async () => {
  const dir = scratch();
  writeFileSync(
    join(dir, 'run.ndjson'),
    [event(1, 'a', 'kmsg.received'), event(2), '{"seq":1,"type":"kmsg', event(3, 'a', 'kmsg.received')].join('\n'),
  );
  const torn: number[] = [];
  const events = await readJournal(dir, {
    without: ['kmsg.received'],
    onDamage: ({ line, what }) => void (what.includes('no event') && torn.push(line)),
  });
  expect(events.map(({ at }) => at)).toEqual([2]);
  expect(torn).toEqual([3]);
});
