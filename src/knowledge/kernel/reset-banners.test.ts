import { expect, test } from 'vitest';
import { createDetector } from './detector.ts';
import { scanText } from './log-scan.ts';

const running = '[   41.000000] a\n[   42.000000] systemd[1]: Reached target\n';

test.each([
  '[TegraBoot] (version UNKNOWN)',
  '[0000.033] I> MB1 (prd-version: 1.5.1.3-t194-41334769)',
  'DDR Version 1.24 20191016',
  'U-Boot 1.1.4 (Apr 19 2014 - 00:17:22)',
  'CFE version 1.0.37 for BCM963268 (32bit,SP,BE)',
  'RouterBOOT booter 6.45.8',
  'barebox 2023.01.0 #1 Mon Jan 9 10:00:00 UTC 2023',
  'OpenSBI v1.2',
])('the banner of any loader behind what Linux said is a reset in a finished log: %s', (banner) => {
  expect(scanText(`${running}${banner}\n`)).toMatchObject([{ kind: 'unexpected-reset', severity: 'warning' }]);
  expect(scanText(`${running}[   43.000000] reboot: Restarting system\n${banner}\n`)).toEqual([]);
  const boot = `${banner}\nNOTICE:  BL31: v2.6\nU-Boot 2022.04 (Jan 01 1970)\n[    0.000000] Booting Linux on physical CPU 0x0\n`;
  expect(scanText(boot)).toEqual([]);
  const told: string[] = [];
  const detector = createDetector({ trustsSystem: false, onIncident: (_, { kind }) => told.push(kind) });
  detector.feed('a53', Buffer.from(`${running}${banner}\n`), 0);
  detector.end();
  expect(told).toEqual([]);
});

test.each([
  'cubieboard2 login: ',
  'cubieboard2 login: root',
  'cubieboard2 login: root (automatic login)',
  'cubieboard2 login: [   98.410834] eth0: Link is Up - 100Mbps/Full\n',
])('the prompt of getty is a system that runs, without any stamp before it: %j', (prompt) => {
  const loader = 'U-Boot SPL 2016.01 (Mar 04 2016 - 19:11:20)\nDRAM: 1024 MiB\n';
  expect(scanText(`Debian GNU/Linux 7 cubieboard2 ttyS0\n\n${prompt}\n${loader}`)).toMatchObject([{ kind: 'unexpected-reset' }]);
  expect(scanText(`Last login: Mon Nov 13 10:00:00 UTC 2023\n${loader}`)).toEqual([]);
  expect(scanText(`${prompt}\n[   99.000000] reboot: Restarting system\n${loader}`)).toEqual([]);
  expect(scanText(`${loader}${prompt}\n`)).toEqual([]);
});

test('a banner ends what was reported before it, also where nothing told that anything ran', () => {
  const told: string[] = [];
  const detector = createDetector({ trustsSystem: false, onIncident: (phase, { kind }) => told.push(`${kind} ${phase}`) });
  detector.feed('a53', Buffer.from('Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b\n'), 0);
  expect(told).toEqual(['panic opened']);
  detector.feed('a53', Buffer.from('U-Boot SPL 2022.04 (Jan 01 1970 - 00:00:00 +0000)\n'), 10);
  expect(told).toEqual(['panic opened', 'panic closed']);
});

test('a reset breaks in behind the prompt of getty', () => {
  const loader = 'U-Boot SPL 2016.01 (Mar 04 2016 - 19:11:20)\nDRAM: 1024 MiB\n';
  expect(scanText(`Debian GNU/Linux 7 cubieboard2 ttyS0\n\ncubieboard2 login: ${loader}`)).toMatchObject([{ kind: 'unexpected-reset' }]);
});

test.each(['F3: 1001 0000', 'Chrome EC: UHEPI supported', 'in-header: 03 a1 00 00 08 00 00 00', '\xff'])(
  'a prompt in front of what no running system prints is no system that runs: %j',
  (rest) => {
    const bootBlock = 'coreboot-v1.9308 Tue Mar 29 17:32:50 UTC 2022 bootblock starting (log level: 8)...';
    expect(scanText(`verdin-imx8mp login: ${rest}\n/root # ${bootBlock}\n`)).toEqual([]);
    expect(scanText(`verdin-imx8mp login: ${rest}\n/root # NOTICE:  BL2: v2.10.0   (release):\n`)).toEqual([]);
  },
);

const spl = (banner: string): string => `${banner}\nTrying to boot from MMC1\n`;
const kernelRuns = '[   10.000000] a\n[   11.000000] b\n[   12.000000] c\n[   13.000000] d\n';

test.each([
  'U-Boot SPL 2020.01 (Jan 01 2020 - 00:00:00 +0000)',
  'NOTICE:  BL2: v2.8(release):v2.8',
  '[L4T TegraBoot] (version 00.00.2018.01)',
  'U-Boot TPL 2020.01-rc1 (Jan 01 2020)',
])('the banner of a first loader behind half a line of the kernel is a reset in a finished log: %j', (banner) => {
  expect(scanText(`${kernelRuns}[   14.000000] mmc0: new hi${banner}\n`)).toMatchObject([{ kind: 'unexpected-reset' }]);
  expect(scanText(`${kernelRuns}the forum says that mmc0: new hi${banner}\n`)).toEqual([]);
});

test.each(['[0000.125] [L4T TegraBoot] (version 00.00.2018.01-l4t)', '[0000.240] I> Welcome to MB2(TBoot-BPMP) (version: 01.00)'])(
  'what Tegra says first behind a kernel that runs is a reset: %j',
  (banner) => {
    expect(scanText(`${kernelRuns}${banner}\n`)).toMatchObject([{ kind: 'unexpected-reset' }]);
    expect(scanText(`${kernelRuns}[   13.500000] reboot: Restarting system\n${banner}\n`)).toEqual([]);
  },
);

test('SPL that begins anew again and again is told once, and two SPLs of one boot are none', () => {
  const one = spl('U-Boot SPL 2021.01 (Jan 01 2022 - 00:00:00 +0000)');
  expect(scanText(one.repeat(2))).toEqual([]);
  expect(scanText(one.repeat(6))).toMatchObject([{ kind: 'unexpected-reset' }]);
  expect(scanText(`${one}U-Boot 2021.01 (Jan 01 2022 - 00:00:00 +0000)\nresetting ...\n`.repeat(6))).toEqual([]);
  expect(scanText(`${one}NOTICE:  BL31: v2.6\n${spl('U-Boot SPL 2021.01 (Jan 02 2022 - 00:00:00 +0000)')}`)).toEqual([]);
});

test('a boot device that SPL cannot read is told only where no other one is loaded from', () => {
  const failed = 'U-Boot SPL 2017.09 (Dec 09 2024 - 19:46:04)\nTrying to boot from MMC2\nspl: mmc init failed with error: -95\n';
  expect(scanText(failed)).toMatchObject([{ kind: 'boot-failure', severity: 'warning' }]);
  expect(scanText(`${failed}Trying to boot from MMC1\nTrying fit image at 0x440 sector\n## Checking uboot 0x00200000\n`)).toEqual([]);
});
