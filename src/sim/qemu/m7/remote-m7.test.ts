import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { boardClock } from '../../../core/time.ts';
import { readElf } from '../../../knowledge/firmware/elf.ts';
import { ddrBase } from '../../virtual/soc/memory.ts';
import { RemoteM7 } from './remote-m7.ts';

const ramBytes = 2 ** 31;
const tcm = { tcm_itcm: 0, tcm_dtcm: 0x2000_0000 };

let folder: string;
let ddr: string;
let said: string;
let mishaps: string[];
let m7: RemoteM7;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hil-qemu-m7-'));
  ddr = join(folder, 'ddr.bin');
  const file = openSync(ddr, 'w');
  ftruncateSync(file, ramBytes);
  closeSync(file);
  said = '';
  mishaps = [];
  m7 = new RemoteM7({
    clock: boardClock(),
    ramBytes,
    onUart: (byte) => {
      said += String.fromCharCode(byte);
    },
    notes: { onLimit: () => {}, onMishap: (sentence) => mishaps.push(sentence) },
  });
  m7.powerOn(ddr);
});

afterEach(() => {
  m7.powerOff();
  rmSync(folder, { recursive: true });
});

const word = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const start = (): void => m7.written({ device: 'src', offset: 0x0c, bytes: word(0x0e) });
const stop = (): void => m7.written({ device: 'src', offset: 0x0c, bytes: word(0x0a) });

/** As imx_rproc does it: memcpy_toio in steps of 8 bytes into the TCM, and into DRAM behind QEMU's back. */
const load = (name: string): void => {
  const { bytes, loads } = elf(name);
  const file = openSync(ddr, 'r+');
  for (const { offset, fileSize, physicalAddress } of loads) {
    const content = bytes.subarray(offset, offset + fileSize);
    if (physicalAddress >= ddrBase) writeSync(file, content, 0, content.length, physicalAddress - ddrBase);
    else storeTcm(physicalAddress, content);
  }
  closeSync(file);
};

const storeTcm = (address: number, content: Uint8Array): void => {
  const device = address < tcm.tcm_dtcm ? 'tcm_itcm' : 'tcm_dtcm';
  for (let done = 0; done < content.length; ) {
    const size = content.length - done >= 8 ? 8 : 1;
    m7.written({ device, offset: address - tcm[device] + done, bytes: content.subarray(done, done + size) });
    done += size;
  }
};

const elf = (name: string) => {
  const bytes = new Uint8Array(readFileSync(new URL(`../../../../firmware/prebuilt/${name}.elf`, import.meta.url)));
  return { bytes, loads: readElf(bytes).loads };
};

const speaks = (name: string): Promise<void> =>
  vi.waitFor(() => expect(said).toMatch(new RegExp(`hil-m7 ${name} tick=\\d+`)), { timeout: 20_000 });
const locksUp = (): Promise<void> => vi.waitFor(() => expect(m7.activity).toBe('lockup'), { timeout: 20_000 });

test('runs what was stored into the TCM, from the start to the stop', async () => {
  load('tcm-hello');
  expect(m7.activity).toBe('held');
  start();
  await speaks('tcm-hello');
  stop();
  expect(m7.activity).toBe('held');
});

test('runs code in DRAM that brings its vector, and reads the new image after a stop', async () => {
  load('ddr-vector');
  start();
  await speaks('ddr-vector');
  stop();
  said = '';
  load('tcm-hello');
  start();
  await speaks('tcm-hello');
});

test('code in DRAM without a vector starts from the junk of the ITCM, and that is no start', async () => {
  load('ddr-plain');
  start();
  await locksUp();
  expect(said).toBe('');
  expect(mishaps).toEqual([expect.stringContaining('the M7 is in lockup')]);
});

test('a reset cycles the rails: the vector that was there is gone', async () => {
  load('ddr-vector');
  start();
  await speaks('ddr-vector');
  m7.reset();
  expect(m7.activity).toBe('held');
  start();
  await locksUp();
});

test('nothing answers at DRAM without power', () => {
  load('ddr-vector');
  m7.powerOff();
  start();
  expect(m7.activity).not.toBe('executing');
});
