import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { NetbootEntry } from '../core/netboot.ts';
import { fileMistakes } from './file-mistakes.ts';

const path = z.string().min(1);

/** Of a lab file. */
export const netbootEntry = z.strictObject({
  kernel: path,
  deviceTree: path,
  initramfs: path.optional(),
  // They stand in a variable that U-Boot's shell runs, and in fw_setenv's line.
  arguments: z
    .string()
    .max(600)
    .regex(/^[^\p{Cc}"'`$;&|<>\\]+$/u, 'expected kernel arguments without quotes or what a shell acts on'),
});

/** Mistakes in the files that are to be booted over the network. */
export const netbootFiles = (netboot: Readonly<Record<string, NetbootEntry>>, dir: string): string[] =>
  Object.entries(netboot).flatMap(([name, { kernel, deviceTree, initramfs }]) => [
    ...fileMistakes(`netboot.${name}.kernel`, kernel, dir, (file) =>
      isKernel(file) ? undefined : 'is no arm64 Image, packed by gzip or not: `booti` takes nothing else',
    ),
    ...fileMistakes(`netboot.${name}.deviceTree`, deviceTree, dir, (file) =>
      begin(file, 0, 4) === '\xd0\x0d\xfe\xed' ? undefined : 'is no compiled device tree; make it with dtc -@ -O dtb',
    ),
    ...(initramfs === undefined ? [] : fileMistakes(`netboot.${name}.initramfs`, initramfs, dir, () => undefined)),
  ]);

/** The same with absolute paths. */
export const resolvedNetboot = (netboot: Readonly<Record<string, NetbootEntry>>, dir: string): Readonly<Record<string, NetbootEntry>> =>
  Object.fromEntries(
    Object.entries(netboot).map(([name, { initramfs, ...entry }]) => [
      name,
      {
        ...entry,
        kernel: resolve(dir, entry.kernel),
        deviceTree: resolve(dir, entry.deviceTree),
        ...(initramfs === undefined ? {} : { initramfs: resolve(dir, initramfs) }),
      },
    ]),
  );

// Documentation/arch/arm64/booting.rst of Linux; RFC 1952.
const isKernel = (file: string): boolean => begin(file, 56, 4) === 'ARM\x64' || begin(file, 0, 2) === '\x1f\x8b';

const begin = (path: string, offset: number, length: number): string => {
  const found = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    readSync(file, found, 0, length, offset);
  } finally {
    closeSync(file);
  }
  return found.toString('latin1');
};
