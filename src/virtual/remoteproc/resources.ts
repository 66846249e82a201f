import { regionOf } from './address-table.ts';
import { errno } from './errno.ts';
import type { DeviceLog } from './kernel-log.ts';
import { parseTable, type VdevRequest } from './resource-table.ts';
import { vringBytes } from './virtqueue.ts';

/** What Linux makes for the table of an image it loads: nothing without a table, undefined when the table cannot be served (-EINVAL). */
export const requestedVdevs = (
  bytes: Uint8Array | undefined,
  log: DeviceLog,
  onNoEffect: ((what: string) => void) | undefined,
): readonly VdevRequest[] | undefined => {
  if (!bytes) return [];
  const parsed = parseTable(bytes, log);
  const defect = parsed?.vdevs.map(vringDefect).find((each) => each !== undefined);
  if (defect !== undefined) log.err(defect);
  for (const type of parsed?.notModelled ?? []) onNoEffect?.(`a resource table entry of type ${type}`);
  if (parsed && defect === undefined) return parsed.vdevs;
  log.err(`Failed to process resources: ${errno.invalid}`);
  return undefined;
};

/** What a firmware that runs already has left at the table's place. DRAM junk is not a table: version 1, and two words that must be 0. */
export const leftVdevs = (bytes: Uint8Array, log: DeviceLog): readonly VdevRequest[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isTable = view.getUint32(0, true) === 1 && view.getUint32(8, true) === 0 && view.getUint32(12, true) === 0;
  const vdevs = isTable ? (parseTable(bytes, log)?.vdevs ?? []) : [];
  return vdevs.filter((request) => vringDefect(request) === undefined);
};

/** rproc_alloc_vring's checks against the reserved regions: what is wrong, or undefined. */
const vringDefect = ({ vrings }: VdevRequest): string | undefined => {
  for (const [index, { da, num, align }] of vrings.entries()) {
    const region = regionOf(`vdev0vring${index}`);
    const bytes = Math.ceil(vringBytes(num, align) / 4096) * 4096;
    if (!region || bytes > region.size) return "Registered carveout doesn't fit len request";
    if (da === 0xffff_ffff) continue;
    if (da < region.base) return "Registered carveout doesn't fit da request";
    if (da + bytes > region.base + region.size) return "Registered carveout doesn't fit len request";
  }
  return undefined;
};
