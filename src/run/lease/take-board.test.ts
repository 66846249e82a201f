import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { BoardContext, BoardDefinition } from '../../core/board.ts';
import { PowerError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { isAlive, markOf } from '../../core/process-mark.ts';
import { monotonicMs } from '../../core/time.ts';
import { heldLeases } from './held-leases.ts';
import { type Lease, takeLease } from './lease.ts';
import type { LeaseFolder } from './lease-folder.ts';
import type { Holding } from './lease-state.ts';
import { releaseTicket } from './lease-ticket.ts';
import { heldError, type TakeBoardOptions, takeBoard } from './take-board.ts';
import { freshFolder } from './testing/contenders.ts';
import { keyOf } from './wire-key.ts';

const parts = { power: { driver: 'shelly', settings: { host: 'plug' } }, consoles: {} };
const wires = ['shelly plug channel 0'];

class Bench {
  readonly folder: LeaseFolder = freshFolder();
  /** What happened, in order. */
  readonly story: string[] = [];
  readonly events: EventBody[] = [];
  isRelayDead = false;
  readonly context: BoardContext = {
    name: 'verdin-01',
    signal: new AbortController().signal,
    stateDir: this.folder.path,
    firmware: {},
    emit: (event) => this.events.push(event),
    log: () => {},
  };
  readonly definition: BoardDefinition = {
    model: 'bench',
    parts,
    wires: () => wires,
    endState: 'keep',
    open: () => Promise.reject(new Error('nobody opens it')),
    openConsole: () => Promise.reject(new Error('nobody opens it')),
    openPower: async () => ({
      on: async () => {},
      off: async () => {
        this.story.push(`off, held by ${heldLeases(this.folder)[0]?.record?.command}`);
        if (this.isRelayDead) throw new PowerError('the relay does not answer');
        this.events.push({ type: 'power.switched', state: 'off', driver: 'shelly' });
      },
      state: async () => 'unknown',
      [Symbol.asyncDispose]: async () => {},
    }),
  };

  take(more: Partial<TakeBoardOptions> = {}): Promise<Lease | undefined> {
    const request = { command: 'hil run', config: 'lab.config.ts' };
    return takeBoard({ definition: this.definition, context: this.context, request, folder: this.folder, ...more });
  }

  /** As another lab file would. */
  takenByAnother(): Lease {
    const request = { board: 'another', wires, command: 'hil console', config: '', beatMs: 20 };
    return takeLease(this.folder, request).lease!;
  }
}

test('a free board is taken as it is', async () => {
  const bench = new Bench();
  const lease = await bench.take();

  expect(lease?.isHeld()).toBe(true);
  expect(bench.story).toEqual([]);
  expect(bench.events).toEqual([{ type: 'lease.taken', lease: lease!.record.id, wires: ['shelly plug channel 0'] }]);
});

test('what was left behind is claimed, switched off whatever its end state, and only then had', async () => {
  const bench = new Bench();
  bench.takenByAnother().abandon();
  await bench.take();

  expect(bench.story).toEqual(['off, held by hil run']);
  expect(bench.events.map(({ type }) => type)).toEqual(['lease.broken', 'power.switched', 'lease.taken']);
});

test('a board that cannot be switched off stays left behind', async () => {
  const bench = new Bench();
  bench.takenByAnother().abandon();
  bench.isRelayDead = true;

  await expect(bench.take()).rejects.toMatchObject({
    name: 'LeaseError',
    fault: 'lab',
    message: expect.stringMatching(/^verdin-01 was left behind by .* and cannot be switched off: the relay does not answer$/),
    remedy: expect.stringContaining('hil release verdin-01'),
  });
  expect(heldLeases(bench.folder)).toMatchObject([{ state: 'stale', record: { command: 'hil run' } }]);
  bench.isRelayDead = false;
  expect((await bench.take())?.isHeld()).toBe(true);
});

test('a holder that lives keeps the board, or has noticed before the power goes', async () => {
  const bench = new Bench();
  const lease = bench.takenByAnother();
  lease.keep((by) => bench.story.push(`lost to ${by?.record?.command}`));

  await expect(bench.take()).rejects.toMatchObject({
    name: 'HeldError',
    message: expect.stringMatching(/^verdin-01 is held by .*hil console/),
  });
  expect(bench.story).toEqual([]);
  await bench.take({ force: true });
  expect(bench.story).toEqual(['lost to hil run', 'off, held by hil run']);
});

test('a process of a silent holder that does not notice is ended, so that the consoles are free; one of a holder that lives is not', async () => {
  const bench = new Bench();
  const sleepers = Array.from({ length: 2 }, () => spawn('sleep', ['600'], { stdio: 'ignore' }));
  onTestFinished(() => sleepers.forEach((sleeper) => void sleeper.kill('SIGKILL')));
  const [stopped, lively] = sleepers.map(({ pid }) => markOf(pid!)!);
  sleepers[0]!.kill('SIGSTOP');
  const gone = once(sleepers[0]!, 'exit');
  const request = { board: 'another', wires, command: 'hil run', config: '', beatMs: 20, expiresMs: 40 };
  takeLease(bench.folder, { ...request, also: [stopped!] });
  await vi.waitFor(() => expect(heldLeases(bench.folder)).toMatchObject([{ state: 'stale', mayLive: true }]));
  const lease = await bench.take();
  expect(await gone).toEqual([null, 'SIGKILL']);
  lease!.release();

  // Everybody may write a record, and name in it whatever runs on this host.
  if (process.getuid?.() === 0) {
    const forged = takeLease(bench.folder, { ...request, also: [lively!] }).lease!;
    for (const entry of bench.folder.latest().values()) chownSync(entry.path, 65_534, 65_534);
    await vi.waitFor(() => expect(heldLeases(bench.folder)).toMatchObject([{ state: 'stale', mayLive: true, owner: 65_534 }]));
    (await bench.take())!.release();
    expect(forged.isHeld()).toBe(false);
    expect(isAlive(lively!)).toBe(true);
  }

  takeLease(bench.folder, { ...request, also: [lively!], expiresMs: 60_000 });
  await bench.take({ force: true });
  expect(isAlive(lively!)).toBe(true);
});

test('a process of a holder that lives and is robbed is left alone: it answers afterwards', async () => {
  const bench = new Bench();
  const lively = spawn('cat', { stdio: 'pipe' });
  onTestFinished(() => void lively.kill('SIGKILL'));
  const request = { board: 'another', wires, command: 'hil run', config: '', beatMs: 20, expiresMs: 60_000, also: [markOf(lively.pid!)!] };
  takeLease(bench.folder, request);
  await bench.take({ force: true });
  const answered = Promise.race([once(lively.stdout, 'data').then(String), once(lively, 'exit').then(() => 'ended')]);
  lively.stdin.write('here\n');
  expect(await answered).toBe('here\n');
});

test('a holder that lives has more than two beats to notice before the power goes', async () => {
  const bench = new Bench();
  const request = { board: 'another', wires, command: 'hil run', config: '', beatMs: 150 };
  takeLease(bench.folder, request).lease!.keep(() => bench.story.push('noticed'));
  await bench.take({ force: true });
  expect(bench.story).toEqual(['noticed', 'off, held by hil run']);
});

test('a board is switched off in the name of the run, with what was concluded as evidence when it fails', async () => {
  const bench = new Bench();
  bench.takenByAnother().abandon();
  const interrupted = new AbortController();
  const opened: BoardContext[] = [];
  const definition: BoardDefinition = {
    ...bench.definition,
    openPower: (context) => {
      opened.push(context);
      return Promise.reject(new PowerError('the relay does not answer'));
    },
  };
  await expect(bench.take({ definition, context: { ...bench.context, signal: interrupted.signal } })).rejects.toMatchObject({
    evidence: ['it was abandoned in a state that nobody knows'],
  });
  expect(opened[0]).toMatchObject({ name: 'verdin-01', stateDir: bench.folder.path });
  expect(opened[0]!.signal.aborted).toBe(false);
  interrupted.abort();
  expect(opened[0]!.signal.aborted).toBe(true);
});

test('what somebody left whose record cannot be read is switched off and taken', async () => {
  const bench = new Bench();
  writeFileSync(bench.folder.entry(keyOf(wires[0]!), 1).path, 'of a later version');
  expect((await bench.take())?.isHeld()).toBe(true);
  expect(bench.story).toEqual(['off, held by hil run']);
  expect(bench.events[0]).toMatchObject({ type: 'lease.broken', holder: 'somebody whose record cannot be read' });
});

test('who waits gets the board when it is free, and is told once for whom he waits', async () => {
  const bench = new Bench();
  const lease = bench.takenByAnother();
  const onWaiting = ({ record }: Holding): void => {
    bench.story.push(record!.board);
    lease.release();
  };
  const taking = await bench.take({ waitMs: 60_000, onWaiting });

  expect(taking?.isHeld()).toBe(true);
  expect(bench.story).toEqual(['another']);
});

test('who waits is told once, however often he looks, and how long it was in the end', async () => {
  const bench = new Bench();
  const lease = bench.takenByAnother();
  const onWaiting = (): void => void bench.story.push('waits');
  await expect(bench.take({ waitMs: 1000, onWaiting })).rejects.toThrow(/^verdin-01 is held by .*, still after \d/);
  expect(bench.story).toEqual(['waits']);
  lease.release();
});

test('there is nothing to take of a simulated board', async () => {
  const bench = new Bench();
  expect(await bench.take({ definition: { ...bench.definition, simulated: true, wires: () => [] } })).toBeUndefined();
});

test('a board process that outlived its run is waited for without being told to', async () => {
  const bench = new Bench();
  const run = spawn('sleep', ['600'], { stdio: 'ignore' });
  const by = markOf(run.pid!)!;
  const ended = once(run, 'exit');
  run.kill('SIGKILL');
  await ended;
  const request = { board: 'another', wires, command: 'hil run', config: '', also: [markOf(process.pid)!], expiresMs: 60_000 };
  const { record, ticket } = takeLease(bench.folder, request).lease!;
  const [entry] = bench.folder.latest().values();
  writeFileSync(entry!.path, JSON.stringify({ ...record, by }));
  const now = monotonicMs() / 1000;
  utimesSync(entry!.path, now, now);
  const onWaiting = ({ state }: Holding): void => {
    bench.story.push(state);
    releaseTicket(ticket);
  };

  expect((await bench.take({ onWaiting }))?.isHeld()).toBe(true);
  expect(bench.story).toEqual(['leaving']);
});

test('what a dead holder left is taken without a pause for him to notice', async () => {
  const bench = new Bench();
  const request = { board: 'another', wires, command: 'hil console', config: '', beatMs: 600_000 };
  takeLease(bench.folder, request).lease!.abandon();
  const logged: string[] = [];
  const context: BoardContext = { ...bench.context, log: (level, text) => logged.push(`${level}: ${text}`) };

  expect((await bench.take({ context }))?.isHeld()).toBe(true);
  expect(logged).toEqual([expect.stringMatching(/^warn: verdin-01 was left behind by .*hil console.*; it is switched off first$/)]);
  expect(bench.events[0]).toMatchObject({ type: 'lease.broken', holder: expect.stringContaining('hil console') });
});

test('an interrupt while it is switched off says so, and leaves the board behind', async () => {
  const bench = new Bench();
  bench.takenByAnother().abandon();
  const interrupted = new AbortController();
  const definition: BoardDefinition = {
    ...bench.definition,
    openPower: () => {
      interrupted.abort(new Error('interrupted by SIGINT'));
      return Promise.reject(new PowerError('the relay does not answer'));
    },
  };

  const context = { ...bench.context, signal: interrupted.signal };
  await expect(bench.take({ definition, context })).rejects.toThrow('interrupted by SIGINT');
  expect(heldLeases(bench.folder)).toMatchObject([{ state: 'stale' }]);
  await expect(bench.take({ context })).rejects.toThrow('interrupted by SIGINT');
});

test('why a board cannot be had says how long was waited, and what hangs on it', async () => {
  const bench = new Bench();
  bench.takenByAnother();
  await expect(bench.take({ waitMs: 1 })).rejects.toMatchObject({ name: 'HeldError' });
  const [holding] = heldLeases(bench.folder);
  expect(heldError('verdin-01', holding!, 999).message).not.toContain('still after');
  expect(heldError('verdin-01', holding!, 1000)).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/^verdin-01 is held by .*, still after 1\.0 s$/),
    evidence: [holding!.why, 'lab file ', 'shelly plug channel 0'],
    remedy: expect.stringContaining('hil release verdin-01 --force'),
  });
  expect(heldError('verdin-01', { ...holding!, record: undefined }).evidence).toEqual([holding!.why]);
});
