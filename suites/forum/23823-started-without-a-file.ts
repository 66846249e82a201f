import { expect, scenario } from 'verdin-hil';

// https://community.toradex.com/t/23823: with an m4boot variable Linux ends in an oops one second after its start, on one revision of the module and not on
// another. The M7's file was not on the board yet: U-Boot says so, `;` goes on all the same, and whatever lies in DRAM is copied into the ITCM and started.
// What a core does to Linux that executes it is chance, and no model says; that it is started at all is not, and `&&` ends it.
// npx hil run 23823-started-without-a-file

const needs = { boot: 'cold', uses: ['bootaux'] } as const;

/** The variable of the thread. */
const m4boot = (then: string): string =>
  ['ext4load mmc 2:1 0x48200000 /hil-is-not-there.bin', 'cp.b 0x48200000 0x7e0000 20000', 'dcache flush', 'bootaux 0x7e0000'].join(then);

/** As the boot partition of Torizon OS (ext4) and that of the reference images (FAT) let `ext4load` say it. */
const notLoaded = /Failed to load|Can't set block device/;

scenario('1: behind `;` U-Boot starts what it has not loaded', needs, async ({ board }) => {
  await board.coldBoot({ until: 'u-boot' });
  const { stdout } = await board.uboot.run(m4boot('; '), { reject: false });
  expect(stdout).toMatch(notLoaded);
  expect(stdout).toContain('Starting auxiliary core');
});

scenario('2: behind `&&` nothing is started, and Linux boots', needs, async ({ board }) => {
  await board.coldBoot({ until: 'u-boot' });
  const { stdout } = await board.uboot.run(m4boot(' && '), { reject: false });
  expect(stdout).toMatch(notLoaded);
  expect(stdout).not.toContain('Starting auxiliary core');
  await board.reach('login');
});
