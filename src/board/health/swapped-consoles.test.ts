import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { virtualBoard } from '../../drivers/rig/virtual-board.ts';
import { BoardBench } from '../testing/board-bench.ts';

test('consoles that are swapped in the lab file are told as that, and a scenario says the same', async () => {
  await using rig = await virtualBoard({ speed: 100 }).start({
    board: 'swapped',
    stateDir: tmpdir(),
    signal: AbortSignal.timeout(hostLimit(20_000)),
  });
  const { a53, m7 } = rig.consoles;
  await using bench = BoardBench.on({ ...rig, consoles: { a53: m7!, m7: a53! } });
  const open = await bench.open();
  const swapped = {
    fault: 'lab',
    message: 'the boot loader speaks on console m7 and not on console a53: the two consoles are swapped',
    evidence: expect.arrayContaining([expect.stringMatching(/^m7: .*U-Boot SPL/)]),
  };

  const checks = await open.board.checkHealth!({ keepsRunning: false }, open.signal);
  expect(checks.at(-1)).toMatchObject({ what: 'power', result: 'bad', error: swapped });
  await expect(open.scenario()).rejects.toMatchObject(swapped);
});

test('a kernel argument of several words is written and found, without the one for the M7', async () => {
  await using bench = await BoardBench.start();
  const open = await bench.open();
  const board = await open.scenario({ boot: 'cold', kernelArgument: 'foo bar=1' });
  expect((await board.linux.run('cat /proc/cmdline')).stdout).toMatch(/ foo bar=1\b/);
});
