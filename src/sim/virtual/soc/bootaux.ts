import type { VirtualWindow } from '../../../core/virtual-model.ts';
import { hasElfMagic, type ProgramHeader, ptLoad, readProgram } from './elf32.ts';
import { toPhysical } from './m7-view.ts';
import { ddrBase, itcm, type Memory } from './memory.ts';
import type { BootauxOptions, BootauxResult } from './types.ts';

const elfHeaderBytes = 52;

/**
 * U-Boot's `bootaux <address>` (arch/arm/mach-imx/imx_bootaux.c): words 0 and 1 of the image, or of an ELF the first word of its first
 * non-empty segment and its entry point, go to words 0 and 1 of the ITCM. Whoever copied the rest of a .bin did so before.
 */
export const bootaux = (
  memory: Memory,
  windows: readonly VirtualWindow[],
  address: number,
  isUp: boolean,
  options: BootauxOptions,
): BootauxResult => {
  if (isUp || options.tfA === 'upstream') return answer(['## Auxiliary core is already up']);
  if (address === 0) return answer([], { status: 1 });
  if (!memory.holds(address, 8)) return answer([], { status: 1, access: 'abort' });
  if (!options.elfSupported) return start(memory, [], memory.readUint32(address), memory.readUint32(address + 4));
  if (memory.holds(address, elfHeaderBytes) && hasElfMagic(memory.read(address, 4))) return startElf(memory, windows, address);
  const note = `## No elf image at address 0x${address.toString(16).padStart(8, '0')}`;
  return start(memory, [note], memory.readUint32(address), memory.readUint32(address + 4));
};

const startElf = (memory: Memory, windows: readonly VirtualWindow[], address: number): BootauxResult => {
  const header = memory.read(address, elfHeaderBytes);
  const tableEnd = new DataView(header.buffer).getUint32(28, true) + 32 * new DataView(header.buffer).getUint16(44, true);
  if (!memory.holds(address, tableEnd)) return answer([], { status: 1, access: 'abort' });
  const { entry, headers } = readProgram(memory.read(address, Math.max(tableEnd, elfHeaderBytes)));
  const segments = headers.filter(({ type, memsz }) => type === ptLoad && memsz > 0);
  for (const segment of segments) {
    const target = hostAddress(segment, windows);
    if (target === undefined) return answer([`Invalid aux core address: ${segment.paddr.toString(16).padStart(8, '0')}`], { status: 1 });
    if (!memory.holds(target, segment.memsz) || !memory.holds(address + segment.offset, segment.filesz))
      return answer([], { status: 1, access: 'abort' });
    memory.write(target, memory.read(address + segment.offset, segment.filesz));
    if (segment.memsz > segment.filesz) memory.fill(target + segment.filesz, segment.memsz - segment.filesz, 0);
  }
  const first = segments.find(({ filesz }) => filesz > 0);
  if (!first || entry === 0) return answer([], { status: 1 });
  return start(memory, [], memory.readUint32(hostAddress(first, windows)!), entry);
};

/** U-Boot's own table: as Linux's, but for the code alias of DDR, which it puts at 0x80000000. */
const hostAddress = ({ paddr }: ProgramHeader, windows: readonly VirtualWindow[]): number | undefined => {
  const physical = toPhysical(windows, paddr);
  return paddr >>> 28 === 1 && physical !== undefined ? physical - ddrBase + 0x8000_0000 : physical;
};

const start = (memory: Memory, before: readonly string[], stack: number, pc: number): BootauxResult => {
  memory.writeUint32(itcm.base, stack);
  memory.writeUint32(itcm.base + 4, pc);
  return answer([...before, `## Starting auxiliary core stack = ${upper(stack)}, pc = ${upper(pc)}...`], { started: true });
};

const answer = (lines: readonly string[], rest: Partial<BootauxResult> = {}): BootauxResult => ({
  lines,
  status: 0,
  started: false,
  access: 'done',
  ...rest,
});

const upper = (value: number): string => `0x${value.toString(16).toUpperCase().padStart(8, '0')}`;
