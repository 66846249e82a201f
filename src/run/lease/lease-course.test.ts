import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { holdingOfWires, isHeld, Lease, type LeaseRequest, newHolder, takeLease } from './lease.ts';
import type { LeaseFolder } from './lease-folder.ts';
import { freshFolder } from './testing/contenders.ts';
import { keyOf } from './wire-key.ts';

const request = (wires: readonly string[], command = 'hil run'): LeaseRequest => ({
  board: 'verdin-01',
  wires,
  command,
  config: '/lab/lab.config.ts',
});

const taken = (folder: LeaseFolder, wires: readonly string[], command?: string): Lease => takeLease(folder, request(wires, command)).lease!;

test('a record says who has what, with a beat of two seconds and half a minute to miss it', () => {
  const lease = taken(freshFolder(), ['relay', 'uart']);
  expect(lease.record).toMatchObject({
    version: 1,
    board: 'verdin-01',
    wires: ['relay', 'uart'],
    by: { pid: process.pid },
    also: [],
    beatMs: 2000,
    expiresMs: 30_000,
  });
  lease.release();
});

test('a board is given back or left behind once, and the first word counts', () => {
  const folder = freshFolder();
  const released = taken(folder, ['relay']);
  released.release();
  expect(released.isHeld()).toBe(false);
  released.abandon();
  released.release();
  expect(holdingOfWires(folder, ['relay'])).toBeUndefined();
  const abandoned = taken(folder, ['relay']);
  abandoned.abandon();
  expect(abandoned.isHeld()).toBe(false);
  abandoned.release();
  expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'stale', record: { id: abandoned.record.id } });
});

test('who lives on one wire is told before who left another one behind', () => {
  const folder = freshFolder();
  taken(folder, ['relay'], 'hil power').abandon();
  expect(holdingOfWires(folder, ['uart', 'relay'])).toMatchObject({ state: 'stale', record: { command: 'hil power' } });
  const living = taken(folder, ['uart'], 'hil console');
  expect(holdingOfWires(folder, ['relay', 'uart'])).toMatchObject({ state: 'held', record: { command: 'hil console' } });
  expect(takeLease(folder, request(['relay', 'uart']))).toMatchObject({
    lease: undefined,
    holding: { state: 'held', record: { command: 'hil console' } },
  });
  living.release();
});

test('what was left behind under the names of several wires is one holding', () => {
  const folder = freshFolder();
  taken(folder, ['relay', 'uart'], 'hil power').abandon();
  taken(folder, ['ssh'], 'hil console').abandon();
  const taking = takeLease(folder, request(['relay', 'uart', 'ssh']));
  expect(taking).toMatchObject({ broken: [{ record: { command: 'hil power' } }, { record: { command: 'hil console' } }] });
  expect('broken' in taking && taking.broken).toHaveLength(2);
  taking.lease?.release();
});

test('who is quicker on one wire only has nothing, and leaves nothing', () => {
  const folder = freshFolder();
  const entries = ['a', 'b', 'c'].map((wire) => folder.entry(keyOf(wire), 1));
  const other = taken(folder, ['b']);
  expect(Lease.add(folder, request(['a', 'b', 'c']), entries)).toBeUndefined();
  expect([holdingOfWires(folder, ['a', 'c']), other.isHeld()]).toEqual([undefined, true]);
  expect(readdirSync(folder.path)).toHaveLength(1);
});

test('who saw an old number has nothing, though its name is free', () => {
  const folder = freshFolder();
  const seen = [folder.entry(keyOf('relay'), 1)];
  taken(folder, ['relay']).release();
  const other = taken(folder, ['relay']);
  expect(Lease.add(folder, request(['relay']), seen)).toBeUndefined();
  expect([other.isHeld(), holdingOfWires(folder, ['relay'])?.record?.id]).toEqual([true, other.record.id]);
});

test('the new holder is whoever has a wire of the board, and nobody else', () => {
  const folder = freshFolder();
  const lease = taken(folder, ['relay', 'uart']);
  const stranger = taken(folder, ['another relay'], 'hil power');
  expect(newHolder(lease.ticket)).toBeUndefined();
  const { lease: next } = takeLease(folder, request(['uart'], 'hil release'), { force: true });
  expect(newHolder(lease.ticket)).toMatchObject({ record: { command: 'hil release' } });
  expect([isHeld(lease.ticket), stranger.isHeld(), next!.isHeld()]).toEqual([false, true, true]);
});

test('a folder that cannot be looked into has given the board to nobody', () => {
  const lease = taken(freshFolder(), ['relay']);
  expect(isHeld({ ...lease.ticket, folder: '/proc/verdin-hil' })).toBe(true);
  lease.release();
});

test('a lease that was taken away beats no more, and says so once', async () => {
  const folder = freshFolder();
  const { lease } = takeLease(folder, { ...request(['relay']), beatMs: 5 });
  const lost: (string | undefined)[] = [];
  lease!.keep((by) => lost.push(by?.record?.command));
  const { lease: next } = takeLease(folder, { ...request(['relay'], 'hil release'), beatMs: 5 }, { force: true });
  await expect.poll(() => lost).toEqual(['hil release']);
  let beats = 0;
  const counting = setInterval(() => beats++, 5);
  await expect.poll(() => beats).toBeGreaterThan(4);
  clearInterval(counting);
  expect([lost, lease!.isHeld(), next!.isHeld()]).toEqual([['hil release'], false, true]);
});
