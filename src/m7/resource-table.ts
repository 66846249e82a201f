import { type Elf, sectionData } from './elf.ts';

export interface Vring {
  /** Device address; 0xffffffff leaves the choice to Linux. */
  readonly address: number;
  readonly align: number;
  readonly buffers: number;
}

export interface ResourceTable {
  /** Device address. */
  readonly at: number;
  readonly bytes: number;
  readonly vdevs: readonly { readonly id: number; readonly vrings: readonly Vring[] }[];
  readonly traces: readonly { readonly address: number; readonly bytes: number; readonly name: string }[];
  readonly carveouts: number;
  /** What Linux would not accept. */
  readonly flaws: readonly string[];
}

/** The resource table as Linux finds it: by the name of its section. Layout: include/linux/remoteproc.h. */
export const resourceTableOf = (elf: Elf): ResourceTable | undefined => {
  const section = elf.sections.find(({ name }) => name === '.resource_table');
  if (!section) return undefined;
  const data = sectionData(elf, section);
  const empty: ResourceTable = { at: section.address, bytes: data.byteLength, vdevs: [], traces: [], carveouts: 0, flaws: [] };
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const flaw = headerFlaw(view);
  if (flaw) return { ...empty, flaws: [flaw] };
  return readEntries(view, empty);
};

const headerBytes = 16;
const mostEntries = 64;

const headerFlaw = (view: DataView): string | undefined => {
  if (view.byteLength < headerBytes) return 'it is shorter than its header';
  if (view.getUint32(0, true) !== 1) return `its version is ${view.getUint32(0, true)}, not 1`;
  if (view.getUint32(8, true) !== 0 || view.getUint32(12, true) !== 0) return 'its reserved words are not zero';
  const count = view.getUint32(4, true);
  return count > mostEntries || headerBytes + 4 * count > view.byteLength
    ? `it claims ${count} entries and is too short for them`
    : undefined;
};

const readEntries = (view: DataView, empty: ResourceTable): ResourceTable => {
  const vdevs: ResourceTable['vdevs'][number][] = [];
  const traces: ResourceTable['traces'][number][] = [];
  const flaws: string[] = [];
  let carveouts = 0;
  for (let index = 0; index < view.getUint32(4, true); index++) {
    const offset = view.getUint32(headerBytes + 4 * index, true);
    const type = offset + 4 <= view.byteLength ? view.getUint32(offset, true) : undefined;
    const vdev = type === 3 ? readVdev(view, offset + 4) : undefined;
    const trace = type === 2 ? readTrace(view, offset + 4) : undefined;
    if (vdev) vdevs.push(vdev);
    else if (trace) traces.push(trace);
    else if (type === 0) carveouts++;
    else if (type === undefined || type === 2 || type === 3) flaws.push(`entry ${index} is cut off`);
  }
  return { ...empty, vdevs, traces, carveouts, flaws };
};

// fw_rsc_vdev: id, notifyid, two feature words, config_len, status, number of vrings, 2 bytes; then 20 bytes for each vring.
const readVdev = (view: DataView, at: number): ResourceTable['vdevs'][number] | undefined => {
  if (at + 24 > view.byteLength) return undefined;
  const count = view.getUint8(at + 21);
  if (at + 24 + 20 * count > view.byteLength) return undefined;
  const vrings = Array.from({ length: count }, (_, index) => at + 24 + 20 * index).map((ring) => ({
    address: view.getUint32(ring, true),
    align: view.getUint32(ring + 4, true),
    buffers: view.getUint32(ring + 8, true),
  }));
  return { id: view.getUint32(at, true), vrings };
};

// fw_rsc_trace: address, length, reserved, 32 bytes of name.
const readTrace = (view: DataView, at: number): ResourceTable['traces'][number] | undefined => {
  if (at + 44 > view.byteLength) return undefined;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 12, 32);
  const end = bytes.indexOf(0);
  return {
    address: view.getUint32(at, true),
    bytes: view.getUint32(at + 4, true),
    name: String.fromCharCode(...bytes.subarray(0, end === -1 ? 32 : end)),
  };
};
