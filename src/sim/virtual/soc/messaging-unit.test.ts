import { expect, test } from 'vitest';
import { MessagingUnit } from './messaging-unit.ts';

const status = 0x20;
const rf1 = 1 << 26;
const te1 = 1 << 22;

test('a word for the M7 sets its full bit until it is read', () => {
  const mu = new MessagingUnit();
  const taken: number[] = [];
  mu.listen({ onTaken: (channel) => taken.push(channel) });

  mu.send(1, 0x1_0000);
  expect(mu.read(status) & rf1).toBe(rf1);
  expect(mu.canSend(1)).toBe(false);
  expect(mu.read(0x14)).toBe(0x1_0000);
  expect(mu.read(status) & rf1).toBe(0);
  expect(taken).toEqual([1]);
});

test('a word for the A53 blocks the transmit register until Linux takes it', () => {
  const mu = new MessagingUnit();
  mu.write(0x04, 7);
  expect(mu.read(status) & te1).toBe(0);

  const arrived: number[] = [];
  mu.listen({ onWord: (channel) => arrived.push(mu.take(channel)!) });
  expect(arrived).toEqual([7]);
  expect(mu.read(status) & te1).toBe(te1);
});
