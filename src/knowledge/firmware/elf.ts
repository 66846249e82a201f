import {
  checkSectionTable,
  type Elf,
  ElfError,
  type ElfSection,
  type ElfSegment,
  hex,
  loadable,
  programHeaderBytes,
} from './elf-format.ts';
import { readSections } from './elf-sections.ts';
import { readElf64 } from './elf64.ts';
import { otherFormat } from './other-format.ts';

const headerBytes = 52;
const sectionHeaderBytes = 40;

/** Reads the headers of a 32-bit little-endian ARM executable, checking every bound. Throws ElfError and nothing else; copies no content. */
export const readElf = (content: Uint8Array): Elf => {
  const { elf, foreign } = readAnyElf(content);
  if (foreign) throw foreign;
  return elf;
};

/**
 * The same for every ELF that Linux would load: its loader looks at neither machine nor type, and takes 64 bit as well (rproc_elf_sanity_check in
 * drivers/remoteproc/remoteproc_elf_loader.c). `foreign` says why no M7 could run it. Throws ElfError where Linux refuses the file itself.
 */
export const readAnyElf = (content: Uint8Array): { readonly elf: Elf; readonly foreign?: ElfError } => {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  checkIdentity(content);
  if (content[4] === 2) return { elf: checked(readElf64(content)), foreign: is64Bit(view.getUint16(18, true)) };
  checkSectionTable(view.getUint32(32, true), sectionHeaderBytes, [view.getUint16(48, true), view.getUint16(50, true)], content.byteLength);
  const foreign = foreignKind(view);
  return { elf: read32(content, view), ...(foreign ? { foreign } : {}) };
};

const checked = (elf: Elf): Elf => {
  for (const segment of elf.loads) checkLoad(segment, elf.content.byteLength);
  return elf;
};

const read32 = (content: Uint8Array, view: DataView): Elf => {
  const segments = readSegments(view);
  const loads = segments.filter((segment) => segment.type === loadable && segment.memorySize > 0);
  for (const segment of loads) checkLoad(segment, content.byteLength);
  return {
    content,
    entry: view.getUint32(24, true),
    programHeaderOffset: view.getUint32(28, true),
    programHeaderCount: segments.length,
    segments,
    loads,
    sections: readSections(view, 32),
  };
};

/** The bytes of a segment in the file: a view, not a copy. */
export const segmentData = (elf: Elf, segment: ElfSegment): Uint8Array =>
  elf.content.subarray(segment.offset, Math.min(segment.offset + segment.fileSize, elf.content.byteLength));

/** The bytes of a section in the file; empty for a section without any, or with wrong bounds. */
export const sectionData = (elf: Elf, section: ElfSection): Uint8Array => {
  const fits = section.type !== noBits && section.offset + section.size <= elf.content.byteLength;
  return fits ? elf.content.subarray(section.offset, section.offset + section.size) : new Uint8Array();
};

const noBits = 8;

const checkIdentity = (content: Uint8Array): void => {
  const isElf = content[0] === 0x7f && content[1] === 0x45 && content[2] === 0x4c && content[3] === 0x46;
  if (content.byteLength < 4 || (isElf && content.byteLength < headerBytes)) {
    throw new ElfError('too-small', `the file has ${content.byteLength} bytes: too few for an ELF header`, {
      evidence: ['the kernel says: Image is too small'],
      remedy: 'check that the build finished and the copy is complete',
    });
  }
  if (!isElf) {
    const { sentence, remedy } = otherFormat(content);
    throw new ElfError('not-elf', sentence, {
      evidence: [
        `first bytes: ${[...content.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`,
        'the kernel says: Image is corrupted (bad magic)',
      ],
      remedy,
    });
  }
  if (content[4] !== 1 && content[4] !== 2) {
    throw new ElfError('bad-headers', 'the ELF is neither of 32 nor of 64 bit', {
      evidence: [`the kernel says: Unsupported class: ${content[4]}`],
    });
  }
  if (content[5] !== 1) {
    throw new ElfError('big-endian', 'the ELF is big-endian; the M7 of the i.MX 8M Plus runs little-endian', {
      evidence: [`EI_DATA ${content[5]}`, 'the kernel says: Unsupported firmware endianness'],
      remedy: 'build without -mbig-endian',
    });
  }
};

