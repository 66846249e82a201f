import { expect, test } from 'vitest';
import type { Board } from '../../core/board.ts';
import { PortError } from '../../core/errors.ts';
import type { KernelIncident } from '../../core/incident.ts';
import type { Output } from '../../core/shell.ts';
import { deferred } from '../deferred.ts';
import { InterruptedError } from '../errors.ts';
import { sessionBench } from './testing/session-bench.ts';

const isReady: Board['prepare'] = async () => {};

/** A command that ends when the test says so. */
const endless = () => {
  const { promise, resolve } = deferred<Output>();
  return { run: () => promise, end: () => resolve({ stdout: '', stderr: '', exitCode: 0, durationMs: 1, leftOutBytes: 0 }) };
};
const alive = { outcome: 'alive', startedBy: 'remoteproc', kernelLines: [], evidence: [] } as const;
const assertion = (message: string): Error => Object.assign(new Error(message), { name: 'AssertionError' });

test.each([
  ['with what the scenario before left in an unknown state, recovered', true, ['recover', 'prepare']],
  ['as it is', false, ['prepare']],
] as const)('a board is taken %s', async (_, recoverFirst, story) => {
  const done: string[] = [];
  const recover = async (): Promise<void> => void done.push('recover');
  const prepare = async (): Promise<void> => void done.push('prepare');
  const { session } = await sessionBench(prepare, 1, { recoverFirst, board: { recover } });
  expect(await session.prepare()).toBe(true);
  expect(done).toEqual(story);
  await session.finish();
});

