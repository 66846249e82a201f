import { expect, test, vi } from 'vitest';
import { shippedFirmware } from '../../config/shipped.ts';
import type { EventBody } from '../../core/event.ts';
import { virtualBoard } from '../../drivers/rig/virtual-board.ts';
import { BoardBench } from '../testing/board-bench.ts';
import { boardMaker, boardModels } from './model-named.ts';

vi.setConfig({ testTimeout: 180_000 });

// One board of each model: it boots past the preload, and is started again from Linux.
test.each([...boardModels.values()].map((make) => [make.model.name, make] as const))('a virtual %s', async (name, make) => {
  const { model } = make;
  await using bench = await BoardBench.start({ model: name, kernel: '6.6', speed: 50 });
  const live = await bench.open({ make, firmware: shippedFirmware(make) });
  const { linux, m7, console } = await live.scenario({ boot: 'cold', preload: 'tcm-hello', firmware: 'tcm-hello' });

  const said = (await console.tail(2000)).map(({ text }) => text);
  expect(said).toContainEqual(expect.stringContaining(model.virtual.processor));
  expect(said).toContainEqual(expect.stringContaining(`Toradex ${model.virtual.modules[0].productId} ${model.virtual.title}`));
  expect(said).toContainEqual(expect.stringMatching(/^## Starting auxiliary core stack = 0x20020000, pc = 0x[0-9A-F]{8}\.\.\./));
  expect(said).toContainEqual(expect.stringContaining(model.virtual.console.tty));
  expect((await linux.run('cat /proc/device-tree/model')).stdout).toContain(model.virtual.title);

  expect(await m7.state()).toBe('attached');
  expect(await m7.observe('tcm-hello')).toMatchObject({ outcome: 'alive', predicted: { outcome: 'alive' } });
  const started = await m7.start('ddr-plain');
  // Of an earlier image in the ITCM whose code is still there, as on every model.
  expect(started).toMatchObject({ outcome: 'stale', predicted: { outcome: 'stale' } });
  expect(await m7.start('ddr-vector')).toMatchObject({ outcome: 'alive', predicted: { outcome: 'alive' } });
  const refused = await m7.start('a53-addresses');
  expect(refused).toMatchObject({ outcome: 'refused', errno: 22, predicted: { outcome: 'refused' } });
  expect(refused.kernelLines).toContainEqual(expect.stringContaining(`imx-rproc ${model.target.node}: Translation failed: da = 0x7e0000`));

  const opened = live.events.filter((event: EventBody) => event.type === 'board.identified');
  expect(opened.length).toBeGreaterThan(0);
});

test('a board of one model is not made of a simulated one of another', () => {
  expect(() => boardMaker('verdin-imx8mp')(virtualBoard({ model: 'verdin-imx8mm' }))).toThrow(
    'the virtual board is a verdin-imx8mm, and the lab file makes a verdin-imx8mp of it',
  );
});
