import { createHash } from 'node:crypto';
import type { FirmwareDetails } from '../../core/firmware.ts';
import type { CoreModel } from '../../core/model-limit.ts';
import { placeAt, type ReservedRegion } from './address-map.ts';
import { type BuiltFor, builtFor } from './arm-attributes.ts';
import { buildIdOf } from './build-id.ts';
import { chipsOfElf } from './chip-hints.ts';
import { readAnyElf, segmentData } from './elf.ts';
import { type Elf, ElfError, type ElfSegment, executableFlag, writableFlag } from './elf-format.ts';
import type { FirmwareProblem, PlacedSegment } from './firmware-problem.ts';
import { type FirmwareTarget, startVectorOffset } from './firmware-target.ts';
import { type FlatImage, flatImageOf } from './flat-image.ts';
import { readNonce } from './nonce.ts';
import { findProblems, unreadable, unrunnable } from './problems.ts';
import { type ResourceTable, resourceTableOf } from './resource-table.ts';
import { imageVectorOf, type StartVector, startVectorOf } from './start-vector.ts';
import { binExtent, isStartVectorSegment } from './to-bin.ts';

/**
 * standalone: remoteproc loads and starts it without help. needs-preload: it loads, and starts only on a start vector that somebody else put into
 * the ITCM. not-on-this-board: the core of the simulated board that was asked about cannot execute it. will-not-start: it brings a start vector that no such core can start from. will-not-load: remoteproc refuses it.
 */
export type FirmwareVerdict = 'standalone' | 'not-on-this-board' | 'needs-preload' | 'will-not-start' | 'will-not-load';

/** What `hil inspect --json` prints; the shape changes only together with `version`. Addresses are the remote core's. */
export interface Inspection {
  readonly version: 2;
  readonly sha256: string;
  readonly bytes: number;
  readonly format: 'elf' | 'other';
  readonly verdict: FirmwareVerdict;
  readonly problems: readonly FirmwareProblem[];
  readonly memory: FirmwareDetails['memory'];
  readonly segments: readonly PlacedSegment[];
  readonly entry?: number;
  /** What loading it puts into words 0 and 1 of the ITCM. */
  readonly startVector?: StartVector;
  /** SP and PC of the image's own vector table, wherever it is linked. */
  readonly imageVector?: StartVector;
  readonly resourceTable?: ResourceTable;
  /** By its build attributes; absent where it has none. */
  readonly builtFor?: BuiltFor;
  readonly buildId?: string;
  readonly nonce?: string;
  readonly sdk: { readonly name: 'hil' | 'mcux' | 'zephyr' | 'unknown'; readonly because: string };
  /** Of an ELF that cannot start here: which other chips its vector table is that of. */
  readonly otherChips?: readonly string[];
  /** For a file that is no ELF: what it is, and how bootaux would start it. */
  readonly flat?: FlatImage;
  /** The flat binary for bootaux; `why` says why its size differs from the ELF's. */
  readonly bin?: { readonly base: number; readonly bytes: number; readonly gapBytes: number; readonly why: string };
}

export interface InspectOptions {
  /** Whose remote core it is for. */
  readonly target: FirmwareTarget;
  /** The regions of the device tree; by default those of the target's overlay. */
  readonly overlay?: readonly ReservedRegion[];
  /** DRAM of the module in bytes; not checked by default. */
  readonly ramBytes?: number;
  /** What the core of a simulated board executes; by default what that of the target does. */
  readonly core?: CoreModel;
}

/** Everything that can be told about a firmware without a board. Throws nothing: a file that is no ELF for an M-core is a verdict too. */
export const inspectFirmware = (content: Uint8Array, options: InspectOptions): Inspection => {
  const sha256 = createHash('sha256').update(content).digest('hex');
  try {
    const { elf, foreign } = readAnyElf(content);
    return { ...describe(elf, options, foreign), sha256 };
  } catch (error) {
    if (!(error instanceof ElfError)) throw error;
    const problems = [unreadable(error)];
    const sdk = { name: 'unknown', because: 'the file cannot be read as an ELF' } as const;
    const format = error.code === 'not-elf' || error.code === 'too-small' ? 'other' : 'elf';
    const flat = format === 'other' ? flatImageOf(content, targetOf(options)) : undefined;
    return {
      version: 2,
      sha256,
      bytes: content.byteLength,
      format,
      verdict: 'will-not-load',
      problems,
      memory: 'unknown',
      segments: [],
      sdk,
      ...(flat ? { flat, ...vectorOfFlat(flat) } : {}),
    };
  }
};

const vectorOfFlat = ({ kind, linkedAt, stackPointer, programCounter }: FlatImage): Pick<Inspection, 'imageVector'> => {
  if (kind !== 'm7-bin' || linkedAt === undefined || stackPointer === undefined || programCounter === undefined) return {};
  return { imageVector: { at: linkedAt, stackPointer, programCounter, flaws: [] } };
};

