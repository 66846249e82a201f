import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { verdinImx8mp } from '../../board/models/verdin-imx8mp/verdin-imx8mp.ts';
import { OpenBoard } from '../../board/testing/board-bench.ts';
import type { ScenarioBoard } from '../../core/board.ts';
import type { Rig } from '../../core/driver.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { hmpOverlayFile } from './prepare/device-tree.ts';
import { cacheFolder, outFolder, readManifest } from './prepare/manifest.ts';
import { qemuVerdin } from './qemu-verdin.ts';
import { testManifest } from './testing/manifest.ts';
import { notPrepared, onPrepared } from './testing/prepared.ts';
import { processesWith } from './testing/processes.ts';

// A boot to the login prompt takes 10 s on an idle host. A busy one gets more than four times that, twice: as the board is found and as it is wanted.
const patience = hostLimit(240_000);

const start = (cache?: string): Promise<Rig & AsyncDisposable> =>
  qemuVerdin(cache === undefined ? {} : { cache }).start({ board: 'qemu', stateDir: tmpdir(), signal: AbortSignal.timeout(patience) });

test('without preparation one sentence says what to do, before a run and at a start', async () => {
  const cache = join(tmpdir(), 'nothing-was-prepared-here');
  const sentence = {
    name: 'ConfigError',
    message: `no QEMU board is prepared in ${cache}`,
    remedy: 'run `npm run qemu:prepare` first',
  };
  expect(() => verdinImx8mp(qemuVerdin({ cache })).requireHost?.()).toThrow(expect.objectContaining(sentence));
  await expect(start(cache)).rejects.toMatchObject(sentence);
});

test('the board with an M7 of QEMU names the command that builds it', async () => {
  const cache = join(tmpdir(), 'nothing-was-prepared-here');
  const sentence = { message: `no QEMU board with an M7 is prepared in ${cache}`, remedy: 'run `npm run qemu:prepare -- --m7` first' };
  expect(() => verdinImx8mp(qemuVerdin({ cache, m7: true })).requireHost?.()).toThrow(expect.objectContaining(sentence));
});

test('a host without QEMU is told what is missing', () => {
  const cache = mkdtempSync(join(tmpdir(), 'hil-qemu-cache-'));
  mkdirSync(join(cache, 'out'));
  writeFileSync(join(cache, 'out', 'manifest.json'), JSON.stringify({ ...testManifest, qemu: '/nowhere/qemu-system-aarch64' }));
  const source = qemuVerdin({ cache });
  expect(() => source.requireHost?.()).toThrow('the QEMU board needs /nowhere/qemu-system-aarch64, which is not installed');
  rmSync(cache, { recursive: true });
});

test('settings that mean nothing are refused by the schema', () => {
  const { schema, simulated } = qemuVerdin();
  expect(simulated).toBe(true);
  expect(schema.safeParse({}).success).toBe(true);
  expect(schema.safeParse({ ram: '4G' }).success).toBe(false);
});

describe.skipIf(notPrepared !== undefined)(onPrepared('a Verdin in QEMU, through one boot'), () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'hil-qemu-verdin-'));
  const fetched = {
    kernel: join(stateDir, 'Image.gz'),
    deviceTree: join(stateDir, 'imx8mp-verdin-qemu.dtb'),
    initramfs: join(stateDir, 'initramfs.gz'),
    arguments: 'console=ttymxc2,115200 root=/dev/mmcblk2p2 rw rootwait panic=5 watchdog.handle_boot_enabled=1',
  };
  let rig: Rig & AsyncDisposable;
  let open: OpenBoard;
  let board: ScenarioBoard;

  const rigs = () => processesWith('src/sim/qemu/main.ts').filter(({ parent }) => parent === process.pid);
  const machines = () => processesWith('memory-backend=ram').filter(({ parent }) => rigs().some(({ pid }) => pid === parent));

  beforeAll(async () => {
    rig = await start();
    expect(machines()).toEqual([]);
    open = await OpenBoard.open(rig, stateDir, { netboot: { fetched } }, () => {});
    board = await open.scenario({ boot: 'cold' });
  }, patience);

  afterAll(async () => {
    await open?.abandon();
    await rig?.[Symbol.asyncDispose]();
    rmSync(stateDir, { recursive: true });
  });

  test('boots to the login prompt and answers over SSH, with the kernel argument that U-Boot was told', async () => {
    expect(await board.stage()).toBe('login');
    expect((await board.linux.run('cat /proc/device-tree/model')).stdout).toContain('Toradex Verdin iMX8M Plus');
    expect((await board.linux.run('cat /sys/module/clk_imx8mp/parameters/mcore_booted')).stdout).toBe('Y\n');
  });

  test('a login on the console ends in a shell', { timeout: patience }, async () => {
    expect((await board.serial.run('id -un')).stdout).toBe('root\n');
  });

  test.each([
    ['ddr-plain', 'mute', []],
    ['ddr-vector', 'alive', [expect.stringMatching(/^m7: hil-m7 ddr-vector build=\w+ nonce=/), expect.anything(), expect.anything()]],
    ['tcm-hello', 'alive', [expect.stringMatching(/^m7: hil-m7 tcm-hello build=\w+ nonce=/), expect.anything(), expect.anything()]],
  ])('%s is %s, as predicted, while Linux calls it running', { timeout: patience }, async (firmware, outcome, evidence) => {
    const observed = await board.m7.start(firmware);
    expect(observed).toMatchObject({ outcome, state: 'running', predicted: { outcome } });
    if (evidence.length > 0) expect(observed.evidence).toEqual(evidence);
    await board.m7.stop();
    expect(await board.m7.state()).toBe('offline');
  });

  test('a reset into what U-Boot fetches by TFTP goes on in place, and the start vector in the ITCM is gone', {
    timeout: patience,
  }, async () => {
    const [before] = machines();
    // The boot partition, 4 MiB behind the beginning of the card.
    const card = `${join(outFolder(cacheFolder()), readManifest().emmc)}@@4M`;
    for (const file of [fetched.kernel, fetched.deviceTree, fetched.initramfs])
      execFileSync('mcopy', ['-i', card, `::${basename(file)}`, file]);
    // The boot script, which would apply it, is not run.
    const overlay = join(dirname(fetched.deviceTree), hmpOverlayFile);
    execFileSync('mcopy', ['-i', card, `::overlays/${hmpOverlayFile}`, overlay]);
    execFileSync('fdtoverlay', ['-i', fetched.deviceTree, '-o', fetched.deviceTree, overlay]);
    board = await open.scenario({ netboot: 'fetched' });
    expect(open.boots.at(-1)).toBe('warm');
    expect((await board.linux.run('cat /proc/cmdline')).stdout).toMatch(/ hil\.netboot=[0-9a-f]{8} /);
    expect(machines()).toEqual([before]);
    expect(await board.m7.start('ddr-plain')).toMatchObject({ outcome: 'mute', predicted: { outcome: 'mute' } });
  });

  test('the power is the process of QEMU', { timeout: patience }, async () => {
    expect(machines()).toHaveLength(1);
    await board.power.off();
    expect(machines()).toEqual([]);
    expect(await board.power.state()).toBe('off');
  });

  test('in the end nothing is left', async () => {
    const pid = rigs()[0]?.pid;
    expect(pid).toBeDefined();
    await open.abandon();
    await rig[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(rigs()).toEqual([]));
    expect(processesWith(`/${pid}-`)).toEqual([]);
  });
});
