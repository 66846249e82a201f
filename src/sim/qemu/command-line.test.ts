import { expect, test } from 'vitest';
import { qemuArguments } from './command-line.ts';
import { testManifest } from './testing/manifest.ts';

const files = { out: '/out', emmc: '/rig/emmc.img', ddr: '/rig/ddr.bin', tftp: '/rig/tftp' };
/** What follows an option, for each time that it is there. */
const valuesOf = (args: readonly string[], option: string): string[] => args.flatMap((arg, at) => (arg === option ? [args[at + 1]!] : []));

test('without an M7, QEMU boots the shim as a kernel, tells its stores, and shares its DRAM', () => {
  const args = qemuArguments(testManifest, files, { a53: 1000 });
  expect(valuesOf(args, '-kernel')).toEqual(['/out/shim.img']);
  expect(valuesOf(args, '-smp')).toEqual(['4']);
  expect(valuesOf(args, '-d')).toEqual(['unimp']);
  expect(valuesOf(args, '-serial')).toEqual(['null', 'null', 'chardev:a53', 'null']);
  expect(valuesOf(args, '-object')).toEqual([expect.stringContaining('mem-path=/rig/ddr.bin')]);
});

test('with an M7, the first core begins in TF-A, a fifth CPU is there, and UART4 comes out', () => {
  const { shim: _shim, dtb: _dtb, ...rest } = testManifest;
  const args = qemuArguments({ ...rest, bl31: 'bl31.bin', bl31Address: '0x970000' }, files, { a53: 1000, m7: 1001 });
  expect(valuesOf(args, '-device')[0]).toBe('loader,file=/out/bl31.bin,addr=0x970000,force-raw=on,cpu-num=0');
  expect(valuesOf(args, '-smp')).toEqual(['4,maxcpus=5']);
  expect(valuesOf(args, '-serial')).toEqual(['null', 'null', 'chardev:a53', 'chardev:m7']);
  expect(valuesOf(args, '-chardev')).toContainEqual(expect.stringContaining('id=m7,host=127.0.0.1,port=1001'));
  for (const option of ['-kernel', '-dtb', '-object']) expect(args).not.toContain(option);
});
