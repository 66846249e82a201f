import { expect, test, vi } from 'vitest';
import { PortError } from '../../core/errors.ts';
import type { KernelIncident } from '../../core/incident.ts';
import { monotonicMs } from '../../core/time.ts';
import { InterruptedError } from '../errors.ts';
import { sessionBench } from './testing/session-bench.ts';

const incident = (id: string, parts: Partial<KernelIncident> = {}): KernelIncident => ({
  id,
  kind: 'oops',
  severity: 'fatal',
  endsScenario: true,
  title: 'oops in imx_uart_txint',
  signature: 'oops:imx_uart_txint',
  stage: 'login',
  at: 1,
  channels: ['a53'],
  lines: ['headline'],
  consequences: [],
  ...parts,
});

const ready = async () => {
  const made = await sessionBench(async () => {}, 1);
  await made.session.prepare();
  return made;
};

test('it says who it is, and how far it has come', async () => {
  const { session, events } = await sessionBench(async () => {}, 1);
  expect([session.id, session.name, session.attempt]).toEqual(['s', 'a > b', 2]);
  expect([session.isInBody, session.isBodyOver, session.isInHooks, session.isOpen]).toEqual([false, false, false, true]);
  await session.prepare();
  expect(events).toContainEqual({ type: 'scenario.started', scenario: 's', attempt: 2, limitMs: 300_000 });
  expect([session.isInBody, session.isBodyOver, session.endedAt]).toEqual([true, false, Number.POSITIVE_INFINITY]);
  const finishing = session.finish();
  expect([session.isBodyOver, session.isInHooks]).toEqual([true, false]);
  await finishing;
  expect([session.isInHooks, session.isOpen, session.needsRecovery]).toEqual([true, false, false]);
  expect(session.endedAt).toBeGreaterThanOrEqual(session.startedAt);
  expect(session.endedAt).toBeLessThan(Number.POSITIVE_INFINITY);
  const settling = session.settle([new Error('a hook')]);
  expect(session.isInHooks).toBe(false);
  expect(await session.settle([])).toEqual(await settling);
  expect(await settling).toMatchObject({ verdict: 'error' });
  expect(session.needsRecovery).toBe(true);
});

test('an incident is told with whose it is and ends the body', async () => {
  const { session, events, ended } = await ready();
  session.takeIncident('opened', incident('a', { endsScenario: false, kind: 'warning' }));
  expect([session.isOpen, session.needsRecovery]).toEqual([true, false]);
  session.takeIncident('opened', incident('b'));
  session.takeIncident('closed', incident('b'));
  expect(events.filter(({ type }) => type.startsWith('incident.'))).toMatchObject([
    { type: 'incident.opened', incident: { id: 'a' }, expected: false, scenario: 's' },
    { type: 'incident.opened', incident: { id: 'b' }, expected: false, scenario: 's' },
    { type: 'incident.closed', incident: { id: 'b' }, expected: false, scenario: 's' },
  ]);
  expect([ended.map(({ message }) => message), session.isOpen]).toEqual([['oops in imx_uart_txint at login'], false]);
  expect(await session.finish()).toMatchObject({ verdict: 'failed', errors: [{ fault: 'dut' }] });
  expect([session.needsRecovery, session.lateError?.isLate]).toEqual([true, undefined]);
});

test('an incident that the body announced ends nothing, and Linux is recovered all the same', async () => {
  const { session, events } = await ready();
  session.expectIncident('oops', /txint/);
  session.takeIncident('opened', incident('a'));
  session.takeIncident('closed', incident('a'));
  const told = events.filter(({ type }) => type.startsWith('incident.'));
  expect(told).toMatchObject([{ expected: true }, { expected: true }]);
  expect(told.every((event) => !('tolerated' in event))).toBe(true);
  expect(await session.finish()).toMatchObject({ verdict: 'passed' });
  expect(session.needsRecovery).toBe(true);
});

