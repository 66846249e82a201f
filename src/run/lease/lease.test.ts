import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { heldLeases } from './held-leases.ts';
import { holdingOfWires, isHeld, type LeaseRequest, takeLease } from './lease.ts';
import { LeaseFolder, leasesPath } from './lease-folder.ts';
import { releaseTicket, watchTicket } from './lease-ticket.ts';
import { Contender, freshFolder, soon } from './testing/contenders.ts';
import { keyOf } from './wire-key.ts';

const request = (wires: readonly string[], more: Partial<LeaseRequest> = {}): LeaseRequest => ({
  board: 'verdin-01',
  wires,
  command: 'hil run',
  config: '/lab/lab.config.ts',
  ...more,
});

const taken = (folder: LeaseFolder, wires: readonly string[], more?: Partial<LeaseRequest>) => {
  const { lease } = takeLease(folder, request(wires, more));
  if (!lease) throw new Error('the lease was not free');
  return lease;
};

test('of two processes in the same instant exactly one gets the board, fifty times', async () => {
  const folder = freshFolder();
  const both = [new Contender(folder), new Contender(folder)];
  await Promise.all(both.map((contender) => contender.tell('release')));

  for (let round = 0; round < 50; round++) {
    // In every other round the board was left behind by somebody: taking over must be as exclusive.
    const isLeft = round % 2 === 1;
    if (isLeft) taken(folder, ['relay', 'uart']).abandon();
    const at = soon();
    const answers = await Promise.all(both.map((contender) => contender.tell('take', at, 'relay', 'uart')));

    expect([...answers].sort(), `round ${round}`).toEqual(['busy held', isLeft ? 'taken stale' : 'taken']);
    const winner = answers.findIndex((answer) => answer.startsWith('taken'));
    await both[winner]!.tell('release');
  }
  expect(heldLeases(folder)).toEqual([]);
  // Neither names of old generations nor half-made records pile up.
  expect(readdirSync(folder.path).length).toBeLessThanOrEqual(2);
});

test('boards that share one wire are never held by two, whatever else they hang on', async () => {
  const folder = freshFolder();
  const both = [new Contender(folder), new Contender(folder)] as const;
  for (let round = 0; round < 20; round++) {
    const at = soon();
    const answers = await Promise.all([both[0].tell('take', at, 'a', 'shared', 'z'), both[1].tell('take', at, 'shared', 'm')]);

    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
    await both[answers.indexOf('taken')]!.tell('release');
  }
});

test('a lease of a killed process is stale at once, of a living one held, of a released one free', async () => {
  const folder = freshFolder();
  const holder = new Contender(folder);
  expect(await holder.tell('take', '0', 'relay')).toBe('taken');
  expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'held', record: { board: 'b', by: { pid: holder.child.pid } } });

  await holder.killed();
  expect(holdingOfWires(folder, ['relay'])).toMatchObject({
    state: 'stale',
    why: `its process ${holder.child.pid} has ended`,
    mayLive: false,
  });

  const { lease, broken } = takeLease(folder, request(['relay', 'another']), {}) as Extract<
    ReturnType<typeof takeLease>,
    { broken: unknown }
  >;
  expect(broken).toMatchObject([{ state: 'stale' }]);
  lease.release();
  expect(holdingOfWires(folder, ['relay'])).toBeUndefined();
});

test('a holder that was stopped loses the board after its time, and notices before it goes on', async () => {
  const folder = freshFolder();
  const holder = new Contender(folder, { beatMs: 20, expiresMs: 400 });
  await holder.tell('take', '0', 'relay');
  await holder.tell('keep');
  holder.child.kill('SIGSTOP');

  await vi.waitFor(() => expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'stale', mayLive: true }), 10_000);
  const lease = taken(folder, ['relay']);
  holder.child.kill('SIGCONT');

  expect(await holder.next()).toBe(`lost ${process.pid}`);
  // What it does from now on is for nothing.
  expect(await holder.tell('release')).toBe('released');
  expect(lease.isHeld()).toBe(true);
  lease.release();
});

