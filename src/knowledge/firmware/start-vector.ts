import { segmentData } from './elf.ts';
import { type Elf, type ElfSegment, executableFlag } from './elf-format.ts';
import { isExecuteNever } from './execute-never.ts';
import { type FirmwareTarget, startVectorOffset, withoutAlias } from './firmware-target.ts';

/** SP and PC as the first two words of a vector table. Out of reset the core reads them from the first two words of the ITCM. */
export interface StartVector {
  /** Device address of the table they were read from. */
  readonly at: number;
  readonly stackPointer: number;
  readonly programCounter: number;
  /** Why the core could not start from them; empty when it could. */
  readonly flaws: readonly string[];
  /** It starts from them, and something is odd or dangerous. */
  readonly remarks?: readonly VectorRemark[];
}

export interface VectorRemark {
  readonly code: 'stack-in-linux-memory' | 'stack-in-rpmsg-memory' | 'stack-not-aligned' | 'code-not-marked';
  readonly sentence: string;
}

/**
 * The words that loading this image leaves in ITCM words 0 and 1, after all segments in their order: a later one wins, and the zeros of a .bss count.
 * Undefined when no segment touches them. Bytes that none writes stay what they were, so a vector that is written in part is a flaw.
 */
export const startVectorOf = (elf: Elf, target: FirmwareTarget): StartVector | undefined => {
  const bytes = new Uint8Array(8);
  const written = new Set<number>();
  for (const segment of elf.loads) {
    const data = segmentData(elf, segment);
    for (const window of target.startVectorAt)
      for (let at = Math.max(window, segment.physicalAddress); at < Math.min(window + 8, endOf(segment)); at++) {
        const offset = at - segment.physicalAddress;
        bytes[at - window] = offset < segment.fileSize ? (data[offset] ?? 0) : 0;
        written.add(at - window);
      }
  }
  if (written.size === 0) return undefined;
  const vector = judged(bytes, target.startVectorAt[0], elf, target);
  if (written.size === 8) return vector;
  return {
    ...vector,
    flaws: [`only ${written.size} of the 8 bytes of SP and PC are written, the others stay what the ITCM held`, ...vector.flaws],
  };
};

/** The image's own vector table, wherever it is linked: the lowest segment whose first words could start an M7, the one for the entry point first. */
export const imageVectorOf = (elf: Elf, target: FirmwareTarget): StartVector | undefined => {
  const isStart = ({ at }: StartVector): boolean => startVectorOffset(target, at) !== undefined;
  const begins = elf.loads
    .filter((segment) => segment.fileSize >= 8)
    .sort((one, other) => one.physicalAddress - other.physicalAddress)
    .map((segment) => ({ data: segmentData(elf, segment), at: segment.physicalAddress }));
  const good = (places: typeof begins): StartVector[] =>
    places.map(({ data, at }) => judged(data, at, elf, target)).filter(({ flaws }) => flaws.length === 0);
  const fromSegments = good(begins);
  const candidates = fromSegments.length > 0 ? fromSegments : good(behindHeaders(elf));
  return (
    candidates.find((vector) => (vector.programCounter | 1) === (elf.entry | 1) && !isStart(vector)) ??
    candidates.find((vector) => !isStart(vector)) ??
    candidates[0]
  );
};

// With the ELF headers in the first PT_LOAD its vector table stands behind them: at the first section.
const behindHeaders = (elf: Elf): { data: Uint8Array; at: number }[] =>
  elf.loads.flatMap((segment) => {
    if (segment.offset !== 0) return [];
    const offsets = elf.sections.filter(({ type, offset, size }) => type !== 0 && size >= 8 && offset > 0).map(({ offset }) => offset);
    const first = Math.min(...offsets.filter((offset) => offset + 8 <= segment.fileSize));
    return Number.isFinite(first) ? [{ data: segmentData(elf, segment).subarray(first), at: segment.physicalAddress + first }] : [];
  });

const endOf = ({ physicalAddress, memorySize }: ElfSegment): number => physicalAddress + memorySize;

