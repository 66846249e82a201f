import type { VirtualRemoteproc } from '../../../core/virtual-model.ts';
import type { A53 } from './a53.ts';
import { tableRegion, translate } from './address-table.ts';
import type { ElfImage, Segment, TableSection } from './elf-image.ts';
import { type DeviceLog, hex } from './kernel-log.ts';
import type { KernelVersion } from './types.ts';

export interface LoadParts {
  readonly model: VirtualRemoteproc;
  readonly kernel: KernelVersion;
  readonly a53: A53;
  /** remoteproc remoteproc0 */
  readonly core: DeviceLog;
  /** `imx-rproc` and the node */
  readonly driver: DeviceLog;
}

/** rproc_elf_load_segments: false for -EINVAL. Segments before a bad one stay in memory. */
export const loadSegments = async (image: ElfImage, parts: LoadParts): Promise<boolean> => {
  for (const segment of image.segments) {
    const defect = image.segmentDefect(segment);
    if (defect !== undefined) {
      parts.core.err(defect);
      return false;
    }
    if (!(await loadSegment(image, segment, parts))) return false;
  }
  return true;
};

const loadSegment = async (image: ElfImage, { da, offset, filesz, memsz }: Segment, parts: LoadParts): Promise<boolean> => {
  const physical = toPhysical(da, memsz, parts);
  if (physical === undefined) {
    parts.core.err(`bad phdr da ${hex(da)} mem ${hex(memsz)}`);
    return false;
  }
  if (filesz > 0) await parts.a53.copy(physical, image.bytes.subarray(offset, offset + filesz));
  if (memsz > filesz) await parts.a53.clear(physical + filesz, memsz - filesz);
  return true;
};

const toPhysical = (da: number, length: number, { model, kernel, driver }: LoadParts): number | undefined => {
  const { physical, rowMissed } = translate(model, da, length, kernel);
  if (rowMissed) driver.warn(`Translation failed: da = ${hex(da)} len = ${hex(length)}`);
  return physical;
};

/** imx_rproc_elf_find_loaded_rsc_table: where the live table is, or undefined when the kernel keeps its own copy only. */
export const tablePlace = ({ da, bytes }: TableSection, parts: LoadParts): number | undefined =>
  tableRegion(parts.model, parts.kernel)?.base ?? toPhysical(da, bytes.length, parts);
