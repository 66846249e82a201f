import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ByteStream } from '../core/console.ts';
import type { Driver, Rig } from '../core/driver.ts';
import { hostLimit } from '../core/testing/host-pace.ts';
import { virtualBoard } from '../drivers/rig/virtual-board.ts';
import { bitFlips, lostBytes, type Spoiling, SpoiltStream } from '../drivers/testing/spoilt-stream.ts';
import { BoardBench, type OpenBoard } from './testing/board-bench.ts';

const clean: Spoiling = (chunk) => chunk;
let spoil = clean;
let rig: Rig & AsyncDisposable;
let bench: BoardBench;
let open: OpenBoard;

const spoilt = (driver: Driver<ByteStream>): Driver<ByteStream> => ({
  ...driver,
  connect: async (context) => new SpoiltStream(await driver.connect(context), (chunk, inward) => spoil(chunk, inward)),
});

beforeAll(async () => {
  rig = await virtualBoard({ speed: 50 }).start({ board: 'noisy', stateDir: tmpdir(), signal: AbortSignal.timeout(hostLimit(20_000)) });
  bench = BoardBench.on({ ...rig, consoles: { ...rig.consoles, a53: spoilt(rig.consoles.a53!) } });
  open = await bench.open();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});
beforeEach(() => {
  spoil = clean;
});

const wires: readonly (readonly [string, Spoiling])[] = [
  ['1 % lost bytes', lostBytes(3, 0.01)],
  ['0.1 % flipped bits', bitFlips(5, 0.001)],
];

describe.each(wires)('with %s', (_, spoiling) => {
  test('the health check sets the board aside, with the rate that it measured', { timeout: hostLimit(120_000) }, async () => {
    spoil = spoiling;
    const checks = await open.board.checkHealth!({ keepsRunning: false }, open.signal);
    expect(checks.at(-1)).toMatchObject({ result: 'bad', error: { fault: 'lab' } });
    expect(['power', 'console', 'environment', 'linux', 'login', 'identity']).toContain(checks.at(-1)?.what);
  });

  test('what is not found on the console is not held against the product', { timeout: hostLimit(120_000) }, async () => {
    const board = await open.scenario();
    const missing = { within: '2s' } as const;
    await expect(board.console.expect('never said', missing)).rejects.toMatchObject({ name: 'ExpectTimeoutError', fault: 'dut' });
    spoil = spoiling;
    await expect(board.console.expect('never said', missing)).rejects.toMatchObject({
      fault: 'lab',
      message: expect.stringMatching(
        /but the wire is bad.* spoilt \d+ of \d+ pieces of text: about [\d.]+ % of its bytes are lost or changed/,
      ),
    });
    expect(open.of('lab.noted').at(-1)?.text).toMatch(/console a53 spoilt/);
  });
});
