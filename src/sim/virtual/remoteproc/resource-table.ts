import { errno } from './errno.ts';
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

/** What the handlers of one table are given, in its order. */
export interface TableHandlers {
  /** A negative errno ends the start. */
  vdev(request: VdevRequest): number;
  carveout(name: string, da: number, length: number): number;
  trace(da: number, length: number): number;
}

const [carveout, devmem, trace, vdev, last] = [0, 1, 2, 3, 4];
const [firstVendor, lastVendor] = [128, 512];
const vdevBytes = 24;
const vringBytes = 20;
const maxVrings = 2;

/** rproc_handle_resources and its handlers in drivers/remoteproc/remoteproc_core.c (Linux 6.1, 6.12): 0, or the errno of the first entry that is refused. */
export const handleResources = (bytes: Uint8Array, log: DeviceLog, handlers: TableHandlers): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < view.getUint32(4, true); index++) {
    const offset = 16 + 4 * index + 4 <= bytes.length ? view.getUint32(16 + 4 * index, true) : bytes.length;
    if (offset < 16 || offset + 4 > bytes.length) return refuse(log, 'rsc table is truncated');
    const result = handleEntry(view, offset, log, handlers);
    if (result < 0) return result;
  }
  return 0;
};

const handleEntry = (view: DataView, offset: number, log: DeviceLog, handlers: TableHandlers): number => {
  const type = view.getUint32(offset, true);
  const at = offset + 4;
  if (type === carveout) return handleNamed(view, at, { kind: 'carveout', size: 52, reserved: 16, length: 8 }, log, handlers.carveout);
  // No IOMMU: rproc->domain is NULL, and the handler has no word for it.
  if (type === devmem) return errno.invalid;
  if (type === trace)
    return handleNamed(view, at, { kind: 'trace', size: 44, reserved: 8, length: 4 }, log, (_, da, length) => handlers.trace(da, length));
  if (type === vdev) return handleVdev(view, at, log, handlers);
  if (type >= firstVendor && type <= lastVendor) log.warn(`unsupported vendor resource ${type}`);
  else if (type >= last!) log.warn(`unsupported resource ${type | 0}`);
  return 0;
};

interface Named {
  readonly kind: string;
  readonly size: number;
  /** Offsets of fields in the entry. */
  readonly reserved: number;
  readonly length: number;
}

const handleNamed = (
  view: DataView,
  at: number,
  { kind, size, reserved, length }: Named,
  log: DeviceLog,
  handle: (name: string, da: number, length: number) => number,
): number => {
  if (at + size > view.byteLength) return refuse(log, `${kind} rsc is truncated`);
  if (view.getUint32(at + reserved, true) !== 0) return refuse(log, `${kind} rsc has non zero reserved bytes`);
  const letters = new Uint8Array(view.buffer, view.byteOffset + at + size - 32, 32);
  const end = letters.indexOf(0);
  const name = String.fromCharCode(...letters.subarray(0, end === -1 ? 32 : end));
  return handle(name, view.getUint32(at, true), view.getUint32(at + length, true));
};

const handleVdev = (view: DataView, at: number, log: DeviceLog, handlers: TableHandlers): number => {
  const avail = view.byteLength - at;
  if (avail < vdevBytes) return refuse(log, 'vdev rsc is truncated');
  const word = (index: number): number => view.getUint32(at + 4 * index, true);
  const count = view.getUint8(at + 21);
  if (vdevBytes + count * vringBytes + word(4) > avail) return refuse(log, 'vdev rsc is truncated');
  if (view.getUint16(at + 22, true) !== 0) return refuse(log, 'vdev rsc has non zero reserved bytes');
  if (count > maxVrings) return refuse(log, `too many vrings: ${count}`);
  const vrings = Array.from({ length: count }, (_, index) => parseVring(view, at + vdevBytes + index * vringBytes));
  return handlers.vdev({ at, id: word(0), deviceFeatures: word(2), vrings });
};

const parseVring = (view: DataView, at: number): VringRequest => {
  const word = (index: number): number => view.getUint32(at + 4 * index, true);
  return { at, da: word(0), align: word(1), num: word(2), notifyId: word(3) };
};

const refuse = (log: DeviceLog, text: string): number => {
  log.err(text);
  return errno.invalid;
};