test('an incident behind the verdict makes another one of it, and its end belongs to it', async () => {
  const { session } = await ready();
  expect(await session.finish()).toMatchObject({ verdict: 'passed' });
  expect(session.lateError).toBeUndefined();
  expect(session.takeLate('opened', incident('a', { endsScenario: false }))).toBe(false);
  expect(session.takeLate('opened', incident('b'))).toBe(true);
  expect(session.takeLate('closed', incident('b'))).toBe(true);
  expect(session.takeLate('opened', incident('c'))).toBe(false);
  expect(session.lateError).toMatchObject({ isLate: true, message: expect.stringContaining('after the last step of the scenario') });
});

test('what the M7 did and what the model lacks is told as this scenario’s', async () => {
  const { session, events } = await ready();
  const observation = { outcome: 'alive', startedBy: 'remoteproc', kernelLines: [], evidence: [] } as const;
  session.takeObservation(observation);
  session.takeModelNote({ kind: 'mishap', by: 'linux', sentence: 'a link broke' });
  expect(events.slice(-2)).toEqual([
    { type: 'm7.observed', scenario: 's', observation },
    { type: 'model.mishap', by: 'linux', sentence: 'a link broke', scenario: 's' },
  ]);
  await session.finish();
});

test('what failed and nobody awaited is in the verdict', async () => {
  const { session } = await ready();
  session.addUnhandled(new Error('nobody waits'));
  expect(await session.finish()).toMatchObject({
    verdict: 'error',
    errors: [{ fault: 'suite', message: expect.stringContaining('nobody waits') }],
  });
});

test('a body that does not end when it is told to is ended, for the first reason', async () => {
  const { session, ended, stuckTimes } = await ready();
  session.end(new InterruptedError('interrupted by SIGINT'));
  session.end(new InterruptedError('interrupted again'));
  expect(ended.map(({ message }) => message)).toEqual(['interrupted by SIGINT']);
  await expect.poll(() => stuckTimes(), { timeout: 10_000 }).toBe(1);
  expect(await session.finish(new Error('too late'))).toMatchObject({ errors: [{ message: 'interrupted by SIGINT' }] });
});