// e_machine of the ELF specification and its supplements.
const machines: Readonly<Record<number, string>> = {
  3: 'x86 (32 bit)',
  8: 'MIPS',
  20: 'PowerPC',
  62: 'x86-64, a PC',
  94: 'Xtensa, as the audio DSP is, which has a remoteproc of its own',
  144: "TI's PRU",
  183: 'AArch64, the A-cores',
  243: 'RISC-V',
};
const machineOf = (machine: number): string => machines[machine] ?? `machine ${machine}`;

const is64Bit = (machine: number): ElfError =>
  new ElfError('elf-64-bit', `the ELF is a 64-bit one, for ${machineOf(machine)}, and no M-core runs that: Linux loads it all the same`, {
    evidence: ['EI_CLASS 2, which the loader accepts'],
    remedy: 'build with a compiler for the M-core, such as arm-none-eabi-gcc',
  });

const foreignKind = (view: DataView): ElfError | undefined => {
  const type = view.getUint16(16, true);
  const machine = view.getUint16(18, true);
  if (machine !== 40)
    return new ElfError('not-arm', `the ELF is for ${machineOf(machine)}, not for ARM (40), and Linux loads it all the same`, {
      remedy: 'build for the M-core of this chip',
    });
  if (type === 2) return undefined;
  return new ElfError('not-executable', `the ELF is of type ${type}, not a linked executable (2), and Linux loads it all the same`, {
    remedy: 'give the linked .elf, not an object or a library, and link it for its address (without -pie): nobody relocates it',
  });
};

const readSegments = (view: DataView): ElfSegment[] => {
  const offset = view.getUint32(28, true);
  const count = view.getUint16(44, true);
  if (count === 0) {
    throw new ElfError('no-segments', 'the ELF has no program headers, so there is nothing to load', {
      evidence: ['the kernel says: No loadable segments'],
    });
  }
  // The loader takes their size from the class, whatever e_phentsize says.
  if (offset + count * programHeaderBytes > view.byteLength) {
    throw new ElfError('bad-headers', 'the program headers of the ELF do not fit the file', {
      evidence: [`e_phoff ${hex(offset)}, ${count} of ${programHeaderBytes} bytes, file of ${view.byteLength} bytes`],
      remedy: 'the file is damaged or cut off: copy it again',
    });
  }
  return Array.from({ length: count }, (_, index) => readSegment(view, offset + index * programHeaderBytes, index));
};

const readSegment = (view: DataView, at: number, index: number): ElfSegment => ({
  index,
  type: view.getUint32(at, true),
  offset: view.getUint32(at + 4, true),
  virtualAddress: view.getUint32(at + 8, true),
  physicalAddress: view.getUint32(at + 12, true),
  fileSize: view.getUint32(at + 16, true),
  memorySize: view.getUint32(at + 20, true),
  flags: view.getUint32(at + 24, true),
  align: view.getUint32(at + 28, true),
});

const checkLoad = (segment: ElfSegment, fileBytes: number): void => {
  if (segment.fileSize > segment.memorySize) {
    throw new ElfError('bad-headers', `segment ${segment.index} has more bytes in the file than in memory`, {
      evidence: [`the kernel says: bad phdr filesz ${hex(segment.fileSize)} memsz ${hex(segment.memorySize)}`],
    });
  }
  if (segment.offset + segment.fileSize > fileBytes) {
    throw new ElfError('truncated', `segment ${segment.index} reaches behind the end of the file`, {
      evidence: [`the kernel says: truncated fw: need ${hex(segment.offset + segment.fileSize)} avail ${hex(fileBytes)}`],
      remedy: 'the file is cut off: copy it again',
    });
  }
};
