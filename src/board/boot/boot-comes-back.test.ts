import { expect, test } from 'vitest';
import { BoardBench } from '../testing/board-bench.ts';

// Why a board stands at U-Boot's prompt: the whole live board against a virtual one behind its sockets.

const cold = { boot: 'cold' } as const;

test('a board that does not boot by itself is told as such, whatever is wrong with its environment', async () => {
  await using bench = await BoardBench.start();
  const open = await bench.open();
  const board = await open.scenario();
  const unset = { name: 'BootError', fault: 'dut', message: expect.stringContaining('bootcmd is not set') };
  const returns = { name: 'BootError', fault: 'dut', message: expect.stringContaining('came back to the prompt') };

  await board.linux.run('fw_setenv bootcmd', { asRoot: true });
  await expect(open.scenario(cold)).rejects.toMatchObject(unset);

  await board.uboot.run('env default bootcmd; setenv torizon "$bootcmd"; setenv bootcmd false; saveenv');
  await expect(open.scenario(cold)).rejects.toMatchObject(returns);
  await board.uboot.run('setenv bootdelay 0; saveenv');
  await expect(open.scenario(cold)).rejects.toMatchObject(returns);

  await board.uboot.run('setenv bootcmd "run torizon"; setenv bootdelay -1; saveenv');
  await expect(open.scenario(cold)).rejects.toMatchObject({ fault: 'dut', message: expect.stringContaining('bootdelay is -1') });
  await board.uboot.run('setenv bootdelay 1; saveenv');
  await open.scenario(cold);
  expect(await board.stage()).toBe('login');
});

test('a countdown that noise has stopped is the lab’s: its boot command boots when it is given once more', async () => {
  await using bench = await BoardBench.start({ faults: [{ kind: 'noise', at: 'u-boot' }] });
  const open = await bench.open();
  await expect(open.scenario()).rejects.toMatchObject({
    name: 'PortError',
    message: expect.stringContaining('nobody sent'),
    evidence: expect.arrayContaining(['boot, given again: the board boots']),
  });
});
