import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

export const qemu = 'qemu-system-aarch64';

/** Whether this host has a QEMU that knows the SoC, which Debian's has since version 10. */
export const hasQemu = (): boolean => {
  const { stdout } = spawnSync(qemu, ['-M', 'help'], { encoding: 'utf8' });
  return /^imx8mp-evk /m.test(stdout ?? '');
};

/** The machine without a board's software: it stands still, or runs the given image. */
export const smallMachine = (extra: readonly string[] = []): readonly string[] => [
  ...['-M', 'imx8mp-evk', '-m', '64M', '-nodefaults', '-display', 'none', '-serial', 'null', '-d', 'unimp'],
  ...['-chardev', 'stdio,id=qmp,signal=off', '-mon', 'chardev=qmp,mode=control'],
  ...['-nic', 'user,model=imx.enet,hostfwd=tcp:127.0.0.1:0-:22'],
  ...extra,
];

// PSCI 1.0, SMC calling convention.
const psci = { off: 0x8400_0008, reset: 0x8400_0009 };

/** Writes an arm64 image of four instructions that asks PSCI for the one thing, and nothing else. */
export const writePsciImage = (path: string, what: keyof typeof psci): void => {
  const image = Buffer.alloc(0x1000);
  const branchOver64 = 0x1400_0010;
  const [movz, movk, smc, forever] = [0x5280_0000, 0x72a0_0000, 0xd400_0003, 0x1400_0000];
  const call = psci[what];
  image.writeUInt32LE(branchOver64, 0);
  // Where it goes from the beginning of DRAM: below U-Boot.
  image.writeUInt32LE(0x10_0000, 8);
  image.writeUInt32LE(image.length, 16);
  image.write('ARM\x64', 56, 'latin1');
  const code = [movz | ((call & 0xffff) << 5), movk | ((call >>> 16) << 5), smc, forever];
  for (const [index, word] of code.entries()) image.writeUInt32LE(word >>> 0, 64 + 4 * index);
  writeFileSync(path, image);
};
