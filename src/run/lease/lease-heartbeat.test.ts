import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { markOf } from '../../core/process-mark.ts';
import { monotonicMs } from '../../core/time.ts';
import { holdingOfWires, isHeld, Lease, newHolder, takeLease } from './lease.ts';
import { type Entry, LeaseFolder } from './lease-folder.ts';
import { freshFolder } from './testing/contenders.ts';
import { keyOf } from './wire-key.ts';

// The host's clock and its intervals stand still but for what a test lets pass.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['hrtime', 'setInterval', 'clearInterval'] });
  vi.advanceTimersByTime(3_600_000);
  onTestFinished(() => void vi.useRealTimers());
});

const terms = { board: 'verdin-01', command: 'hil run', config: '/lab/lab.config.ts', beatMs: 2000, expiresMs: 30_000 };

const taken = (folder: LeaseFolder, wires: readonly string[], more = {}): Lease => {
  const { lease } = takeLease(folder, { ...terms, ...more, wires });
  if (!lease) throw new Error('the lease was not free');
  onTestFinished(() => lease.release());
  return lease;
};

/** What became known of the lease's loss. */
const kept = (lease: Lease): (string | undefined)[] => {
  const lost: (string | undefined)[] = [];
  lease.keep((by) => lost.push(by?.record?.command));
  return lost;
};

const stateOf = (folder: LeaseFolder, ...wires: readonly string[]): (string | undefined)[] =>
  wires.map((wire) => holdingOfWires(folder, [wire])?.state);

test('a lease that is kept outlives its time, and one that is not is stale after it', () => {
  const folder = freshFolder();
  expect(kept(taken(folder, ['relay']))).toEqual([]);
  taken(folder, ['uart']);
  vi.advanceTimersByTime(30_000);
  expect(holdingOfWires(folder, ['uart'])).toMatchObject({ state: 'held' });
  vi.advanceTimersByTime(10);
  expect(holdingOfWires(folder, ['uart'])).toMatchObject({ state: 'stale', mayLive: true });
  expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'held' });
  vi.advanceTimersByTime(3_600_000);
  expect(holdingOfWires(folder, ['relay'])!.beatAgeMs).toBeLessThanOrEqual(2000);
});

test('a lease beats no more once it is given back, left behind or lost', () => {
  const folder = freshFolder();
  for (const end of [
    (lease: Lease): void => lease.release(),
    (lease: Lease): void => lease.abandon(),
    (): void => takeLease(folder, { ...terms, wires: ['relay'] }, { force: true }).lease!.release(),
  ]) {
    rmSync(folder.path, { recursive: true });
    const lease = taken(new LeaseFolder(folder.path), ['relay']);
    kept(lease);
    end(lease);
    vi.advanceTimersByTime(60_000);
    expect(stateOf(folder, 'relay')).not.toEqual(['held']);
    expect(vi.getTimerCount()).toBe(0);
  }
});

test('who lost the board is told once who has it', () => {
  const folder = freshFolder();
  const lost = kept(taken(folder, ['relay', 'uart']));
  takeLease(folder, { ...terms, command: 'hil release', wires: ['uart'] }, { force: true });
  vi.advanceTimersByTime(60_000);
  expect(lost).toEqual(['hil release']);
  expect(vi.getTimerCount()).toBe(0);
});

test('who lost the board to one that gave it back is told that nobody has it', () => {
  const folder = freshFolder();
  const lease = taken(folder, ['relay']);
  const lost = kept(lease);
  takeLease(folder, { ...terms, wires: ['relay'] }, { force: true }).lease!.release();
  expect(isHeld(lease.ticket)).toBe(false);
  vi.advanceTimersByTime(2000);
  expect(lost).toEqual([undefined]);
});

test('who lost the board to a record that cannot be read is told so, and not killed by it', () => {
  const folder = freshFolder();
  const { ticket } = taken(folder, ['relay']);
  const next = folder.entry(keyOf('relay'), ticket.generations[keyOf('relay')]! + 1);
  writeFileSync(next.path, 'of a later version');
  expect(isHeld(ticket)).toBe(false);
  expect(newHolder(ticket)).toMatchObject({ record: undefined });
});

test('who lost the board to a name that leads elsewhere is told so, and not ended by it', () => {
  const folder = freshFolder();
  const lease = taken(folder, ['relay']);
  const lost = kept(lease);
  symlinkSync('/etc/hostname', folder.entry(keyOf('relay'), lease.ticket.generations[keyOf('relay')]! + 1).path);
  vi.advanceTimersByTime(2000);
  expect(lost).toEqual([undefined]);
});

test('who finds an old number free has nothing, and leaves nothing', () => {
  const folder = freshFolder();
  const seen = folder.entry(keyOf('relay'), 1);
  writeFileSync(folder.entry(keyOf('relay'), 2).path, '');
  expect(Lease.add(folder, { ...terms, wires: ['relay'] }, [seen])).toBeUndefined();
  expect(readdirSync(folder.path)).toEqual([expect.stringMatching(/\.2$/)]);
});

test('trouble with the folder while a board is taken is told, and leaves nothing', () => {
  const folder = freshFolder();
  const good = { ...folder.entry(keyOf('relay'), 1), key: '0' };
  const bad = { key: '1', generation: 1, path: join(folder.path, 'gone', 'entry') };
  expect(() => Lease.add(folder, { ...terms, wires: ['relay', 'uart'] }, [bad, good])).toThrow(
    expect.objectContaining({ name: 'LeaseError', message: expect.stringContaining('cannot keep leases in') }),
  );
  expect(readdirSync(folder.path)).toEqual([]);
});

