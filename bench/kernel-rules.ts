import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import fc from 'fast-check';
import { isKernelSource, kernelFunctions } from './kernel-oracle/extract.ts';
import { damaged, withSegments, withTables } from './kernel-oracle/images.ts';
import { entriesOverlap, type Foreseen, foreseen, type Kernel, type Start, virtualStart } from './kernel-oracle/sides.ts';
import { tableDifferences } from './kernel-oracle/tables.ts';

const kernels: readonly Kernel[] = ['6.1', '6.12'];
const here = fileURLToPath(new URL('kernel-oracle/', import.meta.url));
const cache = resolve(process.env.HIL_KERNEL_CACHE ?? fileURLToPath(new URL('../.cache/kernel-source', import.meta.url)));
const runs = Number(process.argv[2] ?? 4000);
const seed = Number(process.argv[3] ?? 20260101);

/** Debian's source of a kernel, downloaded once and unpacked as far as it is needed. */
const sourceOf = (kernel: Kernel): string => {
  const name = `linux-source-${kernel}`;
  const folder = join(cache, name);
  if (isKernelSource(folder)) return folder;
  const work = join(cache, `${name}.part`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  execFileSync('apt-get', ['download', name], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
  const [archive] = readdirSync(work).filter((file) => file.endsWith('.deb'));
  if (!archive) throw new Error(`apt-get download ${name} left no package in ${work}`);
  execFileSync('dpkg-deb', ['-x', archive, 'package'], { cwd: work });
  const wanted = ['drivers/remoteproc/*', 'include/linux/remoteproc.h', 'include/linux/rsc_table.h', 'include/uapi/linux/virtio_ring.h'];
  execFileSync('tar', ['-xJf', `package/usr/src/${name}.tar.xz`, '--wildcards', ...wanted.map((path) => `*/${path}`)], { cwd: work });
  renameSync(join(work, name), folder);
  rmSync(work, { recursive: true, force: true });
  return folder;
};

const oracleOf = (kernel: Kernel): string => {
  const ours = (file: string): string => readFileSync(join(here, file), 'utf8');
  const program = join(cache, `oracle-${kernel}`);
  writeFileSync(`${program}.c`, [ours('shim.h'), ours('kernel.h'), kernelFunctions(sourceOf(kernel)), ours('main.c')].join('\n'));
  // `char` has no sign on the A53.
  execFileSync('gcc', ['-O1', '-w', '-funsigned-char', '-o', program, `${program}.c`], { stdio: ['ignore', 'inherit', 'inherit'] });
  return program;
};

const kernelStarts = (program: string, images: readonly Uint8Array[]): Start[] => {
  const input = Buffer.concat(
    images.flatMap((image) => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(image.byteLength);
      return [size, image];
    }),
  );
  const { stdout, status, signal } = spawnSync(program, { input, maxBuffer: 1 << 30, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${signal ?? status} after ${stdout.split('\n').length - 1} images`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Start);
};

interface Difference {
  readonly side: 'virtual Linux' | 'inspection' | 'explained';
  readonly what: string;
  readonly image: number;
}

const ofVirtual = (kernel: Start, virtual: Start): string | undefined => {
  if (kernel.stage !== virtual.stage || kernel.ret !== virtual.ret)
    return `${kernel.stage} ${kernel.ret}, and here ${virtual.stage} ${virtual.ret}`;
  if (kernel.itcm !== virtual.itcm) return `the ITCM holds ${kernel.itcm}, and here ${virtual.itcm}`;
  const [theirs, own] = [kernel.said, virtual.said].map((lines) => lines.map(comparable).filter((line) => line !== undefined));
  return theirs!.join('\n') === own!.join('\n') ? undefined : `says ${JSON.stringify(theirs)}, and here ${JSON.stringify(own)}`;
};

// The verdict over the resources is printed by rproc_fw_boot, and the probe's by the driver core: neither is among the extracted functions.
const comparable = (line: string): string | undefined => {
  const probe = /^(?:remoteproc: )?rproc-virtio.*failed with error (-?\d+)$/.exec(line);
  if (probe) return `probe ${probe[1]}`;
  if (/Failed to process resources/.test(line)) return undefined;
  // Beyond 2^53 the last digits are rounded here.
  return line.replace(/0x([\da-f]{8})[\da-f]{6,8}\b/g, '0x$1...');
};

const ofInspection = (kernel: Start, { refused, vector, because }: Foreseen): string | undefined => {
  if ((kernel.stage !== 'loaded') !== refused)
    return `${kernel.stage} ${kernel.ret}, and here ${refused ? 'refused' : 'not refused'} (${because})`;
  if (kernel.stage !== 'loaded') return undefined;
  const isWritten = kernel.itcm !== 'a5'.repeat(8);
  if (isWritten !== (vector !== undefined))
    return `the ITCM holds ${kernel.itcm}, and here ${vector ? 'there is a vector' : 'there is none'}`;
  if (!vector || kernel.itcm.includes('a5')) return undefined;
  const bytes = Buffer.from(kernel.itcm, 'hex');
  const isSame = bytes.readUInt32LE(0) === vector.stackPointer && bytes.readUInt32LE(4) === vector.programCounter;
  return isSame
    ? undefined
    : `the ITCM holds ${kernel.itcm}, and here SP ${vector.stackPointer.toString(16)}, PC ${vector.programCounter.toString(16)}`;
};

// The inspection knows no kernel and goes by 6.12.117, which refuses section headers behind the end that the loader of 6.1 does not read where there is
// no name to look for. A program header that is cut is read as far as its type, and left alone unless that is PT_LOAD.
const isStricter = (what: string, kernel: Kernel): boolean =>
  what.startsWith('loaded 0') &&
  (what.includes('program headers of the ELF do not fit') ||
    (kernel === '6.1' && what.includes('section headers of the ELF lie behind the end')));

const compare = async (images: readonly Uint8Array[], starts: readonly Start[], kernel: Kernel): Promise<Difference[]> => {
  const found: Difference[] = [];
  for (const [image, elf] of images.entries()) {
    if (starts[image]!.stage === 'out of bounds') continue;
    const isExplained = entriesOverlap(elf);
    const virtual = ofVirtual(starts[image]!, await virtualStart(elf, kernel));
    if (virtual)
      found.push({ side: isExplained ? 'explained' : 'virtual Linux', what: `${virtual} ${JSON.stringify(starts[image]!.said)}`, image });
    const inspected = ofInspection(starts[image]!, foreseen(elf, kernel));
    if (inspected) found.push({ side: isExplained || isStricter(inspected, kernel) ? 'explained' : 'inspection', what: inspected, image });
  }
  return found;
};

const kinds = { 'resource tables': withTables, segments: withSegments, 'damaged headers': damaged } as const;
mkdirSync(cache, { recursive: true });
const table = new Table({
  head: ['kernel', 'images', 'how many', 'refused by Linux', 'virtual Linux differs', 'inspection differs', 'explained'],
  style: { head: [], border: [] },
});
let differences = 0;
for (const kernel of kernels) {
  const program = oracleOf(kernel);
  for (const [kind, arbitrary] of Object.entries(kinds)) {
    const images = fc.sample(arbitrary, { numRuns: runs, seed });
    const starts = kernelStarts(program, images);
    const found = await compare(images, starts, kernel);
    const wrong = found.filter(({ side }) => side !== 'explained');
    differences += wrong.length;
    const of = (side: Difference['side']): number => found.filter((each) => each.side === side).length;
    table.push([
      kernel,
      kind,
      images.length,
      starts.filter(({ stage }) => !['loaded', 'out of bounds'].includes(stage)).length,
      of('virtual Linux'),
      of('inspection'),
      of('explained'),
    ]);
    for (const { side, what, image } of wrong.slice(0, 8)) console.log(`${kernel}, ${kind} ${image}, ${side}: Linux ${what}`);
    if (wrong[0]) writeFileSync(join(cache, `${kind}-${kernel}.elf`), images[wrong[0].image]!);
  }
}
console.log(table.toString());
const unequal = tableDifferences(sourceOf('6.12'));
console.log(unequal.length === 0 ? "the address tables of all SoCs are the driver's of 6.12" : unequal.join('\n'));
differences += unequal.length;
if (differences > 0) process.exitCode = 1;
