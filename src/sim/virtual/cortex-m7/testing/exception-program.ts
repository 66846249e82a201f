import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Area } from './oracle-image.ts';

const sources = fileURLToPath(new URL('exceptions/', import.meta.url));
const dataAt = 0x2001_0000;

/** The program of `exceptions/`: code from address 0, variables in RAM. Throws when the GNU tools for ARM are not installed. */
export const buildExceptionProgram = (): readonly Area[] => {
  const folder = mkdtempSync(join(tmpdir(), 'hil-exceptions-'));
  try {
    const elf = join(folder, 'program.elf');
    const files = readdirSync(sources)
      .filter((file) => file.endsWith('.c'))
      .map((file) => join(sources, file));
    execFileSync('arm-none-eabi-gcc', [...flags, ...files, '-o', elf, '-lgcc']);
    const part = (name: string, sections: readonly string[]): Uint8Array => {
      execFileSync('arm-none-eabi-objcopy', ['-O', 'binary', ...sections.flatMap((section) => ['-j', section]), elf, join(folder, name)]);
      return readFileSync(join(folder, name));
    };
    return [
      { address: 0, bytes: part('code', ['.vectors', '.text', '.rodata']) },
      { address: dataAt, bytes: part('data', ['.data']) },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const flags = [
  ...['-mcpu=cortex-m7', '-mfpu=fpv5-d16', '-mfloat-abi=hard', '-mthumb', '-O1', '-std=gnu17', '-ffreestanding', '-nostdlib'],
  ...['-Wall', '-Wl,-e,0', '-Wl,--section-start=.vectors=0', '-Wl,-Ttext=0x100'],
  ...[`-Wl,-Tdata=0x${dataAt.toString(16)}`, '-Wl,-Tbss=0x20020000', '-Wl,--no-warn-rwx-segments'],
];

export interface Noted {
  readonly index: number;
  readonly tag: string;
  readonly ours: string;
  readonly theirs: string;
  /** What both noted before it, the newest last. */
  readonly before: readonly string[];
}

/** The first notes of the two runs that differ: tags and values. */
export const noteDifferences = (ours: Uint8Array, theirs: Uint8Array, most = 10): readonly Noted[] => {
  const [a, b] = [notesOf(ours), notesOf(theirs)];
  const different: Noted[] = [];
  for (let index = 0; index < Math.max(a.length, b.length) && different.length < most; index++)
    if (a[index] !== b[index])
      different.push({
        index,
        tag: (a[index] ?? b[index]!).slice(0, 8),
        ours: a[index] ?? 'nothing',
        theirs: b[index] ?? 'nothing',
        before: a.slice(Math.max(0, index - 6), index),
      });
  return different;
};

const hex = (value: number): string => value.toString(16).padStart(8, '0');

const notesOf = (bytes: Uint8Array): string[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(
    { length: bytes.byteLength >>> 3 },
    (_, index) => `${hex(view.getUint32(8 * index, true))} ${hex(view.getUint32(8 * index + 4, true))}`,
  );
};
