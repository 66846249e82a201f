import { addressMap, hmpOverlay, type ReservedRegion } from './address-map.ts';
import { type Elf, type ElfSegment, executableFlag, segmentData } from './elf.ts';

/** SP and PC as the first two words of a vector table. Out of reset the M7 reads them from device addresses 0 and 4, in the ITCM. */
export interface StartVector {
  /** Device address of the table they were read from. */
  readonly at: number;
  readonly stackPointer: number;
  readonly programCounter: number;
  /** Why the M7 could not start from them; empty when it could. */
  readonly flaws: readonly string[];
}

/** The words that loading this image puts into ITCM words 0 and 1; undefined when none of its segments brings file data there. */
export const startVectorOf = (elf: Elf, overlay: readonly ReservedRegion[] = hmpOverlay): StartVector | undefined => {
  const segment = elf.loads.find((each) => each.physicalAddress === 0 && each.fileSize >= 8);
  return segment && vectorAt(elf, segment, overlay);
};

/** The image's own vector table, wherever it is linked: the lowest segment whose first words could start an M7, the one for the entry point first. */
export const imageVectorOf = (elf: Elf, overlay: readonly ReservedRegion[] = hmpOverlay): StartVector | undefined => {
  const candidates = elf.loads
    .filter((segment) => segment.fileSize >= 8)
    .sort((one, other) => one.physicalAddress - other.physicalAddress)
    .map((segment) => vectorAt(elf, segment, overlay))
    .filter((vector) => vector.flaws.length === 0);
  return (
    candidates.find((vector) => (vector.programCounter | 1) === (elf.entry | 1) && vector.at !== 0) ??
    candidates.find((vector) => vector.at !== 0) ??
    candidates[0]
  );
};

const vectorAt = (elf: Elf, segment: ElfSegment, overlay: readonly ReservedRegion[]): StartVector => {
  const data = segmentData(elf, segment);
  const view = new DataView(data.buffer, data.byteOffset, 8);
  const stackPointer = view.getUint32(0, true);
  const programCounter = view.getUint32(4, true);
  return {
    at: segment.physicalAddress,
    stackPointer,
    programCounter,
    flaws: [...stackFlaws(stackPointer, overlay), ...programFlaws(programCounter, elf)],
  };
};

const stackFlaws = (stackPointer: number, overlay: readonly ReservedRegion[]): string[] => {
  const text = `SP 0x${stackPointer.toString(16).padStart(8, '0')}`;
  if (stackPointer % 8 !== 0) return [`${text} is not a multiple of 8`];
  const memories = [
    ...addressMap.filter((row) => row.kind !== 'ddr' && row.kind !== 'qspi').map((row) => ({ base: row.device, size: row.size })),
    ...overlay,
  ];
  // The stack grows down: SP may be the first address behind its memory.
  const isInMemory = memories.some((memory) => stackPointer > memory.base && stackPointer <= memory.base + memory.size);
  return isInMemory ? [] : [`${text} points into no memory that the M7 may write`];
};

const programFlaws = (programCounter: number, elf: Elf): string[] => {
  const text = `PC 0x${programCounter.toString(16).padStart(8, '0')}`;
  if (programCounter % 2 === 0) return [`${text} is even: a Cortex-M7 runs Thumb code only`];
  const address = programCounter - 1;
  const home = elf.loads.find((segment) => address >= segment.physicalAddress && address < segment.physicalAddress + segment.memorySize);
  if (!home) return [`${text} points into no segment of the image`];
  return home.flags & executableFlag ? [] : [`${text} points into a segment that holds no code`];
};
