import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { anySignal, boardClock, formatMs, limitText, toMs, untilAborted } from './time.ts';

test('reads durations in the units people write', () => {
  expect([toMs('500ms'), toMs('25s'), toMs('1.5min'), toMs('1h')]).toEqual([500, 25_000, 90_000, 3_600_000]);
});

test('refuses what is not a duration', () => {
  expect(() => toMs('25' as '25s')).toThrow(/write '500ms'/);
  expect(() => toMs('-1s')).toThrow(RangeError);
});

test('a duration for people has no 60 seconds and no 60 minutes', () => {
  const at = [999.4, 999.6, 59_940, 59_990, 119_600, 3_599_400, 3_599_600, 30_000_000];
  expect(at.map(formatMs)).toEqual(['999 ms', '1.0 s', '59.9 s', '1 min 0 s', '2 min 0 s', '59 min 59 s', '1 h 0 min', '8 h 20 min']);
});

test('a fast board lives more milliseconds than the host, and sleeps none too few of them', async () => {
  const clock = boardClock(1000);
  for (let night = 0; night < 30; night++) {
    const before = clock.now();
    await clock.sleep(700 + 40 * night);
    expect(clock.now() - before).toBeGreaterThanOrEqual(700 + 40 * night);
  }
});

test('a sleep that is longer than a timer can hold does not spin', async () => {
  const warnings: string[] = [];
  const onWarning = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', onWarning);
  const controller = new AbortController();
  const sleeping = boardClock().sleep(Number.POSITIVE_INFINITY, controller.signal);
  await boardClock().sleep(20);
  controller.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test('sleep rejects with the reason of the abort', async () => {
  const controller = new AbortController();
  const sleeping = boardClock().sleep(60_000, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
});

test('a wait ends with the reason of the abort', async () => {
  const controller = new AbortController();
  const waiting = untilAborted(new Promise(() => {}), controller.signal);
  controller.abort(new Error('panic'));
  await expect(waiting).rejects.toThrow('panic');
});

test('a timeout within a combined signal survives a garbage collection', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const combined = anySignal(AbortSignal.timeout(100), new AbortController().signal);
  const fired = new Promise((resolve) => combined.addEventListener('abort', () => resolve('fired')));
  // A turn of the event loop lets go of what only this turn held.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(await fired).toBe('fired');
});

test('a limit says whose time it is where the board lives faster', () => {
  expect(limitText('3s', 3012, 1)).toBe('within 3s (waited 3.0 s)');
  expect(limitText('3s', 1_000_000, 100)).toBe("within 3s of board time (waited 10.0 s of host time, 16 min 40 s of the board's)");
});

/** Nothing runs meanwhile, as in a process that is stopped. */
const stopped = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('a limit comes due only in time in which this program ran, and after the input that had arrived', async () => {
  const server = createServer((socket) => socket.end('late')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const overdue = boardClock().overdue(400);
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const came: string[] = [];
  overdue.addEventListener('abort', () => came.push('limit'));
  const read = once(socket, 'data').then(() => came.push('input'));
  stopped(2500);
  expect(overdue.aborted).toBe(false);
  await read;
  await once(overdue, 'abort');
  expect(came).toEqual(['input', 'limit']);
  expect(overdue.reason).toMatchObject({ name: 'TimeoutError' });
  server.close();
});

test('a limit that comes due within a short stop waits for the input that had arrived', async () => {
  const overdue = boardClock().overdue(100);
  const came: string[] = [];
  overdue.addEventListener('abort', () => came.push('limit'));
  const { port1, port2 } = new MessageChannel();
  const read = once(port1, 'message').then(() => came.push('input'));
  await new Promise((resolve) => setTimeout(resolve, 1));
  port2.postMessage('late');
  stopped(300);
  await read;
  if (!overdue.aborted) await once(overdue, 'abort');
  port2.close();
  expect(came).toEqual(['input', 'limit']);
});
