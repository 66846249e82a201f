import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Case, CaseGenerator } from './case-generator.ts';

const casesAt = 0x6000_0000;
const codeAt = 0x6060_0000;
const caseWords = 49;
/** Words that the harness keeps of each case. */
export const resultWords = 58;

export interface Area {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface OracleImage {
  readonly areas: readonly Area[];
  readonly cases: readonly Case[];
}

/** The harness as bytes from address 0. Throws when the GNU tools for ARM are not installed. */
export const assembleHarness = (): Uint8Array => {
  const folder = mkdtempSync(join(tmpdir(), 'hil-harness-'));
  try {
    const [object, elf, binary] = ['h.o', 'h.elf', 'h.bin'].map((name) => join(folder, name)) as [string, string, string];
    execFileSync('arm-none-eabi-as', [new URL('harness.s', import.meta.url).pathname, '-o', object]);
    execFileSync('arm-none-eabi-ld', ['-Ttext=0', '-Tdata=0x1000', '-e', '0', object, '-o', elf]);
    execFileSync('arm-none-eabi-objcopy', ['-O', 'binary', elf, binary]);
    return readFileSync(binary);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export interface ImageOptions {
  readonly seed: number;
  readonly cases: number;
  readonly rowsPerCase: number;
}

/** Harness, cases and their code. */
export const buildImage = (harness: Uint8Array, { seed, cases: count, rowsPerCase }: ImageOptions): OracleImage => {
  const generator = new CaseGenerator(seed);
  const records = new Uint32Array(caseWords * count + 1);
  const code: number[] = new Array(2048).fill(0xbf00);
  const cases: Case[] = [];
  for (let index = 0; index < count; index++) {
    if (code.length % 2) code.push(0xbf00);
    const address = codeAt + 2 * code.length;
    const one = generator.case(address, rowsPerCase);
    records.set([address + 1, ...one.core, one.apsr, one.fpscr, ...one.floats], caseWords * index);
    cases.push(one);
    for (const halfword of one.code) code.push(halfword);
  }
  for (let pad = 0; pad < 2048; pad++) code.push(0xbf00);
  const halfwords = Uint16Array.from(code);
  return {
    cases,
    areas: [
      { address: 0, bytes: harness },
      { address: casesAt, bytes: new Uint8Array(records.buffer) },
      { address: codeAt, bytes: new Uint8Array(halfwords.buffer) },
      { address: 0x2000_0000, bytes: noise(seed) },
    ],
  };
};

const noise = (seed: number): Uint8Array => {
  const words = new Uint32Array(0x4000);
  let state = (seed * 2_654_435_761) | 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer);
};
