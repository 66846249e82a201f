import { FirmwareError } from '../../core/errors.ts';
import { appendSegment, overheadOf } from './append-segments.ts';
import { readElf } from './elf.ts';
import { type Elf, hex } from './elf-format.ts';
import type { FirmwareTarget } from './firmware-target.ts';
import { imageVectorOf } from './start-vector.ts';

/**
 * The same image with one more loadable segment of patterned bytes in the region reserved for firmware, so that the file has exactly `bytes` bytes.
 * The segment keeps clear of the other segments and of the stack below SP. Throws FirmwareError when the region has no room for it.
 */
export const growElf = (content: Uint8Array, bytes: number, target: FirmwareTarget): Uint8Array => {
  const elf = readElf(content);
  const size = bytes - content.byteLength - overheadOf(elf);
  if (!Number.isSafeInteger(bytes) || size < 1) {
    throw new FirmwareError(`the image has ${content.byteLength} bytes and cannot be grown to ${bytes}`, {
      remedy: `ask for ${content.byteLength + overheadOf(elf) + 1} bytes or more`,
    });
  }
  const gap = largestGap(elf, target);
  if (!gap || size > gap.end - gap.start) {
    const most = gap ? content.byteLength + overheadOf(elf) + gap.end - gap.start : content.byteLength;
    throw new FirmwareError(`an image of ${bytes} bytes does not fit the region reserved for firmware`, {
      evidence: gap ? [`the largest free part is ${hex(gap.start)} to ${hex(gap.end)}`] : ['no part of it is free'],
      remedy: `this image can be grown to ${most} bytes; for more, enlarge the region in the overlay`,
    });
  }
  return appendSegment(elf, { address: gap.start, data: patterned(size), flags: readable });
};

const readable = 4;

interface Range {
  readonly start: number;
  readonly end: number;
}

const largestGap = (elf: Elf, target: FirmwareTarget): Range | undefined => {
  const taken = takenRanges(elf, target);
  const gaps = target.regions
    .filter(({ use }) => use === 'firmware')
    .flatMap(({ base, size }) => gapsIn({ start: base, end: base + size }, taken));
  return gaps.sort((one, other) => other.end - other.start - (one.end - one.start))[0];
};

// Physical and virtual addresses: start-up code copies data to the virtual ones.
const takenRanges = (elf: Elf, target: FirmwareTarget): Range[] => {
  const segments = elf.loads.flatMap(({ physicalAddress, virtualAddress, memorySize }) =>
    [physicalAddress, virtualAddress].map((start) => ({ start, end: start + memorySize })),
  );
  const stack = imageVectorOf(elf, target)?.stackPointer;
  if (stack === undefined) return segments;
  const below = Math.max(0, ...segments.map(({ end }) => end).filter((end) => end <= stack));
  return [...segments, { start: below, end: stack }];
};

const gapsIn = (region: Range, taken: readonly Range[]): Range[] => {
  const inside = taken.filter(({ start, end }) => end > region.start && start < region.end).sort((one, other) => one.start - other.start);
  const gaps: Range[] = [];
  let from = region.start;
  for (const { start, end } of inside) {
    if (start > from) gaps.push({ start: from, end: start });
    from = Math.max(from, alignUp(end));
  }
  if (from < region.end) gaps.push({ start: from, end: region.end });
  return gaps;
};

const alignUp = (address: number): number => Math.ceil(address / 8) * 8;

// A linear congruential sequence: bytes that neither a file system nor SSH can squeeze, the same in every run.
const patterned = (size: number): Uint8Array => {
  const data = new Uint8Array(size);
  let state = 0x12345678;
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[index] = state >>> 24;
  }
  return data;
};
