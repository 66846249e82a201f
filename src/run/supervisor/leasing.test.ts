import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadLab } from '../../config/load-lab.ts';
import { FakeLab } from '../board-process/testing/fake-lab.ts';
import { heldLeases } from '../lease/held-leases.ts';
import { type LeaseRequest, takeLease } from '../lease/lease.ts';
import { LeaseFolder } from '../lease/lease-folder.ts';

const labWith = (...args: ConstructorParameters<typeof FakeLab>): FakeLab => {
  const lab = new FakeLab(...args);
  onTestFinished(() => lab[Symbol.dispose]());
  return lab;
};

const someone = async (lab: FakeLab, board = 'fake'): Promise<LeaseRequest> => {
  const { boards } = await loadLab(lab.configPath);
  // Nobody beats for it, and a busy host takes longer than half a minute to begin a run.
  const expiresMs = 3_600_000;
  return { board: 'theirs', wires: boards[board]!.wires(), command: 'hil console theirs', config: '/another/lab.config.ts', expiresMs };
};

test('a run holds its boards, and gives them back', async () => {
  const lab = labWith(['hanging']);
  const interrupt = new AbortController();
  let during: readonly unknown[] = [];
  await lab.run({
    signal: interrupt.signal,
    onEvent: (event) => {
      if (event.type !== 'scenario.started' || event.scenario !== 'hanging > hangs') return;
      during = heldLeases();
      interrupt.abort(new Error('enough'));
    },
  });

  expect(during).toMatchObject([{ state: 'held', record: { board: 'fake', config: lab.configPath, by: { pid: process.pid } } }]);
  expect(heldLeases()).toEqual([]);
  expect(lab.events.find(({ type }) => type === 'lease.taken')).toMatchObject({ board: 'fake' });
});

test('a board that somebody holds is refused before anything is touched, by whatever name he knows it', async () => {
  const lab = labWith(['killed']);
  const { lease } = takeLease(new LeaseFolder(), await someone(lab));

  await expect(lab.run()).rejects.toMatchObject({
    name: 'HeldError',
    fault: 'lab',
    message: expect.stringMatching(/^fake is held by \S+ since \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ \(hil console theirs, process \d+\)$/),
    remedy: expect.stringContaining('--wait'),
  });
  expect(lab.touches()).toEqual([]);
  lease!.release();
});

test('a run that waits begins when the board is free', async () => {
  const lab = labWith(['slow']);
  const { lease } = takeLease(new LeaseFolder(), await someone(lab));
  const told: string[] = [];
  const { dir } = await lab.run({
    waitMs: 60_000,
    tell: (sentence) => {
      told.push(sentence);
      lease!.release();
    },
  });

  expect(told).toEqual([expect.stringMatching(/^waiting for fake, which is held by .*hil console theirs/)]);
  expect(existsSync(join(dir, 'summary.md'))).toBe(true);
});

test('an interrupt ends the waiting, and nothing is touched', async () => {
  const lab = labWith(['slow']);
  const { lease } = takeLease(new LeaseFolder(), await someone(lab));
  const interrupt = new AbortController();
  const { exitCode } = await lab.run({
    waitMs: 60_000,
    signal: interrupt.signal,
    tell: () => interrupt.abort(new Error('interrupted by SIGINT')),
  });

  expect(exitCode).toBe(2);
  expect(lab.touches()).toEqual([]);
  lease!.release();
});

test('what somebody left behind is switched off before the run begins, and the summary says so', async () => {
  const lab = labWith(['killed']);
  takeLease(new LeaseFolder(), await someone(lab)).lease!.abandon();
  const { dir } = await lab.run();

  expect(lab.touches().slice(0, 2)).toEqual(['relay off', expect.stringMatching(/^opened by/)]);
  expect(lab.events.find(({ type }) => type === 'lease.broken')).toMatchObject({
    board: 'fake',
    holder: expect.stringContaining('hil console theirs'),
  });
  expect(readFileSync(join(dir, 'summary.md'), 'utf8')).toMatch(/was left behind by .*hil console theirs.* switched off first/);
});

