import { segmentData } from './elf.ts';
import type { Elf } from './elf-format.ts';
import type { FirmwareTarget } from './firmware-target.ts';
import { hasSameMemories, type ImxSoc, imxSocs, isGoodVector, socTables } from './soc-tables.ts';

/** The first two words of a vector table. */
export interface VectorWords {
  readonly stackPointer: number;
  readonly programCounter: number;
}

/** Which other chips a vector table is that of, by where their flash and RAM lie; the likeliest first, empty where none comes to mind. */
export const chipsOfVector = (words: VectorWords, own: ImxSoc): string[] => {
  const others = microcontrollersOf(words);
  const siblings = siblingsOf(words.stackPointer, words.programCounter, own, others.length > 0).slice(0, 3);
  return [...others, ...siblings.map((soc) => `its vectors fit the ${socTables[soc].core} of an ${socTables[soc].name}`)];
};

/** Those that are no i.MX 8. */
export const microcontrollersOf = ({ stackPointer, programCounter }: VectorWords): string[] => {
  const hints: string[] = [];
  const isSp = (base: number, size: number): boolean => stackPointer > base && stackPointer <= base + size;
  const isPc = (base: number, size: number): boolean => programCounter >= base && programCounter < base + size;
  if (isPc(0x0800_0000, 0x40_0000) && (isSp(0x2000_0000, 0x10_0000) || isSp(0x2400_0000, 0x10_0000) || isSp(0x1000_0000, 0x5_0000)))
    hints.push('its vectors are those of an STM32, whose flash is at 0x08000000');
  if (isPc(0x1000_0000, 0x100_0000) && isSp(0x2000_0000, 0x8_2000))
    hints.push('its vectors are those of an RP2040 or RP2350, whose flash is at 0x10000000');
  if (isPc(0x1000_0000, 0x6_0000) && isSp(0x1000_0000, 0x6_0000))
    hints.push('its vectors are those of the Cortex-M4 of an STM32MP1, whose SRAM is at 0x10000000');
  if (isPc(0, 0x3_0000) && isSp(0x3_0000, 0x1_0000))
    hints.push("its stack is in the DRAM of TI's M4F (AM62, AM64), which is at 0x30000 behind its IRAM");
  if (isPc(0x6000_0000, 0x1000_0000) && isSp(0x2000_0000, 0x20_0000))
    hints.push('its vectors are those of an i.MX RT, whose flash is at 0x60000000');
  if (isPc(0x3000_0000, 0x1000_0000) && isSp(0x2000_0000, 0x40_0000))
    hints.push('its vectors are those of an i.MX RT1160 or RT1170, whose flash is at 0x30000000');
  if (isPc(0x2800_0000, 0x800_0000) && isSp(0x2000_0000, 0x40_0000))
    hints.push('its vectors are those of an i.MX RT1180, whose flash is at 0x28000000');
  if (isPc(0x800_0000, 0x800_0000) && isSp(0x2010_0000, 0x40_0000))
    hints.push('its vectors are those of an i.MX RT500 or RT600, whose flash is at 0x08000000');
  if (isPc(0, 0x40_0000) && isSp(0x1fff_0000, 0x1_0000)) hints.push('its stack is that of a Kinetis, whose RAM lies around 0x20000000');
  if (isPc(0, 0x40_0000) && isSp(0x2002_0000, 0xe_0000))
    hints.push('its flash begins at 0 and its stack lies behind a DTCM of 128 KiB: a microcontroller such as a Kinetis, an LPC or an nRF');
  if (isPc(0x2_0000, 0x3e_0000) && isSp(0x2000_0000, 0x2_0000))
    hints.push('its code lies behind an ITCM of 128 KiB: in the flash of a microcontroller, behind its boot loader (an nRF, for one)');
  return hints;
};

/** The same for an ELF whose own vector table the target cannot start from. */
export const chipsOfElf = (elf: Elf, { soc }: FirmwareTarget): string[] => {
  const words = elf.loads
    .flatMap((segment) => {
      const data = segmentData(elf, segment);
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      // The second-stage boot loader of an RP2040 takes the first 256 bytes of its flash.
      return [0, 0x100].flatMap((at) =>
        segment.fileSize >= at + 8 ? [{ stackPointer: view.getUint32(at, true), programCounter: view.getUint32(at + 4, true) }] : [],
      );
    })
    .find(({ programCounter, stackPointer }) => programCounter % 2 === 1 && stackPointer >= 0x1000_0000 && isInside(elf, programCounter));
  if (!words) return [];
  const { kind } =
    socTables[soc].memories.find(({ base, size }) => words.programCounter >= base && words.programCounter < base + size) ?? {};
  const isOwn = isGoodVector(soc, words.stackPointer, words.programCounter) && (kind === 'tcm' || words.programCounter >= lowestDram);
  // DDR is where its siblings have it, too: an image that fits this chip says nothing of them.
  return isOwn ? microcontrollersOf(words) : chipsOfVector(words, soc);
};

/** Below lie flash and the aliases of the DRAM, where the siblings have their TCM. */
const lowestDram = 0x4000_0000;

const isInside = ({ loads }: Elf, address: number): boolean =>
  loads.some(
    ({ physicalAddress, virtualAddress, memorySize }) =>
      (address >= physicalAddress && address < physicalAddress + memorySize) ||
      (address >= virtualAddress && address < virtualAddress + memorySize),
  );

/** Other SoCs of this family that could start from these words, the likeliest first. Code in the flash of one says little where a microcontroller fits, too. */
const siblingsOf = (stackPointer: number, programCounter: number, own: ImxSoc, isOtherwiseKnown: boolean): ImxSoc[] => {
  const codeIn = (soc: ImxSoc): string | undefined =>
    socTables[soc].memories.find(({ base, size }) => programCounter >= base && programCounter < base + size)?.kind;
  // A stack is put at the very end of its memory as a rule, which tells siblings apart.
  const isAtEnd = (soc: ImxSoc): boolean => socTables[soc].memories.some(({ base, size }) => base + size === stackPointer);
  const weight = (soc: ImxSoc): number => (codeIn(soc) === 'tcm' ? 2 : 0) + (isAtEnd(soc) ? 1 : 0);
  const fitting = imxSocs.filter(
    (each) =>
      !hasSameMemories(each, own) &&
      programCounter >= 0x100_0000 &&
      isGoodVector(each, stackPointer, programCounter) &&
      !(isOtherwiseKnown && codeIn(each) !== 'tcm'),
  );
  return fitting.sort((one, other) => weight(other) - weight(one));
};
