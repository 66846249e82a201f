import { FirmwareError } from '../../core/errors.ts';
import { readElf, segmentData } from './elf.ts';
import { type Elf, type ElfSegment, hex } from './elf-format.ts';
import { type FirmwareTarget, startVectorOffset } from './firmware-target.ts';

export interface Bin {
  readonly bytes: Uint8Array;
  /** Device address of its first byte. */
  readonly base: number;
  /** Zero bytes that fill the holes between segments. */
  readonly gapBytes: number;
  /** What `bootaux` copies into ITCM words 0 and 1. */
  readonly startVector: { readonly stackPointer: number; readonly programCounter: number } | undefined;
}

export interface BinOptions {
  /** Leaves out a segment of eight bytes that is the start vector of this core, as `objcopy --remove-section=.stacktop_and_pc` does. */
  readonly leaveOutStartVector?: FirmwareTarget;
}

/** Extent of the flat binary without making it. */
export interface BinExtent {
  readonly base: number;
  readonly bytes: number;
  readonly gapBytes: number;
}

// DDR from the region reserved for firmware on; a wider span only means that two far memories were put into one file.
const widestSpan = 64 * 1024 * 1024;

/** What `objcopy -O binary` gives: everything from the lowest to the highest load address, holes filled with zeros. Throws FirmwareError for an absurd span. */
export const toBin = (content: Uint8Array, options: BinOptions = {}): Bin => {
  const elf = readElf(content);
  const segments = segmentsFor(elf, options.leaveOutStartVector);
  const { base, bytes: size, gapBytes } = extentOf(segments);
  if (size > widestSpan) throw tooWide(size, segments);
  const bytes = new Uint8Array(size);
  for (const segment of segments) bytes.set(segmentData(elf, segment), segment.physicalAddress - base);
  const view = new DataView(bytes.buffer);
  const startVector = size >= 8 ? { stackPointer: view.getUint32(0, true), programCounter: view.getUint32(4, true) } : undefined;
  return { bytes, base, gapBytes, startVector };
};

/** How large the flat binary would be; undefined when the image has no data in the file. */
export const binExtent = (elf: Elf, options: BinOptions = {}): BinExtent | undefined => {
  const segments = segmentsFor(elf, options.leaveOutStartVector);
  return segments.length === 0 ? undefined : extentOf(segments);
};

/** True for the segment that a `.stacktop_and_pc` section makes: SP and PC and nothing else. */
export const isStartVectorSegment = (segment: ElfSegment, target: FirmwareTarget): boolean =>
  startVectorOffset(target, segment.physicalAddress) === 0 && segment.memorySize === 8 && segment.fileSize === 8;

const segmentsFor = (elf: Elf, leaveOut: FirmwareTarget | undefined): ElfSegment[] =>
  elf.loads.filter((segment) => segment.fileSize > 0 && !(leaveOut && isStartVectorSegment(segment, leaveOut)));

const extentOf = (segments: readonly ElfSegment[]): BinExtent => {
  if (segments.length === 0) throw new FirmwareError('the image has no data that could go into a .bin');
  const sorted = [...segments].sort((one, other) => one.physicalAddress - other.physicalAddress);
  const base = sorted[0]!.physicalAddress;
  let end = base;
  let gapBytes = 0;
  for (const { physicalAddress, fileSize } of sorted) {
    gapBytes += Math.max(0, physicalAddress - end);
    end = Math.max(end, physicalAddress + fileSize);
  }
  return { base, bytes: end - base, gapBytes };
};

const tooWide = (size: number, segments: readonly ElfSegment[]): FirmwareError =>
  new FirmwareError(`the .bin would have ${size} bytes, nearly all of them zeros between two memories`, {
    evidence: segments.map((segment) => `${segment.fileSize} bytes at ${hex(segment.physicalAddress)}`),
    remedy: segments.some(({ memorySize, fileSize }) => memorySize === 8 && fileSize === 8)
      ? 'leave the start vector out, as objcopy does with --remove-section=.stacktop_and_pc: bootaux writes these two words itself'
      : 'bootaux can start only what lies in one memory: link code and initial data next to each other',
  });