test('a run that loses its board touches it no more', async () => {
  const lab = labWith(['hanging']);
  const request = await someone(lab);
  let touchesThen: readonly string[] = [];
  let taking: ReturnType<typeof takeLease> | undefined;
  const { exitCode } = await lab.run({
    onEvent: (event) => {
      if (event.type !== 'scenario.started' || event.scenario !== 'hanging > hangs') return;
      taking = takeLease(new LeaseFolder(), request, { force: true });
      touchesThen = lab.touches();
    },
  });

  expect(lab.verdicts()).toEqual({ 'hanging > passes': 'passed', 'hanging > hangs': 'error', 'hanging > comes too late': 'not-run' });
  expect(lab.results().get('hanging > hangs')?.errors[0]).toMatchObject({
    fault: 'lab',
    message: expect.stringContaining('taken away by'),
  });
  // What had begun by then is all: nothing was put back, nothing switched.
  const after = lab.touches().slice(touchesThen.length);
  expect(after.filter((touch) => /restore|end|relay|recover/.test(touch))).toEqual([]);
  expect(lab.events.find(({ type }) => type === 'lease.lost')).toMatchObject({ board: 'fake' });
  expect(exitCode).toBe(2);
  expect(taking?.lease?.isHeld()).toBe(true);
  taking?.lease?.release();
});

const two = ['one', 'two'];

test('a pool goes without a board that somebody holds: nothing touches it, the others do its part, and every report says so', async () => {
  const lab = labWith(['shared'], { one: {}, two: {} });
  const { lease } = takeLease(new LeaseFolder(), await someone(lab, 'one'));
  const { dir } = await lab.run({ boards: two, pools: [two] });

  expect(Object.values(lab.verdicts('two'))).toEqual(Array.from({ length: 8 }, () => 'passed'));
  expect(lab.touches('one')).toEqual([]);
  expect(lab.events.find(({ type }) => type === 'run.planned')).toMatchObject({ scenarios: { one: 0, two: 8 } });
  expect(lab.events.find(({ type }) => type === 'board.excluded')).toMatchObject({
    board: 'one',
    error: { fault: 'lab', remedy: 'ask whoever has it, or take it away with: hil release one --force' },
  });
  expect(readFileSync(join(dir, 'summary.md'), 'utf8')).toMatch(/`one`: was excluded: one is held by .*hil console theirs/);
  expect(lease!.isHeld()).toBe(true);
  lease!.release();
});

test('a pool waits only while all of its boards are held', async () => {
  const lab = labWith(['shared'], { one: {}, two: {} });
  const leases = [await someone(lab, 'one'), await someone(lab, 'two')].map((request) => takeLease(new LeaseFolder(), request).lease!);
  await expect(lab.run({ boards: two, pools: [two] })).rejects.toThrow(/^one is held by /);
  expect([...lab.touches('one'), ...lab.touches('two')]).toEqual([]);

  await lab.run({ boards: two, pools: [two], waitMs: 60_000, tell: () => leases[1]!.release() });
  expect(Object.keys(lab.verdicts('two'))).toHaveLength(8);
  expect(lab.touches('one')).toEqual([]);
  leases[0]!.release();
});

test('a pool goes without a board that was left behind and cannot be switched off; alone it is refused', async () => {
  const lab = labWith(['shared'], { one: { hasDeadRelay: true }, two: {} });
  const leftBehind = await someone(lab, 'one');
  takeLease(new LeaseFolder(), leftBehind).lease!.abandon();
  await lab.run({ boards: two, pools: [two] });

  expect(Object.keys(lab.verdicts('two'))).toHaveLength(8);
  expect(lab.events.find(({ type, board }) => type === 'board.excluded' && board === 'one')).toMatchObject({
    error: { fault: 'lab', message: expect.stringContaining('cannot be switched off') },
  });
  await expect(lab.run({ boards: ['one'] })).rejects.toThrow(/one was left behind by .* and cannot be switched off/);
});

test('two boards on the same wire cannot run side by side', async () => {
  const lab = labWith(['killed'], { one: {}, two: {} });
  const { boards, ...rest } = await loadLab(lab.configPath);
  const same = { ...rest, boards: { one: boards.one!, two: { ...boards.two!, wires: boards.one!.wires } } };

  await expect(lab.run({ lab: same, boards: ['one', 'two'] })).rejects.toThrow(/the boards one and two hang on the same wire/);
});