test('a holder that was stopped and was not missed keeps the board', async () => {
  const folder = freshFolder();
  const holder = new Contender(folder, { beatMs: 20, expiresMs: 400 });
  await holder.tell('take', '0', 'relay');
  await holder.tell('keep');
  holder.child.kill('SIGSTOP');
  await vi.waitFor(() => expect(holdingOfWires(folder, ['relay'])?.state).toBe('stale'), 10_000);
  holder.child.kill('SIGCONT');

  await vi.waitFor(() => expect(holdingOfWires(folder, ['relay'])?.state).toBe('held'), 10_000);
});

test('a board process that outlives its run keeps the board until it has put it in order, and can give it back', async () => {
  const folder = freshFolder();
  const run = new Contender(folder);
  expect(await run.tell('take', '0', 'unrelated')).toBe('taken');
  const { markOf } = await import('../../core/process-mark.ts');
  const other = markOf(run.child.pid!)!;
  // As a run that was killed left it: this process stands for its board process.
  const lease = taken(folder, ['relay'], { also: [markOf(process.pid)!] });
  Object.assign(lease.record.by, other);
  const path = folder.latest().get(keyOf('relay'))!.path;
  writeFileSync(path, JSON.stringify(lease.record));
  lease.abandon();
  const now = Number(process.hrtime.bigint()) / 1e9;
  utimesSync(path, now, now);
  await run.killed();

  expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'leaving' });
  expect(takeLease(folder, request(['relay'])).lease).toBeUndefined();
  releaseTicket(lease.ticket);
  expect(holdingOfWires(folder, ['relay'])).toBeUndefined();
});

test('a process with a ticket sees that the board is another’s, and gives nothing of another back', async () => {
  const folder = freshFolder();
  const lease = taken(folder, ['relay'], { beatMs: 5 });
  const lost = new Promise((resolve) => void watchTicket(lease.ticket, new AbortController().signal, resolve));
  const { lease: next } = takeLease(folder, request(['relay'], { command: 'hil release' }), { force: true });

  expect(await lost).toMatchObject({ state: 'held', record: { command: 'hil release' } });
  releaseTicket(lease.ticket);
  lease.release();
  expect(isHeld(next!.ticket)).toBe(true);
});

test('records that somebody removes by hand are written again, and the holder keeps the board', async () => {
  const folder = freshFolder();
  const lease = taken(folder, ['relay', 'uart'], { beatMs: 5 });
  const lost: unknown[] = [];
  lease.keep((by) => lost.push(by));
  onTestFinished(() => lease.release());
  for (const gone of [[folder.path], [folder.latest().get(keyOf('uart'))!.path]]) {
    for (const path of gone) rmSync(path, { recursive: true });
    expect(isHeld(lease.ticket)).toBe(true);
    await vi.waitFor(() => expect(folder.knows(['relay']) && folder.knows(['uart'])).toBe(true));
    for (const wire of ['relay', 'uart']) {
      expect(holdingOfWires(folder, [wire])).toMatchObject({ state: 'held', record: { id: lease.record.id } });
      expect(takeLease(folder, request([wire])).lease).toBeUndefined();
    }
  }
  expect(lost).toEqual([]);
  lease.release();
  expect(holdingOfWires(folder, ['relay', 'uart'])).toBeUndefined();
});

test('whoever takes a board whose record was removed has it, though numbers begin anew', async () => {
  const folder = freshFolder();
  const lease = taken(folder, ['relay']);
  rmSync(folder.path, { recursive: true });
  const next = taken(new LeaseFolder(folder.path), ['relay'], { command: 'hil power' });
  expect(next.ticket.generations).toEqual(lease.ticket.generations);

  expect([lease.isHeld(), next.isHeld()]).toEqual([false, true]);
  const by = await new Promise((resolve) => void watchTicket({ ...lease.ticket, beatMs: 5 }, new AbortController().signal, resolve));
  expect(by).toMatchObject({ record: { command: 'hil power' } });
  lease.release();
  expect(next.isHeld()).toBe(true);
  next.release();
});

test.for([
  ['nothing that anybody wrote', '{"version":1,"board":', 0],
  ['bytes', '\0\xff\0', 0],
])('a record of %s is stale unless somebody keeps it', ([, text]) => {
  const folder = freshFolder();
  const path = folder.entry(keyOf('relay'), 3).path;
  writeFileSync(path, text as string);

  expect(holdingOfWires(folder, ['relay'])).toMatchObject({
    state: 'stale',
    record: undefined,
    why: expect.stringContaining('cannot be read'),
  });
  const now = Number(process.hrtime.bigint()) / 1e9;
  utimesSync(path, now, now);
  expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'held' });
  utimesSync(path, 1, 1);
  expect(takeLease(folder, request(['relay'])).lease).toBeDefined();
});

