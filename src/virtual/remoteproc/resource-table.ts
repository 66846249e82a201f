import type { DeviceLog } from './kernel-log.ts';

export interface VringRequest {
  /** Where its `da` field is in the table. */
  readonly at: number;
  readonly da: number;
  readonly align: number;
  readonly num: number;
  readonly notifyId: number;
}

export interface VdevRequest {
  /** Offset of struct fw_rsc_vdev in the table. */
  readonly at: number;
  readonly id: number;
  readonly deviceFeatures: number;
  readonly vrings: readonly VringRequest[];
}

export interface ParsedTable {
  readonly vdevs: readonly VdevRequest[];
  /** Resource types the kernel knows and this model has no part for. */
  readonly notModelled: readonly number[];
}

const rscVdev = 3;
const knownTypes = 4;
const vdevBytes = 24;
const vringBytes = 20;
const maxVrings = 2;

/** rproc_handle_resources: the requests of a table, or undefined for -EINVAL. */
export const parseTable = (bytes: Uint8Array, log: DeviceLog): ParsedTable | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const vdevs: VdevRequest[] = [];
  const notModelled: number[] = [];
  for (let index = 0; index < view.getUint32(4, true); index++) {
    const offset = 16 + 4 * index + 4 <= bytes.length ? view.getUint32(16 + 4 * index, true) : bytes.length;
    if (offset + 4 > bytes.length) return refuse(log, 'rsc table is truncated');
    const type = view.getUint32(offset, true);
    if (type === rscVdev) {
      const vdev = parseVdev(view, offset + 4, log);
      if (!vdev) return undefined;
      vdevs.push(vdev);
    } else if (type < knownTypes) notModelled.push(type);
    else log.warn(`unsupported resource ${type | 0}`);
  }
  return { vdevs, notModelled };
};

const parseVdev = (view: DataView, at: number, log: DeviceLog): VdevRequest | undefined => {
  const avail = view.byteLength - at;
  if (avail < vdevBytes) return refuse(log, 'vdev rsc is truncated');
  const word = (index: number): number => view.getUint32(at + 4 * index, true);
  const count = view.getUint8(at + 21);
  if (vdevBytes + count * vringBytes + word(4) > avail) return refuse(log, 'vdev rsc is truncated');
  if (view.getUint16(at + 22, true) !== 0) return refuse(log, 'vdev rsc has non zero reserved bytes');
  if (count > maxVrings) return refuse(log, `too many vrings: ${count}`);
  const vrings = Array.from({ length: count }, (_, index) => parseVring(view, at + vdevBytes + index * vringBytes));
  const bad = vrings.find(({ num, align }) => num === 0 || align === 0);
  if (bad) return refuse(log, `invalid qsz (${bad.num}) or alignment (${bad.align})`);
  return { at, id: word(0), deviceFeatures: word(2), vrings };
};

const parseVring = (view: DataView, at: number): VringRequest => {
  const word = (index: number): number => view.getUint32(at + 4 * index, true);
  return { at, da: word(0), align: word(1), num: word(2), notifyId: word(3) };
};

const refuse = (log: DeviceLog, text: string): undefined => {
  log.err(text);
  return undefined;
};
