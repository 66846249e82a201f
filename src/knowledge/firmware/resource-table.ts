import type { ReservedRegion } from './address-map.ts';
import { sectionData } from './elf.ts';
import type { Elf } from './elf-format.ts';
import { Carveouts } from './table-carveouts.ts';
import { firmwareResources, type TableEntry } from './table-entries.ts';
import { carveoutRefusal, type TableRefusal, vringRefusal } from './table-rules.ts';
import type { Vring } from './vring.ts';

export interface ResourceTable {
  /** Device address. */
  readonly at: number;
  readonly bytes: number;
  readonly vdevs: readonly { readonly id: number; readonly vrings: readonly Vring[] }[];
  readonly traces: readonly { readonly address: number; readonly bytes: number; readonly name: string }[];
  readonly carveouts: number;
  /** Why Linux takes it for no table at all, and starts the image without one; empty when it is read. */
  readonly flaws: readonly string[];
  /** The first thing that Linux refuses, by kernel: up to 5.15 a start ends there; from 6.1 on a bad vring only costs RPMsg. */
  readonly refusals: readonly TableRefusal[];
}

/** The resource table as Linux finds it: by the name of its section. Layout: include/linux/remoteproc.h. An empty section, which NXP's linker scripts leave, is none. */
export const resourceTableOf = (elf: Elf, overlay: readonly ReservedRegion[]): ResourceTable | undefined => {
  const section = elf.sections.find(({ name }) => name === '.resource_table');
  if (!section || section.size === 0) return undefined;
  const data = sectionData(elf, section);
  const empty: ResourceTable = { at: section.address, bytes: section.size, vdevs: [], traces: [], carveouts: 0, flaws: [], refusals: [] };
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const flaw = headerFlaw(view, section.size);
  if (flaw) return { ...empty, flaws: [flaw] };
  return read(view, empty, overlay);
};

const headerBytes = 16;

// find_table in drivers/remoteproc/remoteproc_elf_loader.c (6.1, 6.12): what it refuses is "No resource table in elf" for imx_rproc_parse_fw.
const headerFlaw = (view: DataView, size: number): string | undefined => {
  if (view.byteLength < size) return 'the file ends inside it ("resource table truncated")';
  if (size < headerBytes) return 'it is shorter than its header ("header-less resource table")';
  if (view.getUint32(0, true) !== 1) return `its version is ${view.getUint32(0, true)}, not 1 ("unsupported fw ver")`;
  if (view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return 'its reserved words are not zero ("non zero reserved bytes")';
  return headerBytes + 4 * view.getUint32(4, true) > size
    ? 'it is too short for the entries that it claims ("resource table incomplete")'
    : undefined;
};

const read = (view: DataView, empty: ResourceTable, overlay: readonly ReservedRegion[]): ResourceTable => {
  const entries: readonly TableEntry[] = firmwareResources(view);
  const vdevs = entries.flatMap((entry) => (entry.kind === 'vdev' ? [entry] : []));
  const traces = entries.flatMap((entry) =>
    entry.kind === 'trace' ? [{ address: entry.address, bytes: entry.bytes, name: entry.name }] : [],
  );
  return {
    ...empty,
    vdevs: vdevs.map(({ id, vrings }) => ({ id, vrings })),
    traces,
    carveouts: entries.filter(({ kind }) => kind === 'carveout').length,
    refusals: refusalsOf(entries, overlay),
  };
};

// Linux goes through the entries in order and stops at the first that it refuses.
const refusalsOf = (entries: readonly TableEntry[], overlay: readonly ReservedRegion[]): TableRefusal[] => {
  const found: TableRefusal[] = [];
  let vdevIndex = 0;
  const carveouts = new Carveouts(overlay);
  for (const entry of entries) {
    const refusal =
      entry.kind === 'refused'
        ? entry.refusal
        : entry.kind === 'vdev'
          ? vringRefusal(entry, vdevIndex++, carveouts)
          : entry.kind === 'carveout'
            ? carveoutRefusal(entry, carveouts)
            : undefined;
    if (!refusal) continue;
    found.push(refusal);
    if (refusal.from === 'every kernel') break;
  }
  return found;
};
