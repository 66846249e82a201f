import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { ownMark, type ProcessMark } from '../../core/process-mark.ts';
import type { LeaseRecord, ReadRecord } from './lease-record.ts';
import { abandonedAt, holderText, holdingOf, userName } from './lease-state.ts';

const now = 5_000_000;
const own = ownMark();
// The same process id, given again: whoever had it before has ended.
const ended: ProcessMark = { ...own, started: '1' };

const record = (more: Partial<LeaseRecord> = {}): LeaseRecord => ({
  version: 1,
  id: 'one',
  board: 'verdin-01',
  wires: ['relay'],
  user: 'alice',
  command: 'hil run cold-boot',
  config: '/lab/lab.config.ts',
  since: '2026-11-23T07:30:12.345Z',
  by: own,
  also: [],
  beatMs: 1000,
  expiresMs: 10_000,
  ...more,
});

const read = (more: Partial<ReadRecord> = {}): ReadRecord => ({
  isFree: false,
  record: record(),
  beatAt: now - 500,
  changedAt: 0,
  owner: 1001,
  ...more,
});

test('a record that was given back is free, whatever it says', () => {
  expect(holdingOf(read({ isFree: true }), now)).toBeUndefined();
  expect(holdingOf(read({ isFree: true, record: undefined }), now)).toBeUndefined();
});

test('a holder that lives and beats holds the board, to the last instant of its time', () => {
  expect(holdingOf(read(), now)).toEqual({
    state: 'held',
    record: record(),
    owner: 1001,
    beatAgeMs: 500,
    why: 'heartbeat 500 ms ago',
    mayLive: true,
  });
  expect(holdingOf(read({ beatAt: now - 10_000 }), now)).toMatchObject({ state: 'held', beatAgeMs: 10_000 });
  expect(holdingOf(read({ beatAt: now - 10_001 }), now)).toMatchObject({
    state: 'stale',
    beatAgeMs: 10_001,
    why: expect.stringMatching(/^no heartbeat for 10/),
    mayLive: true,
  });
});

test('a holder that has ended holds nothing, though it has just beaten; its board process may still put the board in order', () => {
  expect(holdingOf(read({ record: record({ by: ended }) }), now)).toMatchObject({
    state: 'stale',
    beatAgeMs: 500,
    why: `its process ${own.pid} has ended`,
    mayLive: false,
  });
  expect(holdingOf(read({ record: record({ by: ended, also: [ended] }) }), now)).toMatchObject({ state: 'stale', mayLive: false });
  const leaves = read({ record: record({ by: ended, also: [ended, own] }) });
  expect(holdingOf(leaves, now)).toMatchObject({
    state: 'leaving',
    beatAgeMs: 500,
    why: expect.stringContaining('puts the board in order'),
    mayLive: true,
  });
  // What it does it does not do for ever.
  expect(holdingOf({ ...leaves, beatAt: now - 10_001 }, now)).toMatchObject({ state: 'stale', mayLive: true });
  // The holder itself is there, and one of its processes has ended.
  expect(holdingOf(read({ record: record({ also: [ended] }) }), now)).toMatchObject({ state: 'held' });
});

test('a board that was abandoned is in a state that nobody knows, though its holder lives', () => {
  expect(holdingOf(read({ beatAt: abandonedAt }), now)).toMatchObject({
    state: 'stale',
    record: record(),
    beatAgeMs: now,
    why: expect.stringContaining('abandoned'),
    mayLive: false,
  });
});

test('of another boot of this host nobody is left, and of another host nothing is known but its record', () => {
  const earlier = record({ by: { ...own, boot: 'before' } });
  expect(holdingOf(read({ record: earlier }), now)).toEqual({
    state: 'stale',
    record: earlier,
    owner: 1001,
    beatAgeMs: undefined,
    why: 'the host was restarted since',
    mayLive: false,
  });
  const elsewhere = record({ by: { ...own, boot: 'another', host: `not-${hostname()}` } });
  // Its clock is another one: no heartbeat of it is too old.
  expect(holdingOf(read({ record: elsewhere, beatAt: now - 1_000_000 }), now)).toEqual({
    state: 'held',
    record: elsewhere,
    owner: 1001,
    beatAgeMs: undefined,
    why: expect.stringContaining(`held from not-${hostname()}`),
    mayLive: true,
  });
});

test('a record that cannot be read is held as long as somebody keeps it', () => {
  const unreadable = (age: number) => holdingOf(read({ record: undefined, beatAt: now - age }), now);
  for (const age of [0, 29_999, -29_999])
    expect(unreadable(age)).toEqual({
      state: 'held',
      record: undefined,
      owner: 1001,
      beatAgeMs: age,
      why: expect.stringContaining('but somebody keeps it'),
      mayLive: true,
    });
  // A heartbeat far in the future is of another clock.
  for (const age of [30_000, -30_000, now])
    expect(unreadable(age)).toEqual({
      state: 'stale',
      record: undefined,
      owner: 1001,
      beatAgeMs: undefined,
      why: expect.stringContaining('nobody keeps it'),
      mayLive: true,
    });
});

test('a holder is named by user, host, time and command, and one that cannot be read is somebody', () => {
  expect(holderText(holdingOf(read(), now)!)).toBe(`alice@${own.host} since 2026-11-23 07:30:12Z (hil run cold-boot, process ${own.pid})`);
  expect(holderText(holdingOf(read({ record: undefined }), now)!)).toBe('somebody whose record cannot be read');
  expect(userName()).not.toBe('');
});
