import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostLimit } from '../src/core/testing/host-pace.ts';
import { buildAll, folderOf, toolchain } from './build.ts';
import { chips, images } from './images.ts';
import { SimpleBoard } from './simple-board.ts';

const prebuilt = 'firmware/prebuilt';
const elfOf = (name: string): Buffer => readFileSync(join(prebuilt, `${name}.elf`));

test('the prebuilt images are what the sources give, byte for byte', { timeout: hostLimit(120_000) }, async ({ skip }) => {
  const here = await toolchain();
  const there = readFileSync(join(prebuilt, 'toolchain.txt'), 'utf8');
  if (here !== there) skip(`needs the toolchain of the prebuilt images: ${there.replace('\n', ', ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'hil-firmware-'));
  try {
    await buildAll(folder);
    const filesIn = (place: string): string[] => readdirSync(place, { recursive: true, encoding: 'utf8' }).sort();
    expect(filesIn(folder)).toEqual(filesIn(prebuilt));
    for (const file of filesIn(folder).filter((name) => name.includes('.'))) {
      expect(readFileSync(join(folder, file)).equals(readFileSync(join(prebuilt, file))), file).toBe(true);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every image is there, and the large one has the size of thread 21051', () => {
  for (const chip of chips)
    expect(
      readdirSync(join(prebuilt, folderOf(chip)))
        .filter((file) => file.endsWith('.elf'))
        .sort(),
    ).toEqual(images.map(({ name }) => `${name}.elf`).sort());
  expect(elfOf('large-21051').byteLength).toBe(1_251_068);
});

// The two words that bootaux writes. Images whose segments the loader refuses are put in memory anyway: the code in them is sound.
const speaking = images.map(({ name }) => name).filter((name) => !/^(ddr-outside|itcm-(exact|crossing)|a53-addresses)$/.test(name));

describe.each(speaking)('%s', (name) => {
  test('prints its build id and its nonce, then counts', () => {
    const output = boot(withNonce(elfOf(name), 0x1badcafe)).run(/tick=2 /, 3_000_000);
    expect(output).toMatch(new RegExp(`^\\r\\nhil-m7 ${name} build=${buildIdOf(elfOf(name)).slice(0, 16)} nonce=1badcafe\\r\\n`));
    expect(output).toContain(`hil-m7 ${name} tick=1 nonce=1badcafe\r\n`);
    expect(output).toContain(`hil-m7 ${name} tick=2 `);
  });
});

// What each says of itself, as docs for whoever reads it on a UART and as numbers that a wrong core or library would not give.
describe('beyond the count', () => {
  const says = (name: string, line: RegExp): string => boot(withNonce(elfOf(name), 0x1badcafe)).run(line, 2_000_000);

  test('newlib prints, computes and sorts', () => {
    const output = says('tcm-newlib', /sorted=.*\n/);
    expect(output).toContain('pi=3.141592653589793 root=1.41421356237 e=2.7182818285e+00\r\n');
    expect(output).toContain('third=0.333333343 rounded=2 fused=5.5511151231257827e-17\r\n');
    expect(output).toContain('wide=9223372036854775806 hex=0x0000beef text=abc   |z\r\n');
    expect(output).toContain('sorted=-1000,1e-09,0.25,3.5,42,\r\n');
  });

  test('static constructors ran before it, in order, and objects on the heap were destroyed', () => {
    expect(says('tcm-objects', /lightest=.*\n/)).toContain('constructed=abdec~~ weight=24 lightest=e\r\n');
  });

  test('two tasks keep their floating-point registers through every switch', () => {
    expect(says('tcm-tasks', /switches=.*\n/)).toContain('switches=24 both=ran floats=kept nonce=');
  });

  test('with caches and MPU on a store into code is stopped', () => {
    expect(says('ddr-cached', /caches=.*\n/)).toContain('caches=on mpu=on stopped=80000040 shared=holds nonce=');
  });

  const dies = (name: string, line: RegExp): SimpleBoard => {
    const board = boot(withNonce(elfOf(name), 0x1badcafe));
    board.run(/tick=2 /, 2_000_000);
    board.hear('!');
    board.run(line, 2_000_000);
    return board;
  };

  test('a hard fault prints the frame of what fell', () => {
    const { output } = dies('tcm-hard-fault', /fault nonce=.*\n/);
    expect(output).toMatch(/hardfault pc=0000[0-9a-f]{4} lr=[0-9a-f]{8} xpsr=[0-9a-f]{8} r0=600df00d r3=0badc0de exc_return=fffffff9\r\n/);
    expect(output).toContain('status CFSR=00010000 HFSR=40000000\r\n');
  });

  test('a stack that grows into a guard region is told, one that grows out of memory ends in lockup', () => {
    expect(dies('tcm-overflow-guard', /fault nonce=.*\n/).output).toMatch(
      /stack overflow at=200[0-9a-f]{5} guard=hit CFSR=000000[0-9a-f]{2}\r\n/,
    );
    const { lockup, output } = dies('tcm-overflow', /fault/);
    expect(output).not.toContain('fault');
    expect(lockup).toContain('exception frame could not be pushed');
  });
});

test('a DDR image on words that point into the middle of another build says nothing', () => {
  const board = boot(elfOf('ddr-plain-moved'));
  board.put(0, firstWordsOf(elfOf('ddr-plain')));
  board.reset();
  expect(board.run(/./, 100_000)).toBe('');
});

const boot = (elf: Buffer): SimpleBoard => {
  const board = new SimpleBoard();
  for (const [base, bytes] of [
    [0, 0x20000],
    [0x20000000, 0x20000],
    [0x80000000, 0x500000],
  ] as const)
    board.addMemory(base, bytes);
  for (const { address, data } of segmentsOf(elf)) board.put(address, data);
  board.put(0, firstWordsOf(elf));
  board.reset();
  return board;
};

// e_phoff 28, e_phnum 44; p_offset 4, p_paddr 12, p_filesz 16.
const segmentsOf = (elf: Buffer): { address: number; data: Buffer }[] =>
  Array.from({ length: elf.readUInt16LE(44) }, (_, index) => elf.readUInt32LE(28) + 32 * index).map((at) => {
    const offset = elf.readUInt32LE(at + 4);
    return { address: elf.readUInt32LE(at + 12), data: elf.subarray(offset, offset + elf.readUInt32LE(at + 16)) };
  });

const firstWordsOf = (elf: Buffer): Buffer => segmentsOf(elf)[0]!.data.subarray(0, 8);

const withNonce = (elf: Buffer, nonce: number): Buffer => {
  const copy = Buffer.from(elf);
  copy.writeUInt32LE(nonce, copy.indexOf('HILNONCE') + 8);
  return copy;
};

// A note is name size, description size, type 3, "GNU\0", description.
const buildIdOf = (elf: Buffer): string => {
  const at = elf.indexOf(Buffer.from([4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4e, 0x55, 0]));
  return elf.subarray(at + 16, at + 36).toString('hex');
};
