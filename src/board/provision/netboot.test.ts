import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { TftpServer } from '../../core/tftp.ts';
import { rejection } from '../../drivers/testing/rejection.ts';
import type { BootControl } from '../boot/boot-control.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { wantedVariables } from './boot-variables.ts';
import { Ledger } from './ledger.ts';
import { Netboot } from './netboot.ts';
import { ServedFiles } from './served-files.ts';

const { model } = verdinImx8mp;
const dir = mkdtempSync(join(tmpdir(), 'hil-netboot-'));
afterAll(() => rmSync(dir, { recursive: true }));

const banner = 'Linux version 6.12.9 (me@host) (gcc 12) #3 SMP';
// As Linux since 6.1 has it: the first is that of a link without the number of the build.
const image = Buffer.concat([Buffer.alloc(64), Buffer.from(`${banner.replace('#3', '#')}\n\0${banner}\n\0`)]);
const entry = { kernel: join(dir, 'Image.gz'), deviceTree: join(dir, 'x.dtb'), initramfs: join(dir, 'i.gz'), arguments: 'root=/dev/ram0' };
const never = new AbortController().signal;

let lines: string[];
let given: Map<string, Uint8Array>;
let netboot: Netboot;
let ledger: Ledger;
let served: ServedFiles;
beforeEach(() => {
  writeFileSync(entry.kernel, gzipSync(image));
  writeFileSync(entry.deviceTree, 'tree');
  writeFileSync(entry.initramfs, 'disk');
  [lines, given] = [[], new Map()];
  ledger = new Ledger(undefined);
  const server: TftpServer = {
    host: '10.0.0.2',
    board: { address: '10.0.0.7', netmask: '255.255.255.0' },
    put: async (name, content) => {
      given.set(name, content);
      return `hil/${name}`;
    },
    remove: async (name) => void given.delete(name),
    [Symbol.asyncDispose]: async () => {},
  };
  served = new ServedFiles(server, ledger);
  const boot = {
    loader: {
      get all() {
        return lines;
      },
    },
  } as unknown as BootControl;
  netboot = new Netboot({ board: 'b', entries: { next: entry }, served, boot, model });
});

const shellThatSays = (stdout: string) => ({ run: async () => ({ stdout, stderr: '', exitCode: 0 }) }) as never;

test('the script fetches each file, proves it and boots it, or falls back on what the board has', async () => {
  const held = (await netboot.hold('next'))!;
  expect(held.changed).toBe(true);
  expect(held.script).toMatch(
    /^setenv netretry no && setenv ipaddr 10\.0\.0\.7 && setenv netmask 255\.255\.255\.0 && tftpboot \$\{kernel_addr_r\} 10\.0\.0\.2:hil\/b-hil-next\.Image && crc32 -v \$\{kernel_addr_r\} \$\{filesize\} [0-9a-f]{8} && tftpboot \$\{fdt_addr_r\} .* && tftpboot \$\{ramdisk_addr_r\} .* && setenv bootargs root=\/dev\/ram0 hil\.netboot=[0-9a-f]{8} \$\{tdxargs\} && booti \$\{kernel_addr_r\} \$\{ramdisk_addr_r\}:\$\{filesize\} \$\{fdt_addr_r\}$/,
  );
  expect((await netboot.hold('next'))!).toMatchObject({ changed: false, script: held.script });
  const original = { bootcmd: 'run m4boot; run distro_bootcmd' };
  expect(wantedVariables(model.target, original, {}, undefined, held).bootcmd).toBe('run hil_netboot; run distro_bootcmd');
  expect(wantedVariables(model.target, {}, {}, { m4boot: 'x' }, held).bootcmd).toBe('run m4boot; run hil_netboot; run bootcmd_mmc2');
  expect(wantedVariables(model.target, original, {}, undefined).hil_netboot).toBeUndefined();
  expect(ledger.owed.served).toEqual(['b-hil-next.Image', 'b-hil-next.dtb', 'b-hil-next.initramfs']);
  await served.removeAll();
  expect([given.size, ledger.isSettled]).toEqual([0, true]);
});

describe('what runs decides', () => {
  const verified = async (said: (nonce: string) => string): Promise<unknown> => {
    const { script } = (await netboot.hold('next'))!;
    const nonce = /hil\.netboot=(\w+)/.exec(script)![1]!;
    return netboot.verify('next', shellThatSays(said(nonce)), never).catch((error: unknown) => error);
  };

  test('the kernel of the file under the nonce of this run is it', async () => {
    expect(await verified((nonce) => `root=/dev/ram0 hil.netboot=${nonce}\n${banner}\n/usr/bin/fw_setenv\n`)).toBeUndefined();
  });

  test.each<[string, (nonce: string) => string, object]>([
    [
      'another kernel',
      (nonce) => `hil.netboot=${nonce}\nLinux version 6.12.8 (me@host)\n/usr/bin/fw_setenv`,
      { message: expect.stringContaining('another kernel runs') },
    ],
    [
      'the nonce of another run',
      () => `hil.netboot=00000000\n${banner}\n/usr/bin/fw_setenv`,
      { message: expect.stringContaining('did not boot netboot') },
    ],
    [
      'a system that cannot put the board back',
      (nonce) => `hil.netboot=${nonce}\n${banner}\n`,
      { fault: 'suite', message: expect.stringContaining('has no fw_setenv') },
    ],
  ])('%s is not', async (_, said, error) => {
    expect(await verified(said)).toMatchObject(error);
  });

  test("where U-Boot did not get a file, its own words are the lab's fault, and the file is put there again", async () => {
    lines = ["TFTP error: 'File not found' (1)"];
    expect(await verified(() => `root=/dev/mmcblk2p2\n${banner}\n/usr/bin/fw_setenv`)).toMatchObject({
      fault: 'lab',
      message: "U-Boot did not get all of netboot 'next' by TFTP: TFTP error: 'File not found' (1)",
    });
    expect(await netboot.hold('next')).toMatchObject({ changed: true });
  });
});

test('a name that the lab file does not have, a file that went away and a lab without a server are told', async () => {
  expect(await rejection(netboot.hold('nxt'))).toMatchObject({ fault: 'suite', message: "the lab file names no netboot 'nxt'" });
  rmSync(entry.deviceTree);
  expect(await rejection(netboot.hold('next'))).toMatchObject({
    fault: 'lab',
    message: expect.stringContaining('x.dtb cannot be read any more'),
  });
  expect(await rejection(new ServedFiles(undefined, ledger).place('x', image))).toMatchObject({
    fault: 'lab',
    message: expect.stringContaining('names no TFTP server'),
  });
});