test('what ends it before its body has begun is no affair of a test process', async () => {
  const { session, ended, stuckTimes } = await sessionBench(
    (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    1,
  );
  const prepared = session.prepare();
  session.end(new InterruptedError('interrupted by SIGINT'));
  expect([await prepared, ended, stuckTimes()]).toEqual([false, [], 0]);
});

test.each([
  ['bad', { verdict: 'error', errors: [{ fault: 'lab', message: 'the wire is bad' }] }],
  ['good', { verdict: 'failed', errors: [{ fault: 'dut', message: 'expected incidents that did not come: a reset' }] }],
])('what was announced and was not heard, on a wire that is %s', async (wire, result) => {
  const reconsidered: string[] = [];
  const reconsider = async (error: Error): Promise<Error> => {
    reconsidered.push(error.message);
    return wire === 'bad' ? new PortError('the wire is bad') : error;
  };
  const { session } = await sessionBench(async () => {}, 1, { board: { unmet: () => ['a reset'], reconsider } });
  await session.prepare();
  await session.finish();
  expect(await session.settle([])).toMatchObject(result);
  expect(reconsidered).toEqual(['expected incidents that did not come: a reset']);
});

test.each([
  ['died', { verdict: 'error', errors: [{ fault: 'lab', message: 'the console has died' }] }],
  ['not died', { verdict: 'failed', errors: [{ fault: 'dut', message: 'silent-freeze at login' }] }],
])('a board that stood still, as far as was heard on a console that has %s, is booted anew to see', async (wire, result) => {
  const asked: string[] = [];
  const reconsiderSilence = async (error: Error): Promise<Error> => {
    asked.push(error.message);
    return wire === 'died' ? new PortError('the console has died') : error;
  };
  const { session } = await sessionBench(async () => {}, 1, { board: { reconsiderSilence } });
  await session.prepare();
  session.takeIncident('opened', incident('a', { kind: 'silent-freeze', title: 'silent-freeze' }));
  session.takeIncident('closed', incident('a', { kind: 'silent-freeze', title: 'silent-freeze' }));
  await session.finish();
  expect(await session.settle([])).toMatchObject(result);
  expect(asked).toEqual(['silent-freeze at login']);
});

test('a board that spoke as it went down is not booted to see whether it speaks', async () => {
  const reconsiderSilence = async (): Promise<Error> => new PortError('the console has died');
  const { session } = await sessionBench(async () => {}, 1, { board: { reconsiderSilence } });
  await session.prepare();
  session.takeIncident('opened', incident('a'));
  session.takeIncident('closed', incident('a'));
  await session.finish();
  expect(await session.settle([])).toMatchObject({ verdict: 'failed', errors: [{ fault: 'dut' }] });
});

test.each([
  [false, { hasReset: true, preparedSince: expect.any(Number) }],
  [true, { hasReset: true }],
])('the relay is asked for a reset, in the steps of the scenario: %s', async (isInBody, about) => {
  const asked: unknown[] = [];
  const powerCut = async (told: unknown): Promise<Error> => {
    asked.push(told);
    return new PortError('somebody else has switched');
  };
  const untilOver = (_: unknown, signal: AbortSignal): Promise<void> =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const { session } = await sessionBench(isInBody ? async () => {} : untilOver, 1, { board: { powerCut } });
  const preparing = session.prepare();
  if (isInBody) await preparing;
  session.takeIncident('opened', incident('a', { kind: 'unexpected-reset' }));
  session.takeIncident('closed', incident('a', { kind: 'unexpected-reset' }));
  await preparing;
  await session.finish();
  expect(await session.settle([])).toMatchObject({ verdict: 'error', errors: [{ fault: 'lab' }] });
  expect(asked).toEqual([about]);
});

const heardOutWith = async (happens: (session: Awaited<ReturnType<typeof ready>>['session']) => void) => {
  const made = await sessionBench(async () => {}, 1, {
    outcome: 'alive',
    board: {
      hearOut: async (signal) => {
        happens(made.session);
        signal.throwIfAborted();
      },
      m7ConsoleTrouble: async (signal) => (signal.aborted ? undefined : new PortError('the console is dead')),
    },
  });
  await made.session.prepare();
  made.session.takeObservation({ outcome: 'alive', startedBy: 'remoteproc', kernelLines: [], evidence: [] });
  return made.session.finish();
};
const silent = incident('a', { kind: 'm7-silent', severity: 'error', title: 'the M7 stopped counting' });

test('the console of an M7 that falls silent while the board is heard out is looked at', async () => {
  const { verdict, errors } = await heardOutWith((session) => session.takeIncident('opened', silent));
  expect([verdict, errors[0]?.fault, errors[0]?.message]).toEqual(['error', 'lab', 'the console is dead']);
});

test('nothing is looked at once the run is to end', async () => {
  const { verdict, errors } = await heardOutWith((session) => {
    session.takeIncident('opened', silent);
    session.end(new InterruptedError('SIGTERM'));
  });
  expect([verdict, errors[0]?.fault]).toEqual(['failed', 'dut']);
});

const longHook = 600;

test('an M7 that falls silent in a hook is heard out again, and its console looked at', async () => {
  let hearings = 0;
  const made = await sessionBench(async () => {}, 1, {
    outcome: 'alive',
    board: {
      hearOut: async () => {
        if (++hearings === 2) made.session.takeIncident('opened', silent);
      },
    },
  });
  await made.session.prepare();
  made.session.takeObservation({ outcome: 'alive', startedBy: 'remoteproc', kernelLines: [], evidence: [] });
  expect(await made.session.finish()).toMatchObject({ verdict: 'passed' });
  await vi.waitFor(() => expect(monotonicMs() - made.session.endedAt).toBeGreaterThan(longHook), { timeout: 20_000 });
  const { verdict, errors } = await made.session.settle([]);
  expect([verdict, errors[0]?.fault, hearings]).toEqual(['error', 'lab', 2]);
});

test('a board is heard out once where no hook took a while', async () => {
  let hearings = 0;
  const { session } = await sessionBench(async () => {}, 1, { board: { hearOut: async () => void hearings++ } });
  await session.prepare();
  await session.finish();
  expect([(await session.settle([])).verdict, hearings]).toEqual(['passed', 1]);
});
