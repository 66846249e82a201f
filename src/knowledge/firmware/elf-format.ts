import { FirmwareError, type HilErrorOptions } from '../../core/errors.ts';

export type ElfErrorCode =
  | 'too-small'
  | 'not-elf'
  | 'elf-64-bit'
  | 'big-endian'
  | 'not-executable'
  | 'not-arm'
  | 'no-segments'
  | 'bad-headers'
  | 'truncated';

/** A file that remoteproc's ELF loader would refuse, or that no M7 could run. */
export class ElfError extends FirmwareError {
  readonly code: ElfErrorCode;
  constructor(code: ElfErrorCode, message: string, options?: HilErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A program header. Addresses are the M7's; the loader copies to `physicalAddress` and never looks at `virtualAddress`. */
export interface ElfSegment {
  readonly index: number;
  readonly type: number;
  readonly offset: number;
  readonly virtualAddress: number;
  readonly physicalAddress: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly flags: number;
  readonly align: number;
}

export interface ElfSection {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
}

export interface Elf {
  readonly content: Uint8Array;
  readonly entry: number;
  readonly programHeaderOffset: number;
  readonly programHeaderCount: number;
  readonly segments: readonly ElfSegment[];
  /** PT_LOAD with memory, in the order of the file: what the loader copies. */
  readonly loads: readonly ElfSegment[];
  /** Empty where the file has no section headers that can be read; only the resource table needs them. */
  readonly sections: readonly ElfSection[];
}

export const programHeaderBytes = 32;
export const loadable = 1;
export const executableFlag = 1;
export const writableFlag = 2;

/**
 * The loader wants the section headers inside the file, and one even of an image that has none. That all of them must be is checked from 6.12.117 on
 * (rproc_elf_sanity_check); before, the loader read what lay behind the file.
 */
export const checkSectionTable = (
  at: number,
  headerBytes: number,
  [count, names]: readonly [count: number, names: number],
  fileBytes: number,
): void => {
  const end = at + headerBytes * Math.max(count, names + 1);
  if (end <= fileBytes) return;
  throw new ElfError('truncated', 'the section headers of the ELF lie behind the end of the file', {
    evidence: [`the kernel says: Image is too small, or Section headers are out of bounds (need ${hex(end)} avail ${hex(fileBytes)})`],
    remedy: 'the file is cut off: copy it again',
  });
};

export const hex = (value: number): string => `0x${value.toString(16)}`;
