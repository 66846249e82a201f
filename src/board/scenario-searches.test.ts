import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScenarioBoard, ScenarioConsole } from '../core/board.ts';
import { hostLimit } from '../core/testing/host-pace.ts';
import { BoardBench, type OpenBoard } from './testing/board-bench.ts';

// One board from test to test, as scenarios have it: each begins with what the one before left in the records of the consoles.

let bench: BoardBench;
let open: OpenBoard;
let board: ScenarioBoard;

beforeAll(async () => {
  bench = await BoardBench.start();
  open = await bench.open();
  board = await open.scenario();
}, hostLimit(60_000));
afterAll(() => bench[Symbol.asyncDispose]());

const finds = (console: ScenarioConsole, text: string | RegExp): Promise<boolean> =>
  console.expect(text, { within: '500ms' }).then(
    () => true,
    () => false,
  );
const nonceOf = (evidence: readonly string[]): string => /nonce=(\w{8})/.exec(evidence.join('\n'))![1]!;

describe('a search of a console', () => {
  test('begins where the preparation of its scenario does', async () => {
    expect(await finds(board.console, 'U-Boot SPL')).toBe(true);
    const start = 0 as Awaited<ReturnType<ScenarioConsole['mark']>>;
    const next = await open.scenario();
    expect(await next.console.tail(50)).toEqual([]);
    expect(await finds(next.console, 'U-Boot SPL')).toBe(false);
    await expect(next.console.expect('U-Boot SPL', { since: start, within: '500ms' })).rejects.toThrow('did not come');
  });

  test('of the M7 begins at its last start, and at its stop', async () => {
    const first = nonceOf((await board.m7.start('tcm-hello')).evidence);
    expect(await finds(board.m7.console, first)).toBe(true);
    const mark = await board.m7.console.mark();

    const second = nonceOf((await board.m7.start('tcm-hello')).evidence);
    expect(await finds(board.m7.console, `build=`)).toBe(true);
    expect(await finds(board.m7.console, first)).toBe(false);
    expect(await finds(board.m7.console, second)).toBe(true);

    await board.m7.stop();
    expect(await finds(board.m7.console, second)).toBe(false);
    await board.m7.console.expect(second, { since: mark, within: '500ms' });
  });

  test('finds nothing of before a reset that nobody announced, unless it is told from where', async () => {
    await board.m7.start('tcm-hello');
    const mark = await board.console.mark();
    const resetting = board.waitForReset({ within: '60s' });
    await board.linux.run('echo b > /proc/sysrq-trigger', { asRoot: true, reject: false, timeout: '2s' }).catch(() => {});
    await resetting;
    expect(await finds(board.m7.console, 'hil-m7')).toBe(false);
    expect(await finds(board.console, 'sysrq: ')).toBe(false);
    expect((await board.console.expect('U-Boot SPL', { since: mark, within: '500ms' })).before).toBeDefined();
  });

  test('finds no prompt of a board without power', async () => {
    await board.power.off();
    expect(await finds(board.console, 'login:')).toBe(false);
    expect(await finds(board.console, /./)).toBe(false);
    await board.coldBoot();
    expect(await finds(board.console, 'login:')).toBe(true);
  });
});

describe('the tail of a console', () => {
  test('says so where lines are asked for that are not kept any more, and gives what there is where none are lost', async () => {
    const next = await open.scenario();
    expect((await next.console.tail(100_000)).length).toBeLessThan(100);
    await next.serial.run('seq 2500', { timeout: '10min' });
    const last = await next.console.tail(500);
    expect(last).toHaveLength(500);
    expect(last.map(({ text }) => text)).toContain('2400');
    await expect(next.console.tail(2500)).rejects.toMatchObject({
      fault: 'suite',
      message: expect.stringMatching(/^console\.tail\(2500\): more lines/),
    });

    const after = await open.scenario();
    await after.serial.run('echo few');
    const few = await after.console.tail(100_000);
    expect(few.map(({ text }) => text)).toContain('few');
    expect(few.map(({ text }) => text)).not.toContain('2400');
  });
});
