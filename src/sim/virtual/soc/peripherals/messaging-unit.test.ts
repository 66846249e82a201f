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

const control = 0x24;
const [gie0, gip0, gir0] = [1 << 31, 0x8000_0000, 1 << 19];

test('a general purpose interrupt stands until the other side clears it, either way', () => {
  const levels: boolean[] = [];
  const mu = new MessagingUnit((high) => levels.push(high));
  mu.write(control, gie0);
  mu.sideA.write(control, gir0, 32);
  expect(levels.at(-1)).toBe(true);
  expect([mu.read(status) & 0xf000_0000, mu.sideA.read(control)].map((word) => word >>> 0)).toEqual([gip0, gir0]);

  mu.write(status, gip0);
  expect(levels.at(-1)).toBe(false);
  expect([mu.read(status) & 0xf000_0000, mu.sideA.read(control)]).toEqual([0, 0]);

  mu.write(control, gie0 | gir0);
  expect(mu.sideA.read(status) & gip0).not.toBe(0);
  mu.sideA.write(status, gip0, 32);
  expect(mu.read(control) >>> 0).toBe(gip0);
});

test('flags of a side are seen by the other', () => {
  const mu = new MessagingUnit();
  mu.write(control, 5);
  mu.sideA.write(control, 2, 32);
  expect([mu.sideA.read(status) & 7, mu.read(status) & 7]).toEqual([5, 2]);
});