const describe = (elf: Elf, options: InspectOptions, foreign: ElfError | undefined): Omit<Inspection, 'sha256'> => {
  const target = targetOf(options);
  const segments = elf.loads.map((segment) => placed(segment, target));
  const startVector = startVectorOf(elf, target);
  const imageVector = imageVectorOf(elf, target);
  const resourceTable = resourceTableOf(elf, target.regions);
  const built = builtFor(elf);
  const unfit = foreign && unrunnable(foreign, startVector);
  // A file for another machine comes before all that follows from it: no linker script mends a program of the A-cores.
  const rank = (problem: FirmwareProblem): number =>
    problem === unfit && unfit.effect === 'will-not-start' ? -1 : effects.indexOf(problem.effect);
  const problems = [
    ...findProblems({
      elf,
      segments,
      startVector,
      imageVector,
      resourceTable,
      target,
      ramBytes: options.ramBytes,
      built,
      core: options.core,
    }),
    ...(unfit ? [unfit] : []),
  ].sort((one, other) => rank(one) - rank(other));
  const buildId = buildIdOf(elf);
  const nonce = readNonce(elf.content);
  const bin = binOf(elf, target);
  const verdict = verdictOf(problems);
  const otherChips = verdict.startsWith('will-not') ? chipsOfElf(elf, target) : [];
  return {
    version: 2,
    bytes: elf.content.byteLength,
    format: 'elf',
    verdict,
    problems,
    memory: memoryOf(segments, target),
    segments,
    entry: elf.entry,
    ...(startVector ? { startVector } : {}),
    ...(imageVector ? { imageVector } : {}),
    ...(otherChips.length > 0 ? { otherChips } : {}),
    ...(resourceTable ? { resourceTable } : {}),
    ...(built ? { builtFor: built } : {}),
    ...(buildId ? { buildId } : {}),
    ...(nonce ? { nonce } : {}),
    sdk: sdkOf(elf, nonce !== undefined),
    ...(bin ? { bin } : {}),
  };
};

const effects: readonly FirmwareProblem['effect'][] = [
  'will-not-load',
  'will-not-start',
  'not-on-this-board',
  'needs-preload',
  'risk',
  'advice',
];

/** The target with the regions that are asked about. */
export const targetOf = ({ target, overlay }: Pick<InspectOptions, 'target' | 'overlay'>): FirmwareTarget =>
  overlay === undefined ? target : { ...target, regions: overlay };

const placed = (segment: ElfSegment, target: FirmwareTarget): PlacedSegment => ({
  index: segment.index,
  address: segment.physicalAddress,
  virtualAddress: segment.virtualAddress,
  fileBytes: segment.fileSize,
  memoryBytes: segment.memorySize,
  writable: (segment.flags & writableFlag) !== 0,
  executable: (segment.flags & executableFlag) !== 0,
  ...placeAt(target, segment.physicalAddress, segment.memorySize),
});

const verdictOf = (problems: readonly FirmwareProblem[]): FirmwareVerdict =>
  (['will-not-load', 'will-not-start', 'not-on-this-board', 'needs-preload'] as const).find((effect) =>
    problems.some((problem) => problem.effect === effect),
  ) ?? 'standalone';

// The eight bytes of a start vector do not make a DDR image a TCM one.
const memoryOf = (segments: readonly PlacedSegment[], target: FirmwareTarget): Inspection['memory'] => {
  const kinds = new Set(
    segments
      .filter(({ address, memoryBytes }) => startVectorOffset(target, address) !== 0 || memoryBytes !== 8)
      .map(({ row }) => row?.kind),
  );
  const [kind] = kinds;
  if (kinds.size > 1) return 'mixed';
  return kind === undefined || kind === 'qspi' ? 'unknown' : kind;
};

const sdkOf = (elf: Elf, hasNonce: boolean): Inspection['sdk'] => {
  if (hasNonce) return { name: 'hil', because: 'it has a nonce of the test firmware' };
  const sections = elf.sections.map(({ name }) => name);
  const zephyr = sections.find((name) => name === 'rom_start' || name === 'initlevel' || name === 'sw_isr_table');
  if (zephyr) return { name: 'zephyr', because: `it has a section ${zephyr}` };
  const mcux = sections.find((name) => name === '.ncache.init' || name === '.interrupts');
  if (mcux) return { name: 'mcux', because: `it has a section ${mcux}, as NXP's linker scripts name it` };
  const booting = elf.loads.some((segment) => Buffer.from(segmentData(elf, segment)).includes('*** Booting Zephyr OS'));
  return booting
    ? { name: 'zephyr', because: "it holds Zephyr's boot banner" }
    : { name: 'unknown', because: 'no section or text of a known SDK' };
};

const binOf = (elf: Elf, target: FirmwareTarget): Inspection['bin'] => {
  const leaveOutStartVector = elf.loads.some((segment) => isStartVectorSegment(segment, target)) && elf.loads.length > 1;
  const extent = binExtent(elf, leaveOutStartVector ? { leaveOutStartVector: target } : {});
  if (!extent) return undefined;
  const without = leaveOutStartVector ? ' It leaves the start vector out: bootaux writes these words itself.' : '';
  const gaps = extent.gapBytes > 0 ? ` ${extent.gapBytes} of them are zeros between segments.` : '';
  const all = elf.loads.reduce((sum, segment) => sum + segment.fileSize, 0);
  const why = `A .bin is everything from the lowest to the highest address: ${extent.bytes} bytes.${gaps}${without} The ELF has ${elf.content.byteLength} bytes, ${elf.content.byteLength - all} of them headers and what is not loaded.`;
  return { ...extent, why };
};
