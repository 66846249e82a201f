import { expect, test } from 'vitest';
import type { Board } from '../../core/board.ts';
import { BootError, ConnectionLostError, HilError, PortError } from '../../core/errors.ts';
import { InterruptedError } from '../errors.ts';
import { sessionBench } from './testing/session-bench.ts';

const never: Board['prepare'] = (_, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('a board that is not ready in time, and says nothing more, is the lab’s trouble', async () => {
  const { session, late } = await sessionBench(never, 1);
  const prepared = session.prepare();
  late.abort(new DOMException('too late', 'TimeoutError'));

  expect(await prepared).toBe(false);
  expect(await session.finish()).toMatchObject({
    verdict: 'error',
    errors: [{ fault: 'lab', name: 'NotReadyError', message: 'the board was not ready after 15min' }],
  });
});

test('what a step of the preparation says counts before the limit of all of them', async () => {
  const { session } = await sessionBench(() => Promise.reject(new BootError("the board did not reach 'login' in 4 min 0 s")), 1);
  expect(await session.prepare()).toBe(false);
  expect(await session.finish()).toMatchObject({ verdict: 'failed', errors: [{ fault: 'dut', name: 'BootError' }] });
});

test('a broken link is the product’s, unless the lab’s wires go with it', async () => {
  const broken = new ConnectionLostError('the SSH link to 10.0.0.2 broke: read ECONNRESET');
  const verdictAfter = async (...said: readonly Error[]): Promise<object> => {
    const { session } = await sessionBench(async () => {}, 1);
    await session.prepare();
    const finishing = session.finish(broken);
    for (const why of said) session.end(why);
    return finishing;
  };

  expect(await verdictAfter()).toMatchObject({ verdict: 'failed', errors: [{ fault: 'dut', message: broken.message }] });
  const gone = new PortError('the console at 10.0.0.9:4001 was lost');
  expect(await verdictAfter(gone)).toMatchObject({ verdict: 'error', errors: [{ fault: 'lab', message: gone.message }] });
  const interrupt = new InterruptedError('interrupted by SIGINT');
  expect(await verdictAfter(interrupt)).toMatchObject({ verdict: 'failed', errors: [{ message: broken.message }] });
});

test('a trouble of the lab that the body caught is no success, until the same call succeeds', async () => {
  const answers = new Map<string, Error[]>([
    ['uname', [new PortError('the network broke')]],
    ['lsmod', [new PortError('the network broke'), new HilError('lab', 'it broke again')]],
    ['df', [new HilError('lab', 'the board has no room left')]],
  ]);
  const run = async (command: string) => {
    const error = answers.get(command)?.shift();
    if (error) throw error;
    return { stdout: '', stderr: '', exitCode: 0, durationMs: 1, leftOutBytes: 0 };
  };
  const verdictAfter = async (...commands: readonly string[]) => {
    const { session } = await sessionBench(async () => {}, 1, { run });
    await session.prepare();
    for (const command of commands) await session.call(['linux', 'run'], [command], 'suites/a.ts:3:1').catch(() => {});
    return session.finish(...(commands.includes('cat') ? [Object.assign(new Error('no text'), { name: 'AssertionError' })] : []));
  };

  expect(await verdictAfter('uname', 'true')).toMatchObject({
    verdict: 'error',
    errors: [
      { fault: 'lab', name: 'PortError', message: expect.stringMatching(/^the network broke; .*linux\.run/), place: 'suites/a.ts:3:1' },
    ],
  });
  expect(await verdictAfter('lsmod', 'cat')).toMatchObject({ verdict: 'error', errors: [{ fault: 'lab' }, { fault: 'dut' }] });
  expect(await verdictAfter('lsmod', 'lsmod')).toMatchObject({ verdict: 'passed' });
  expect(await verdictAfter('df')).toMatchObject({ verdict: 'passed' });
});

test.each([
  ['wanted, on a dead console', 'mute', false, { verdict: 'error', errors: [{ fault: 'lab', message: 'the console is dead' }] }],
  ['wanted, and looked at by the next scenario', 'mute', true, { verdict: 'passed' }],
  ['of the image that was started, while another speaks', 'stale', false, { verdict: 'error', errors: [{ fault: 'lab' }] }],
  ['no silence at all', 'alive', false, { verdict: 'passed' }],
] as const)('silence of the M7: %s', async (_, outcome, isFollowed, verdict) => {
  const { session } = await sessionBench(async () => {}, 1, { outcome, isFollowed });
  await session.prepare();
  session.takeObservation({ outcome, startedBy: 'remoteproc', kernelLines: [], evidence: [] });
  expect(await session.finish()).toMatchObject(verdict);
});

test.each([
  [1, 15 * 60_000],
  // In host time two minutes are left, so that several steps with a floor of ten seconds each have their turn.
  [100, 200 * 60_000],
])('at speed %i the limit is %i ms of board time', async (speed, ms) => {
  const { session, limits } = await sessionBench(async () => {}, speed);
  expect(await session.prepare()).toBe(true);
  expect(limits[0]).toBe(ms);
  await session.finish();
});