const judged = (data: Uint8Array, at: number, elf: Elf, target: FirmwareTarget): StartVector => {
  const view = new DataView(data.buffer, data.byteOffset, 8);
  const stackPointer = view.getUint32(0, true);
  const programCounter = view.getUint32(4, true);
  const { flaws, remarks } = judgeVector(stackPointer, programCounter, elf.loads, target);
  return { at, stackPointer, programCounter, flaws, ...(remarks.length > 0 ? { remarks } : {}) };
};

type Home = Pick<ElfSegment, 'physicalAddress' | 'memorySize' | 'flags'>;

/** Whether the core could start from these two words with this code in memory, and what is odd about them. */
export const judgeVector = (
  stackPointer: number,
  programCounter: number,
  code: readonly Home[],
  target: FirmwareTarget,
): { readonly flaws: readonly string[]; readonly remarks: readonly VectorRemark[] } => {
  const stack = judgeStack(stackPointer, target);
  const program = judgeProgram(programCounter, code, target);
  return { flaws: [...stack.flaws, ...program.flaws], remarks: [...stack.remarks, ...program.remarks] };
};

interface Judgement {
  readonly flaws: readonly string[];
  readonly remarks: readonly VectorRemark[];
}

const flaw = (text: string): Judgement => ({ flaws: [text], remarks: [] });

const judgeStack = (raw: number, { addressMap, regions, core }: FirmwareTarget): Judgement => {
  const text = `SP 0x${raw.toString(16).padStart(8, '0')}`;
  // Bits 1 and 0 of SP are RAZ/WI in ARMv7-M: reset itself masks them.
  const stackPointer = (raw & ~3) >>> 0;
  const remarks: VectorRemark[] = [];
  if (raw % 8 !== 0)
    remarks.push({
      code: 'stack-not-aligned',
      sentence: `${text} is no multiple of 8: the core drops its two lowest bits and starts, and code that relies on the calling convention's 8 bytes (printf of a double) may go wrong.`,
    });
  // The stack grows down: SP may be the first address behind its memory.
  const isIn = (base: number, size: number): boolean => stackPointer > base && stackPointer <= base + size;
  const region = regions.find(({ base, size }) => isIn(base, size));
  if (region && region.use !== 'firmware')
    remarks.push({ code: 'stack-in-rpmsg-memory', sentence: `${text} points into ${region.name}, which Linux uses for RPMsg.` });
  const row = addressMap.find(({ device, size, kind }) => kind !== 'qspi' && isIn(device, size));
  if (!row && !region) return flaw(`${text} points into no memory that the ${core} may write`);
  if (row?.kind === 'ddr' && !region)
    remarks.push({
      code: 'stack-in-linux-memory',
      sentence: `${text} points into DRAM that no region reserves: Linux and the ${core} write over each other there.`,
    });
  return { flaws: [], remarks };
};

const judgeProgram = (programCounter: number, code: readonly Home[], target: FirmwareTarget): Judgement => {
  const text = `PC 0x${programCounter.toString(16).padStart(8, '0')}`;
  if (programCounter % 2 === 0) return flaw(`${text} is even: a ${target.processor} runs Thumb code only`);
  const address = programCounter - 1;
  const at = withoutAlias(target, address);
  const home = code.find((segment) => {
    const base = withoutAlias(target, segment.physicalAddress);
    return at >= base && at < base + segment.memorySize;
  });
  if (!home) return flaw(`${text} points into no segment of the image`);
  // SP and PC themselves are no code: an image may begin its code right behind them, and not before.
  if (target.startVectorAt.some((first) => address >= first && address < first + 8))
    return flaw(`${text} points into the two words of the start vector itself`);
  if (isExecuteNever(address))
    return flaw(`${text} lies where a ${target.processor} executes nothing: the default memory map makes that range execute-never`);
  // Neither the loader nor the core looks at the flags of a segment.
  return home.flags & executableFlag
    ? { flaws: [], remarks: [] }
    : {
        flaws: [],
        remarks: [
          {
            code: 'code-not-marked',
            sentence: `${text} points into a segment that is not marked as code: look whether the reset handler is there.`,
          },
        ],
      };
};