test('a lease that is over keeps no file open', () => {
  const folder = freshFolder();
  const open = (): number => readdirSync('/proc/self/fd').length;
  const before = open();
  for (let round = 0; round < 8; round++) {
    const lease = taken(folder, ['relay']);
    if (round % 2 === 0) lease.abandon();
    else lease.release();
  }
  expect(open()).toBeLessThan(before + 8);
});

test('several wires of one board whose records cannot be read are told one by one, and taken', () => {
  const folder = freshFolder();
  for (const wire of ['relay', 'uart']) writeFileSync(folder.entry(keyOf(wire), 1).path, 'of a later version');
  const taking = takeLease(folder, { ...terms, wires: ['relay', 'uart'] });
  expect(taking).toMatchObject({
    broken: [
      { state: 'stale', record: undefined },
      { state: 'stale', record: undefined },
    ],
  });
  taking.lease!.release();
});

test.each([
  ['one of three', ['uart']],
  ['two of three', ['relay', 'ssh']],
  ['all', ['relay', 'uart', 'ssh']],
])('of the records that somebody removed, %s are there again after a beat, and kept', (_, gone) => {
  const folder = freshFolder();
  const wires = ['relay', 'uart', 'ssh'];
  const lease = taken(folder, wires);
  const lost = kept(lease);
  for (const wire of gone) rmSync(folder.latest().get(keyOf(wire))!.path);
  expect(stateOf(folder, ...gone)).toEqual(gone.map(() => undefined));
  vi.advanceTimersByTime(2000);
  for (const wire of wires) expect(holdingOfWires(folder, [wire])).toMatchObject({ state: 'held', record: { id: lease.record.id } });
  vi.advanceTimersByTime(60_000);
  expect(stateOf(folder, ...wires)).toEqual(['held', 'held', 'held']);
  expect([lost, readdirSync(folder.path).length]).toEqual([[], 3]);
  lease.release();
  expect(stateOf(folder, ...wires)).toEqual([undefined, undefined, undefined]);
});

test('a record is written again though an earlier attempt left its name behind', () => {
  const folder = freshFolder();
  const lease = taken(folder, ['relay']);
  kept(lease);
  rmSync(folder.latest().get(keyOf('relay'))!.path);
  writeFileSync(join(folder.path, `.${lease.record.id}`), '{"version":1,');
  vi.advanceTimersByTime(2000);
  expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'held', record: { id: lease.record.id } });
  expect(readdirSync(folder.path)).toHaveLength(1);
});

test('a wire that another has taken since its record was removed stays his, and the board is lost', () => {
  const folder = freshFolder();
  const lost = kept(taken(folder, ['relay', 'uart']));
  rmSync(folder.latest().get(keyOf('uart'))!.path);
  const other = taken(folder, ['uart'], { command: 'hil console' });
  vi.advanceTimersByTime(2000);
  expect(lost).toEqual(['hil console']);
  expect(other.isHeld()).toBe(true);
});

test('a folder that is gone for a while costs nobody the board, and nobody is stopped by it', () => {
  const folder = freshFolder();
  const lease = taken(folder, ['relay']);
  const lost = kept(lease);
  rmSync(folder.path, { recursive: true });
  writeFileSync(folder.path, 'in the way');
  vi.advanceTimersByTime(10_000);
  expect([lost, lease.isHeld()]).toEqual([[], true]);
  rmSync(folder.path);
  vi.advanceTimersByTime(2000);
  expect(stateOf(folder, 'relay')).toEqual(['held']);
  rmSync(folder.path, { recursive: true });
  writeFileSync(folder.path, 'in the way');
  lease.release();
  expect(lease.isHeld()).toBe(false);
});

test('names of earlier generations go when a board is given back', () => {
  const folder = freshFolder();
  for (let round = 0; round < 3; round++) taken(folder, ['relay']).release();
  expect(readdirSync(folder.path)).toEqual([expect.stringMatching(/\.3$/)]);
});

test('who takes a board between another’s look and his grasp has it, and the other one is told so', () => {
  const folder = freshFolder();
  let quicker: Lease | undefined;
  class Slow extends LeaseFolder {
    override latest(entries?: readonly Entry[]): ReadonlyMap<string, Entry> {
      const seen = super.latest(entries);
      quicker ??= taken(folder, ['relay'], { command: 'hil console' });
      return seen;
    }
  }
  const taking = takeLease(new Slow(folder.path), { ...terms, wires: ['relay', 'uart'] });
  expect(taking).toMatchObject({ lease: undefined, holding: { state: 'held', record: { command: 'hil console' } } });
  expect([quicker!.isHeld(), holdingOfWires(folder, ['uart'])]).toEqual([true, undefined]);
});

test('whose processes touch the board is written down, and a beat is of the host’s monotonic clock', () => {
  const folder = freshFolder();
  const also = [markOf(process.pid)!];
  const lease = taken(folder, ['relay'], { also, run: '/lab/.hil/run' });
  expect(holdingOfWires(folder, ['relay'])!.record).toEqual(lease.record);
  expect(lease.record).toMatchObject({ also, run: '/lab/.hil/run' });
  expect(folder.read(folder.latest().get(keyOf('relay'))!)!.beatAt).toBeCloseTo(monotonicMs(), 0);
});
