import { expect, test } from 'vitest';
import { boardClock } from '../../core/time.ts';
import { MemoryStream } from '../testing/memory-stream.ts';
import { rejection } from '../testing/rejection.ts';
import { paced } from './paced-writer.ts';

const clock = boardClock();
const pace = { chunk: 4, gap: '1ms' } as const;

test('sends in pieces of at most the chunk, and keeps the order of writes', async () => {
  const { near, far } = MemoryStream.pair();
  const pieces: number[] = [];
  far.onData((chunk) => pieces.push(chunk.byteLength));
  const stream = paced(near, pace, clock, new AbortController().signal);
  await Promise.all([stream.write(Buffer.from('printenv ')), stream.write(Buffer.from('loadaddr'))]);
  expect(near.written).toBe('printenv loadaddr');
  await new Promise(setImmediate);
  expect(Math.max(...pieces)).toBe(4);
});

test('an abort between pieces stops the rest', async () => {
  const { near, far } = MemoryStream.pair();
  const controller = new AbortController();
  far.onData(() => controller.abort(new Error('off')));
  const stream = paced(near, { chunk: 4, gap: '1s' }, clock, controller.signal);
  expect((await rejection(stream.write(Buffer.from('printenv loadaddr')))).message).toBe('off');
  expect(near.written).toBe('prin');
});
