import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { cpioArchive } from '../core/testing/cpio.ts';
import { noTftpd, RealTftpd } from '../drivers/tftp/testing/real-tftpd.ts';
import { BoardAlone } from './testing/board-alone.ts';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';
import { RunReports } from './testing/run-reports.ts';

// A whole run in a process of its own, on a host that may be busy.
vi.setConfig({ testTimeout: 600_000 });

const title = 'what U-Boot fetches by TFTP runs, a file that is gone or another is the lab’s, and nothing stays';

const banner = 'Linux version 6.6.99-next (lab@host) (aarch64-linux-gnu-gcc 12.2.0) #7 SMP PREEMPT';

/** As much of an arm64 Image as U-Boot looks at, with what the kernel calls itself. */
const kernelImage = (): Buffer => {
  const image = Buffer.alloc(4096);
  image.writeBigUInt64LE(4096n, 16);
  image.write('ARM\x64', 56, 'latin1');
  image.write(`${banner}\n`, 1000);
  return image;
};

const deviceTree = `/dts-v1/;
/ {
  #address-cells = <2>;
  #size-cells = <2>;
  reserved-memory {
    #address-cells = <2>;
    #size-cells = <2>;
    m7: m7@80000000 { reg = <0 0x80000000 0 0x1000000>; no-map; };
  };
  imx8mp-cm7 { compatible = "fsl,imx8mn-cm7"; memory-region = <&m7>; };
};`;

/** The files of a netboot in the folder of a lab. */
const writeNetboot = (dir: string): void => {
  writeFileSync(join(dir, 'Image'), kernelImage());
  writeFileSync(join(dir, 'initramfs.gz'), gzipSync(cpioArchive({ init: '#!/bin/sh\n' })));
  writeFileSync(join(dir, 'next.dts'), deviceTree);
  execFileSync('dtc', ['-@', '-O', 'dtb', '-o', join(dir, 'next.dtb'), join(dir, 'next.dts')], { stdio: 'ignore' });
};

test.skipIf(noTftpd !== undefined)(noTftpd === undefined ? title : `${title} (skipped: ${noTftpd})`, async () => {
  vi.stubEnv('LAB_PASSWORD', 'torizon');
  await using board = await BoardAlone.start({ speed: 30 });
  await using tftpd = await RealTftpd.start();
  await using lab = new LabFolder();
  writeNetboot(lab.dir);
  lab.lab({
    boards: `'verdin-01': ${board.wiring().replace('power:', `tftp: lab.tftpServer({ host: '${tftpd.host}', folder: '${tftpd.folder}' }),\n power:`)}`,
    rest: `netboot: { next: { kernel: 'Image', deviceTree: 'next.dtb', initramfs: 'initramfs.gz', arguments: 'console=ttymxc2,115200 root=/dev/mmcblk2p2 rootwait' } },
    firmware: { 'tcm-hello': m7Elf('${projectRoot}firmware/prebuilt/tcm-hello.elf') },`,
  });
  lab.suite(
    'first',
    `
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
const file = '${tftpd.folder}/verdin-01-hil-tcm-hello.bin';
const needs = { preload: 'tcm-hello', preloadFrom: 'tftp' };
scenario('lives', { boot: 'cold', ...needs, expect: 'alive' }, async ({ m7 }) => { await m7.observe('tcm-hello'); });
scenario('stores no address', needs, async ({ board }) => {
  const { stdout } = await board.linux.run('fw_printenv; ls /var/lib/hil-firmware', { asRoot: true, reject: false });
  expect(stdout).not.toMatch(/^(ipaddr|serverip|netretry|autoload)=|hil-tcm-hello.bin$/m);
  rmSync(file);
});
scenario('finds none', { boot: 'cold', ...needs }, async () => {});
scenario('gets it again', { boot: 'cold', ...needs }, async () => {
  const content = readFileSync(file);
  expect(content.length).toBeGreaterThan(0);
  content[content.length - 1] ^= 1;
  writeFileSync(file, content);
});
scenario('gets another', { boot: 'cold', ...needs }, async () => {});
scenario('boots another kernel', { boot: 'cold', netboot: 'next', firmware: 'tcm-hello', expect: 'alive' }, async ({ board, m7 }) => {
  expect((await board.linux.run('cat /proc/version')).stdout).toContain('6.6.99-next');
  expect((await board.linux.run('dmesg', { asRoot: true })).stdout).toMatch(/unpack rootfs image as initramfs.*\\n(?!.*failed).*Freeing initrd memory: 4K/);
  await m7.start('tcm-hello');
  rmSync('${tftpd.folder}/verdin-01-hil-next.dtb');
});
scenario('misses its device tree', { boot: 'cold', netboot: 'next' }, async () => {});
scenario('has its own again', { boot: 'cold' }, async ({ board, m7 }) => {
  expect(await m7.state()).toBe('offline');
  expect((await board.linux.run('cat /proc/cmdline /proc/version')).stdout).not.toMatch(/hil.netboot|6.6.99-next/);
});
`,
  );
  const { code } = await lab.hil(['run']);
  const reports = new RunReports(lab.run, code);
  reports.agree('first > lives', { verdict: 'passed' });
  reports.agree('first > stores no address', { verdict: 'passed' });
  reports.agree('first > finds none', {
    verdict: 'error',
    fault: 'lab',
    says: /did not get verdin-01-hil-tcm-hello.bin from 127.* by TFTP: TFTP error: .*\(1\)/,
  });
  reports.agree('first > gets it again', { verdict: 'passed' });
  reports.agree('first > gets another', { verdict: 'error', fault: 'lab', says: /by TFTP: crc32 for .* \*\* ERROR \*\*/ });
  reports.agree('first > boots another kernel', { verdict: 'passed' });
  reports.agree('first > misses its device tree', {
    verdict: 'error',
    fault: 'lab',
    says: /did not get all of netboot 'next' by TFTP: TFTP error: .*\(1\)/,
  });
  reports.agree('first > has its own again', { verdict: 'passed' });
  expect(code).toBe(2);
  expect(tftpd.files).toEqual([]);
});
