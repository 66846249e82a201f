import { expect, test, vi } from 'vitest';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import { rejection } from '../../drivers/testing/rejection.ts';
import { BoardBench, type OpenBoard } from '../testing/board-bench.ts';

vi.setConfig({ testTimeout: 300_000 });

const searchPath = '/sys/module/firmware_class/parameters/path';

const started = async (open: OpenBoard, needs: ScenarioNeeds) => {
  const board = await open.scenario(needs);
  const { outcome } = await board.m7.start('tcm-hello');
  const said = await board.linux.run(`cat ${searchPath}; cat /sys/class/remoteproc/remoteproc0/firmware`);
  await board.m7.stop();
  return [outcome, ...said.stdout.trim().split('\n')];
};

test("firmware starts from a container's volume, from a folder of the board and from the usual place, and all is put back", async () => {
  await using bench = await BoardBench.start({ speed: 15 });
  const open = await bench.open();
  const volume = '/var/lib/docker/volumes/m7-images/_data';
  const board = await open.scenario();
  await board.linux.run('docker volume create m7-images && mkdir -p /var/local/images', { asRoot: true });

  expect(await started(open, { firmwareIn: { volume: 'm7-images' } })).toEqual(['alive', volume, 'hil-tcm-hello.elf']);
  expect(await started(open, { firmwareIn: { folder: '/var/local/images' } })).toEqual(['alive', '/var/local/images', 'hil-tcm-hello.elf']);
  const [outcome, usual] = await started(open, {});
  expect([outcome, usual]).toEqual(['alive', expect.not.stringMatching(/docker|local/)]);

  expect(await rejection(started(open, { firmwareIn: { volume: 'no-such' } }))).toMatchObject({
    fault: 'suite',
    message: "the board has no Docker volume 'no-such'",
    evidence: [expect.stringContaining('no such volume')],
  });
  expect(await rejection(started(open, { firmwareIn: { folder: '/var/nowhere' } }))).toMatchObject({
    fault: 'suite',
    message: 'the board has no folder /var/nowhere',
  });

  await open.board.restore(open.signal);
  const left = await (await open.scenario()).linux.run(`cat ${searchPath}; ls ${volume} /var/local/images`, { asRoot: true });
  expect(left.stdout).not.toContain('hil-');
  expect(left.stdout.split('\n')[0]).toBe('');
});

test('U-Boot preloads an ELF as it is, and the image lives', async () => {
  await using bench = await BoardBench.start({ kernel: '6.6', speed: 15 });
  const open = await bench.open();
  for (const name of ['tcm-hello', 'ddr-plain'] as const) {
    const board = await open.scenario({ preload: name, preloadAs: 'elf' });
    expect(await board.m7.state()).toBe('attached');
    expect((await board.m7.observe(name)).outcome).toBe('alive');
  }
  expect(open.of('provision.changed').map(({ to }) => to)).toContainEqual(
    expect.stringMatching(/hil-tcm-hello\.elf && dcache flush && bootaux/),
  );
});

test('a U-Boot that takes flat images only refuses the ELF in its own words', async () => {
  await using bench = await BoardBench.start({ speed: 15 });
  const open = await bench.open();
  expect(await rejection(open.scenario({ preload: 'tcm-hello', preloadAs: 'elf' }))).toMatchObject({
    fault: 'dut',
    remedy: expect.stringContaining('this U-Boot takes .bin files only'),
  });
});
