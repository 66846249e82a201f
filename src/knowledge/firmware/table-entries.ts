import type { TableRefusal } from './table-rules.ts';
import type { Vring } from './vring.ts';

/** One entry as the kernel's handlers read it, in the order of the table; nothing behind an entry that ends the start. */
export type TableEntry =
  | { readonly kind: 'vdev'; readonly id: number; readonly vrings: readonly Vring[] }
  | { readonly kind: 'trace'; readonly address: number; readonly bytes: number; readonly name: string }
  | { readonly kind: 'carveout'; readonly address: number; readonly bytes: number; readonly name: string }
  | { readonly kind: 'unknown'; readonly type: number }
  | { readonly kind: 'refused'; readonly refusal: TableRefusal };

/** rproc_handle_resources of drivers/remoteproc/remoteproc_core.c (Linux 6.1, 6.12). The header has been checked. */
export const firmwareResources = (view: DataView): TableEntry[] => {
  const entries: TableEntry[] = [];
  for (let index = 0; index < view.getUint32(4, true); index++) {
    const offset = view.getUint32(16 + 4 * index, true);
    const entry = isPlaced(view, offset) ? entryAt(view, offset) : refused(-22, `entry ${index} lies outside the table`, truncated);
    entries.push(entry);
    if (entry.kind === 'refused') break;
  }
  return entries;
};

const truncated = 'rsc table is truncated';
// rsc_table_for_each_entry of include/linux/rsc_table.h. Before 6.1.192 and 6.12.117 an offset into the header was read as an entry, of words that mean something else.
const isPlaced = (view: DataView, offset: number): boolean => offset >= 16 && offset + 4 <= view.byteLength;

const refused = (errno: number, sentence: string, line?: string): TableEntry => ({
  kind: 'refused',
  refusal: { from: 'every kernel', errno, sentence, ...(line ? { line } : {}) },
});

const entryAt = (view: DataView, offset: number): TableEntry => {
  const type = view.getUint32(offset, true);
  const at = offset + 4;
  if (type === 0) return named(view, at, 'carveout', 52, 16);
  // No IOMMU stands in front of an M-core of the i.MX 8M, so rproc->domain is NULL and the handler ends at once, without a line of its own.
  if (type === 1) return refused(-22, 'it has a devmem entry, which Linux can serve through an IOMMU only, and this core has none');
  if (type === 2) return named(view, at, 'trace', 44, 8);
  return type === 3 ? vdev(view, at) : { kind: 'unknown', type };
};

// fw_rsc_carveout: da, pa, len, flags, reserved, 32 bytes of name. fw_rsc_trace: da, len, reserved, 32 bytes of name.
const named = (view: DataView, at: number, kind: 'carveout' | 'trace', size: number, reserved: number): TableEntry => {
  if (at + size > view.byteLength) return refused(-22, `a ${kind} entry is cut off`, `${kind} rsc is truncated`);
  if (view.getUint32(at + reserved, true) !== 0)
    return refused(-22, `the reserved word of a ${kind} entry is not zero`, `${kind} rsc has non zero reserved bytes`);
  const bytes = view.getUint32(at + (kind === 'carveout' ? 8 : 4), true);
  return { kind, address: view.getUint32(at, true), bytes, name: nameAt(view, at + size - 32) };
};

const nameAt = (view: DataView, at: number): string => {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, 32);
  const end = bytes.indexOf(0);
  return String.fromCharCode(...bytes.subarray(0, end === -1 ? 32 : end));
};

const vdevBytes = 24;
const vringBytes = 20;
const mostVrings = 2;

// fw_rsc_vdev: id, notifyid, two feature words, config_len, status, number of vrings, 2 reserved bytes; then 20 bytes for each vring.
const vdev = (view: DataView, at: number): TableEntry => {
  const avail = view.byteLength - at;
  const count = avail < vdevBytes ? 0 : view.getUint8(at + 21);
  if (avail < vdevBytes || vdevBytes + vringBytes * count + view.getUint32(at + 16, true) > avail)
    return refused(-22, 'a vdev entry is cut off', 'vdev rsc is truncated');
  if (view.getUint16(at + 22, true) !== 0)
    return refused(-22, 'the reserved bytes of a vdev entry are not zero', 'vdev rsc has non zero reserved bytes');
  if (count > mostVrings) return refused(-22, `a vdev has ${count} vrings, and Linux serves two`, `too many vrings: ${count}`);
  const vrings = Array.from({ length: count }, (_, index) => at + vdevBytes + vringBytes * index).map((ring) => ({
    address: view.getUint32(ring, true),
    align: view.getUint32(ring + 4, true),
    buffers: view.getUint32(ring + 8, true),
  }));
  return { kind: 'vdev', id: view.getUint32(at, true), vrings };
};
