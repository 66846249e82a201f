import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { QemuBoard } from './board.ts';
import type { MachineFiles } from './command-line.ts';
import { cacheFolder, outFolder, readManifest } from './prepare/manifest.ts';
import { notPrepared, onPrepared } from './testing/prepared.ts';
import { processesWith } from './testing/processes.ts';
import { writePsciImage } from './testing/small-machine.ts';

const patience = { timeout: hostLimit(60_000) };
const folder = mkdtempSync(join(tmpdir(), 'hil-qemu-board-'));
afterAll(() => rmSync(folder, { recursive: true }));

// One for all: nothing here boots further than U-Boot.
const emmc = join(folder, 'emmc.img');
beforeAll(() => {
  if (notPrepared === undefined) execFileSync('cp', ['--sparse=always', join(outFolder(cacheFolder()), readManifest().emmc), emmc]);
});

const boards: QemuBoard[] = [];
afterEach(async () => {
  for (const board of boards.splice(0)) {
    await board.switchPower(false);
    await board.a53[Symbol.asyncDispose]();
    await board.ssh[Symbol.asyncDispose]();
  }
});

/** What was prepared, with another first image than the one that jumps to U-Boot where one is named. */
const layOut = (name: string, shim?: 'off' | 'reset'): MachineFiles => {
  const prepared = outFolder(cacheFolder());
  const out = join(folder, name);
  mkdirSync(out);
  for (const file of readdirSync(prepared)) symlinkSync(join(prepared, file), join(out, file));
  if (shim) {
    rmSync(join(out, readManifest().shim!));
    writePsciImage(join(out, readManifest().shim!), shim);
  }
  return { out, emmc, ddr: join(folder, `${name}.ddr`), tftp: folder };
};

const boardWith = async (files: MachineFiles): Promise<{ board: QemuBoard; said: () => string }> => {
  let text = '';
  const board = new QemuBoard({ manifest: readManifest(), files, notes: { onLimit: () => {}, onMishap: () => {} } });
  boards.push(board);
  await board.wire();
  board.a53.connect((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  });
  return { board, said: () => text };
};

/** A word in DRAM where U-Boot has nothing. */
const mark = ({ ddr }: MachineFiles, what: 'read' | 'write'): string => {
  const file = openSync(ddr, 'r+');
  const word = Buffer.from('mark');
  if (what === 'read') readSync(file, word, 0, word.length, 2 ** 30);
  else writeSync(file, word, 0, word.length, 2 ** 30);
  closeSync(file);
  return word.toString();
};

const machinesOf = ({ ddr }: MachineFiles) => processesWith(`mem-path=${ddr}`);

describe.skipIf(notPrepared !== undefined)(onPrepared('the power of a QEMU board'), () => {
  test('brings U-Boot each time, and DRAM without a page of the life before', patience, async () => {
    const files = layOut('cycle');
    const { board, said } = await boardWith(files);
    for (const life of [1, 2]) {
      await board.switchPower(true);
      await vi.waitFor(() => expect(said().match(/U-Boot 20\d\d\.\d\d/g)).toHaveLength(life), 60_000);
      expect(mark(files, 'read')).toBe('\0\0\0\0');
      mark(files, 'write');
      expect(mark(files, 'read')).toBe('mark');
      await board.switchPower(false);
      expect(machinesOf(files)).toEqual([]);
    }
  });

  test('stays dark once the board has switched itself off, until the relay was off', patience, async () => {
    const files = layOut('off', 'off');
    const { board } = await boardWith(files);
    await board.switchPower(true);
    await vi.waitFor(() => expect(machinesOf(files)).toEqual([]), 60_000);
    await board.switchPower(true);
    expect(machinesOf(files)).toEqual([]);
    await board.switchPower(false);
    rmSync(join(files.out, readManifest().shim!));
    writePsciImage(join(files.out, readManifest().shim!), 'reset');
    await board.switchPower(true);
    expect(machinesOf(files)).toHaveLength(1);
  });

  test('is not there when QEMU does not start, and comes with the next try', patience, async () => {
    const files = layOut('broken');
    rmSync(join(files.out, readManifest().dtb!));
    const { board, said } = await boardWith(files);
    await expect(board.switchPower(true)).rejects.toMatchObject({ name: 'PowerError', evidence: [expect.stringContaining('.dtb')] });
    symlinkSync(join(outFolder(cacheFolder()), readManifest().dtb!), join(files.out, readManifest().dtb!));
    await board.switchPower(true);
    await vi.waitFor(() => expect(said()).toMatch(/U-Boot 20/), 60_000);
  });
});
