import { sectionData, segmentData } from './elf.ts';
import type { Elf } from './elf-format.ts';

/** The GNU build id in hex; undefined when the ELF has none. Looked for in the section of that name, else in the first bytes of loaded data. */
export const buildIdOf = (elf: Elf): string | undefined => {
  const section = elf.sections.find(({ name }) => name === '.note.gnu.build-id');
  const named = section && noteIn(sectionData(elf, section));
  if (named) return named;
  for (const segment of elf.loads) {
    const found = noteIn(segmentData(elf, segment).subarray(0, searchedBytes));
    if (found) return found;
  }
  return undefined;
};

const searchedBytes = 4096;
const longestId = 64;

// A note: size of the name, size of the description, type 3, the name "GNU\0", the description.
const noteIn = (data: Uint8Array): string | undefined => {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at + 16 <= data.byteLength; at += 4) {
    if (view.getUint32(at, true) !== 4 || view.getUint32(at + 8, true) !== 3 || view.getUint32(at + 12, true) !== 0x00554e47) continue;
    const size = view.getUint32(at + 4, true);
    if (size === 0 || size > longestId || at + 16 + size > data.byteLength) continue;
    return Buffer.from(data.subarray(at + 16, at + 16 + size)).toString('hex');
  }
  return undefined;
};