test('what was taken before the host was restarted is stale, and what another host holds is held', () => {
  const folder = freshFolder();
  const lease = taken(folder, ['relay']);
  const path = folder.latest().get(keyOf('relay'))!.path;
  const by = { ...lease.record.by, boot: 'an earlier one' };
  writeFileSync(path, JSON.stringify({ ...lease.record, by }));
  expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'stale', why: 'the host was restarted since' });

  writeFileSync(path, JSON.stringify({ ...lease.record, by: { ...by, host: 'elsewhere' } }));
  expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'held', why: expect.stringContaining('elsewhere') });
  lease.release();
});

test('a process of another container proves nothing by not being seen here', () => {
  const folder = freshFolder();
  const lease = taken(folder, ['relay']);
  const path = folder.latest().get(keyOf('relay'))!.path;
  writeFileSync(path, JSON.stringify({ ...lease.record, by: { ...lease.record.by, namespace: 'pid:[1]', pid: 1_999_999_999 } }));
  const now = Number(process.hrtime.bigint()) / 1e9;
  utimesSync(path, now, now);

  expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'held' });
  lease.release();
});

test('the folder is the same for everybody on this host, whatever TMPDIR says', () => {
  expect(leasesPath({ TMPDIR: '/somewhere' })).toBe(leasesPath({}));
  expect(leasesPath({ HIL_LEASES: '/srv/leases' })).toBe('/srv/leases');
});

test('a folder that cannot be used is told in one sentence, with what to do', async () => {
  const folder = freshFolder();
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'below'), '/proc/verdin-hil', '/sys/kernel/verdin-hil']) {
    expect(() => new LeaseFolder(path)).toThrowError(
      expect.objectContaining({
        name: 'LeaseError',
        fault: 'lab',
        message: expect.stringMatching(/^cannot keep leases in \S+: /),
        remedy: expect.stringContaining('HIL_LEASES'),
      }),
    );
  }
});

test('a full disk is told in one sentence, and gives nothing to anybody', async ({ skip }) => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-small-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'hil-test', dir]).status !== 0) skip('this user may not mount a small disk');
  onTestFinished(() => void spawnSync('umount', ['-l', dir]));
  const folder = new LeaseFolder(dir);
  expect(() => writeFileSync(join(dir, 'filler'), Buffer.alloc(64 * 1024))).toThrow('ENOSPC');

  expect(() => takeLease(folder, request(['relay']))).toThrow(`cannot keep leases in ${dir}: the disk is full`);
  expect(readdirSync(dir)).toEqual(['filler']);
});

test('another user’s stale lease is broken without any right to it, and a living one is safe from him', async ({ skip }) => {
  const script = fileURLToPath(new URL('./testing/contender.ts', import.meta.url));
  const reads = spawnSync(process.execPath, ['-e', `fs.accessSync(${JSON.stringify(script)})`], { uid: 65_534, gid: 65_534 });
  if (process.getuid?.() !== 0 || reads.status !== 0) skip('only root can be somebody else, who must be able to read this project');
  const path = join(mkdtempSync(join(tmpdir(), 'hil-users-')), 'leases');
  onTestFinished(() => rmSync(dirname(path), { recursive: true, force: true }));
  chmodSync(dirname(path), 0o755);
  const folder = new LeaseFolder(path);
  const nobody = new Contender(folder, {}, 65_534);
  const lease = taken(folder, ['relay']);

  expect(await nobody.tell('take', '0', 'relay')).toBe('busy held');
  lease.abandon();
  expect(await nobody.tell('take', '0', 'relay')).toBe('taken stale');
  expect(holdingOfWires(folder, ['relay'])).toMatchObject({ state: 'held', record: { by: { pid: nobody.child.pid } } });
  await nobody.killed();
  expect(takeLease(folder, request(['relay']))).toMatchObject({ broken: [{ state: 'stale', mayLive: false }] });
});