test('a board that goes down by what was done to it before is recovered and prepared anew', async () => {
  const done: string[] = [];
  const recover = async (): Promise<void> => void done.push('recover');
  const prepare: Board['prepare'] = async (_, signal) => {
    done.push('prepare');
    if (done.length === 1) await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const { session } = await sessionBench(prepare, 1, { board: { recover } });
  const preparing = session.prepare();
  expect(done).toEqual(['prepare']);
  session.disturb();
  expect(await preparing).toBe(true);
  expect(done).toEqual(['prepare', 'recover', 'prepare']);
  expect(await session.finish()).toMatchObject({ verdict: 'passed' });
});

test('on a board that lives faster a body has a minute and a half of host time at least', async () => {
  const { session, events } = await sessionBench(isReady, 100);
  await session.prepare();
  expect(events[0]).toMatchObject({ type: 'scenario.started', limitMs: 90_000 });
  await session.finish();
});

test('a fault that the scenario wants is told, and taken away at its end', async () => {
  const done: string[] = [];
  const arm = async (name: string): Promise<void> => void done.push(`arm ${name}`);
  const disarm = async (): Promise<void> => void done.push('disarm');
  const faults = { names: ['ssh-gone'], arm, disarm, [Symbol.asyncDispose]: async () => {} };
  const { session, events } = await sessionBench(isReady, 1, { needs: { injects: 'ssh-gone' }, board: { faults } });
  await session.prepare();
  expect(events).toContainEqual({ type: 'fault.injected', name: 'ssh-gone' });
  expect(done).toEqual(['arm ssh-gone']);
  await session.finish();
  expect(done).toEqual(['arm ssh-gone', 'disarm']);
});

test('the handle of a body is asked for with the limit of silence, and is worth nothing after its end', async () => {
  const { run, end } = endless();
  const { session, handles } = await sessionBench(isReady, 1, { run });
  expect(handles).toEqual([]);
  await session.prepare();
  expect(handles).toMatchObject([{ options: { silence: '60s' }, signal: { aborted: false } }]);
  const call = session.call(['linux', 'run'], ['sleep 9']).catch((error: unknown) => error);
  const finishing = session.finish();
  expect(await call).toMatchObject({
    name: 'RevokedError',
    message: expect.stringContaining("the board was used after the end of 's'"),
  });
  expect(handles[0]!.signal.aborted).toBe(true);
  end();
  await finishing;
});

test('a pause of which nobody could make an end is the suite’s error', async () => {
  const { session } = await sessionBench(isReady, 1);
  await session.prepare();
  await expect(session.call(['pause'], [])).rejects.toMatchObject({ fault: 'suite', message: expect.stringContaining('nobody is there') });
  await session.finish();
});

test('what the body threw counts once, whoever ends it again', async () => {
  const { session } = await sessionBench(isReady, 1);
  await session.prepare();
  const first = session.finish(assertion('the first'));
  expect(await session.finish(assertion('the second'))).toEqual(await first);
  expect(await first).toMatchObject({ verdict: 'failed', errors: [{ message: 'the first', fault: 'dut' }] });
  expect(session.needsRecovery).toBe(true);
  expect(await session.settle([])).toMatchObject({ verdict: 'failed', errors: [{ message: 'the first' }] });
});

test('what the M7 did while the board was prepared is no outcome of the scenario', async () => {
  const verdictOf = async (isBefore: boolean): Promise<object> => {
    const { session } = await sessionBench(isReady, 1, { outcome: 'alive' });
    if (isBefore) session.takeObservation(alive);
    await session.prepare();
    if (!isBefore) session.takeObservation(alive);
    return session.finish();
  };
  expect(await verdictOf(false)).toMatchObject({ verdict: 'passed' });
  expect(await verdictOf(true)).toMatchObject({ verdict: 'error', errors: [{ fault: 'suite' }] });
});

test('a body that takes too long is ended: the product’s failure while it waits for the board, the suite’s else', async () => {
  const verdictOf = async (isWaiting: boolean): Promise<object> => {
    const { run, end } = endless();
    const { session, late, ended } = await sessionBench(isReady, 1, { run });
    await session.prepare();
    if (isWaiting) session.call(['linux', 'run'], ['sleep 9'], 'suites/a.ts:7:3').catch(() => {});
    late.abort(new DOMException('too late', 'TimeoutError'));
    await expect.poll(() => ended.length).toBe(1);
    expect(session.isOpen).toBe(false);
    end();
    return session.finish();
  };
  expect(await verdictOf(true)).toMatchObject({
    verdict: 'failed',
    errors: [{ fault: 'dut', message: expect.stringContaining('still waiting for board.linux.run()'), place: 'suites/a.ts:7:3' }],
  });
  expect(await verdictOf(false)).toMatchObject({ verdict: 'error', errors: [{ fault: 'suite' }] });
});

test('a body has less time to react to an interrupt than to a trouble of the lab, and one that ends in time is not stuck', async () => {
  const stuck: string[] = [];
  const benchOf = async (name: string) => {
    const bench = await sessionBench(isReady, 1, { onStuck: () => stuck.push(name) });
    await bench.session.prepare();
    return bench;
  };
  const [troubled, interrupted, quick] = [await benchOf('troubled'), await benchOf('interrupted'), await benchOf('quick')];
  troubled.session.end(new PortError('the console was lost'));
  interrupted.session.end(new InterruptedError('interrupted by SIGINT'));
  quick.session.end(new InterruptedError('interrupted by SIGINT'));
  await quick.session.finish();
  await expect.poll(() => stuck.length, { timeout: 20_000 }).toBe(2);
  expect(stuck).toEqual(['interrupted', 'troubled']);
  expect(troubled.session.isBodyOver).toBe(true);
  expect(await troubled.session.finish()).toMatchObject({ verdict: 'error', errors: [{ fault: 'lab', message: 'the console was lost' }] });
  await interrupted.session.finish();
});

test('an incident that may come is told as tolerated, and ends nothing', async () => {
  const { session, events } = await sessionBench(isReady, 1, { tolerates: [{ kind: 'io-error' }] });
  await session.prepare();
  const incident: KernelIncident = {
    id: 'a',
    kind: 'io-error',
    severity: 'error',
    endsScenario: true,
    title: 'io-error on mmcblk2',
    signature: 'io-error:mmcblk2',
    stage: 'login',
    at: 1,
    channels: ['kmsg'],
    lines: ['headline'],
    consequences: [],
  };
  session.takeIncident('opened', incident);
  session.takeIncident('closed', incident);
  expect(events.slice(-2)).toMatchObject([
    { type: 'incident.opened', expected: false, tolerated: true },
    { type: 'incident.closed', expected: false, tolerated: true },
  ]);
  expect(await session.finish()).toMatchObject({ verdict: 'passed' });
});
