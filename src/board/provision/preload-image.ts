import { FirmwareError } from '../../core/errors.ts';
import type { Firmware } from '../../core/firmware.ts';
import type { NetworkFile } from './served-files.ts';

/** A firmware as U-Boot has to start it. */
export interface PreloadImage {
  readonly kind: 'bin' | 'elf';
  /** On the storage that U-Boot loads from, or as it asks the TFTP server for it. */
  readonly path: string;
  /** Where it comes by TFTP. */
  readonly served?: NetworkFile | undefined;
  readonly bytes: number;
  readonly memory: 'tcm' | 'ddr';
  /** Where a .bin has to lie, as U-Boot sees it. */
  readonly address: number;
  /** What U-Boot must say it starts with. */
  readonly vector: { readonly stack: number; readonly pc: number };
}

/**
 * `served`: where U-Boot fetches it by TFTP.
 * What U-Boot will make of a firmware: of a .bin its first two words, of an ELF the first word of the first loadable segment and the entry.
 * `address`: where a .bin for DDR is linked; 0x80000000 by default. Throws FirmwareError for a file U-Boot could only crash with.
 */
export const preloadImage = (
  firmware: Firmware,
  path: string,
  { address = 0x80000000, served }: { readonly address?: number; readonly served?: NetworkFile } = {},
): PreloadImage => {
  if (!/^[\w./+-]+$/.test(path))
    throw new FirmwareError(`U-Boot cannot be given the path '${path}': spaces and shell characters do not work there`);
  const view = new DataView(firmware.content.buffer, firmware.content.byteOffset, firmware.content.byteLength);
  const isElf = view.byteLength >= 52 && view.getUint32(0) === 0x7f454c46;
  if (isElf !== (firmware.kind === 'm7-elf')) {
    throw new FirmwareError(`${firmware.path} is named '${firmware.kind}' in the lab file and is ${isElf ? 'an ELF' : 'no ELF'} file`);
  }
  const vector = isElf ? elfVector(view, firmware) : binVector(view, firmware);
  const memory = vector.pc >= 0x40000000 ? 'ddr' : 'tcm';
  return { kind: isElf ? 'elf' : 'bin', path, bytes: view.byteLength, memory, address, vector, ...(served ? { served } : {}) };
};

export const hexWord = (value: number): string => `0x${value.toString(16).toUpperCase().padStart(8, '0')}`;

const binVector = (view: DataView, { path }: Firmware): PreloadImage['vector'] => {
  if (view.byteLength < 8) throw new FirmwareError(`${path} is too short to hold a start vector`);
  return plausible({ stack: view.getUint32(0, true), pc: view.getUint32(4, true) }, path);
};

// U-Boot's load_elf_image_m_core_phdr: the stack pointer is the first word of the first PT_LOAD that is not empty.
const elfVector = (view: DataView, { path }: Firmware): PreloadImage['vector'] => {
  const [entry, table, size, count] = [
    view.getUint32(24, true),
    view.getUint32(28, true),
    view.getUint16(42, true),
    view.getUint16(44, true),
  ];
  for (let index = 0; index < count; index++) {
    const header = table + index * size;
    if (header + 32 > view.byteLength) break;
    const [type, offset, fileSize] = [view.getUint32(header, true), view.getUint32(header + 4, true), view.getUint32(header + 16, true)];
    if (type === 1 && fileSize >= 4 && offset + 4 <= view.byteLength)
      return plausible({ stack: view.getUint32(offset, true), pc: entry }, path);
  }
  throw new FirmwareError(`${path} has no loadable segment with content`);
};

const plausible = (vector: PreloadImage['vector'], path: string): PreloadImage['vector'] => {
  const { stack, pc } = vector;
  if (stack !== 0 && stack % 4 === 0 && pc % 2 === 1) return vector;
  throw new FirmwareError(`${path} does not begin with a start vector: stack ${hexWord(stack)}, pc ${hexWord(pc)}`, {
    remedy:
      'a Cortex-M image begins with its stack pointer, a multiple of 4, and an odd (Thumb) entry; was the .isr_vector section stripped?',
  });
};
