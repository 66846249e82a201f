import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { BoardBench } from '../testing/board-bench.ts';
import { startScript, startUnit } from './autostart-unit.ts';

vi.setConfig({ testTimeout: 300_000 });

const root = mkdtempSync(join(tmpdir(), 'hil-autostart-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('the script starts the M7 and no other core, on a shell that is no model', () => {
  const file = (path: string, text: string): string => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
    return join(root, path);
  };
  const cores = '/sys/class/remoteproc';
  const dsp = file(`${cores}/remoteproc0/state`, 'offline');
  file(`${cores}/remoteproc0/name`, 'imx-dsp-rproc\n');
  const m7 = file(`${cores}/remoteproc1/state`, 'offline');
  file(`${cores}/remoteproc1/name`, 'imx-rproc\n');
  const path = file('/sys/module/firmware_class/parameters/path', '');
  file('/dev/kmsg', '');
  const script = startScript("/var/it's here", 'hil-x.elf').replaceAll(/\/(?:sys|dev)\/(?!null)/g, (at) => `${root}${at}`);
  execFileSync('sh', ['-c', script]);
  expect([dsp, m7, path].map((each) => readFileSync(each, 'utf8'))).toEqual(['offline', 'start\n', "/var/it's here"]);
  expect(readFileSync(join(root, cores, 'remoteproc1/firmware'), 'utf8')).toBe('hil-x.elf\n');
});

test.each(['torizon', 'bsp'] as const)(
  'on %s a unit starts the image at each boot, is taken away again, and owed by a killed run',
  async (image) => {
    await using bench = await BoardBench.start({ image, speed: 15 });
    const first = await bench.open();
    const needs = { boot: 'cold', autostart: 'tcm-hello' } as const;
    const board = await first.scenario(needs);
    expect(await board.m7.state()).toBe('running');
    expect(await board.m7.observe('tcm-hello')).toMatchObject({
      outcome: 'alive',
      startedBy: 'remoteproc',
      predicted: { outcome: 'alive' },
    });
    await board.warmBoot();
    expect((await board.m7.observe('tcm-hello')).outcome).toBe('alive');
    const boots = first.boots.length;
    await first.scenario({ autostart: 'tcm-hello' });
    expect(first.boots).toHaveLength(boots);

    const another = await first.scenario({ ...needs, autostart: 'a53-addresses' });
    expect(await another.m7.observe('a53-addresses')).toMatchObject({
      outcome: 'refused',
      state: 'offline',
      errno: 22,
      predicted: { outcome: 'refused' },
      evidence: expect.arrayContaining([
        expect.stringMatching(/^journal: .*(?:Invalid argument|error)/),
        expect.stringMatching(/^kmsg: .*Boot failed: -22/),
      ]),
    });
    const without = await first.scenario();
    expect(await without.m7.state()).toBe('offline');

    await first.scenario({ ...needs, firmwareIn: { folder: '/etc' } });
    await first.abandon();
    const second = await bench.open();
    await second.board.restore(second.signal);
    const after = await second.scenario({ boot: 'cold' });
    expect(await after.m7.state()).toBe('offline');
    const left = await after.linux.run('ls /etc /etc/systemd/system /etc/systemd/system/* /var/lib/hil-firmware /lib/firmware; true', {
      asRoot: true,
    });
    expect(left.stdout).not.toMatch(/hil-(?!firmware:)/);
  },
);

test('systemd itself takes the unit', ({ skip }) => {
  const path = join(root, 'hil-m7.service');
  writeFileSync(path, startUnit('/etc/hil-m7-start.sh'));
  try {
    execFileSync('systemd-analyze', ['--version'], { stdio: 'ignore' });
  } catch {
    skip('this host has no systemd-analyze');
  }
  expect(execFileSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8', stdio: 'pipe' })).toBe('');
});
