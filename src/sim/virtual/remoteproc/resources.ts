import type { VirtualRegion } from '../../../core/virtual-model.ts';
import { errno } from './errno.ts';
import type { DeviceLog } from './kernel-log.ts';
import { handleResources, type VdevRequest, type VringRequest } from './resource-table.ts';
import type { KernelVersion } from './types.ts';

export interface ResourceParts {
  /** Of the device tree. */
  readonly regions: readonly VirtualRegion[];
  readonly kernel: KernelVersion;
  readonly log: DeviceLog;
  /** The driver core, which tells of a probe that failed. */
  readonly driverCore: DeviceLog;
  readonly onNoEffect?: ((what: string) => void) | undefined;
}

/** What Linux makes for the table of an image it loads: nothing without a table, or the negative errno with which the start ends. */
export const requestedVdevs = (bytes: Uint8Array | undefined, parts: ResourceParts): readonly VdevRequest[] | number => {
  if (!bytes) return [];
  const { regions, log, onNoEffect } = parts;
  const vdevs: VdevRequest[] = [];
  const carveouts = carveoutsOf(regions);
  let index = 0;
  const result = handleResources(bytes, log, {
    vdev: (request) => {
      const defect = vringDefect(request, index++, log, carveouts);
      if (defect === 0) vdevs.push(request);
      return defect === 0 || isOwnDevice(parts, defect) ? 0 : defect;
    },
    carveout: (name, da, length) => {
      onNoEffect?.('the carveout of a resource table');
      return handleCarveout(name, da, length, carveouts, log);
    },
    trace: () => {
      onNoEffect?.('the trace buffer of a resource table');
      return 0;
    },
  });
  if (result === 0) return vdevs;
  log.err(`Failed to process resources: ${result}`);
  return result;
};

// From 6.1 on a vdev is a platform device (rproc_virtio_probe): a bad one fails its probe, and the core starts without it.
const isOwnDevice = ({ kernel, driverCore }: ResourceParts, defect: number): boolean => {
  if (kernel === '5.15') return false;
  if (kernel === '6.12') driverCore.err(`rproc-virtio rproc-virtio.2.auto: probe with driver rproc-virtio failed with error ${defect}`);
  else driverCore.warn(`rproc-virtio: probe of rproc-virtio.2.auto failed with error ${defect}`);
  return true;
};

interface Carveout {
  readonly base: number;
  readonly size: number;
  isAssociated: boolean;
}

/** By name: the device tree's regions, and what entries of the table have made or claimed. */
type CarveoutTable = Map<string, Carveout>;

const carveoutsOf = (regions: readonly VirtualRegion[]): CarveoutTable =>
  new Map(regions.map(({ node, base, size }) => [node, { base, size, isAssociated: false }]));

/** rproc_handle_carveout: one that names what is known must fit it; any other is memory of Linux's own choice. */
const handleCarveout = (name: string, da: number, length: number, carveouts: CarveoutTable, log: DeviceLog): number => {
  const known = carveouts.get(name);
  if (known?.isAssociated) {
    log.err('Carveout already associated to resource table');
    return errno.noMemory;
  }
  if (known && !fits(known, da, length, log)) return errno.noMemory;
  carveouts.set(name, { ...(known ?? { base: da, size: length }), isAssociated: true });
  return 0;
};

/** What a firmware that runs already has left at the table's place. DRAM junk is not a table: version 1, and two words that must be 0. */
export const leftVdevs = (bytes: Uint8Array, regions: readonly VirtualRegion[], log: DeviceLog): readonly VdevRequest[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isTable = view.getUint32(0, true) === 1 && view.getUint32(8, true) === 0 && view.getUint32(12, true) === 0;
  const vdevs: VdevRequest[] = [];
  let index = 0;
  const handlers = {
    vdev: (request: VdevRequest) => {
      if (vringDefect(request, index++, log, carveoutsOf(regions)) === 0) vdevs.push(request);
      return 0;
    },
    carveout: () => 0,
    trace: () => 0,
  };
  return isTable && handleResources(bytes, log, handlers) === 0 ? vdevs : [];
};

/** rproc_parse_vring of each ring, then rproc_alloc_vring: 0, or the errno. */
const vringDefect = ({ vrings }: VdevRequest, vdev: number, log: DeviceLog, carveouts: CarveoutTable): number => {
  const empty = vrings.find(({ num, align }) => num === 0 || align === 0);
  if (empty) {
    log.err(`invalid qsz (${empty.num | 0}) or alignment (${empty.align | 0})`);
    return errno.invalid;
  }
  return vrings.every((vring, index) => isPlaced(vring, `vdev${vdev}vring${index}`, log, carveouts)) ? 0 : errno.noMemory;
};

const isPlaced = ({ da, num, align }: VringRequest, name: string, log: DeviceLog, carveouts: CarveoutTable): boolean => {
  const known = carveouts.get(name);
  if (known) return fits(known, da, ringBytes(num, align), log);
  carveouts.set(name, { base: da, size: ringBytes(num, align), isAssociated: false });
  return true;
};

/** PAGE_ALIGN(vring_size()) of include/uapi/linux/virtio_ring.h: an alignment that is no power of two is a mask all the same, and both wrap at 32 bit. */
const ringBytes = (num: number, align: number): number => {
  const mask = BigInt(align) - 1n;
  const size = BigInt.asUintN(32, ((18n * BigInt(num) + 6n + mask) & ~mask) + 6n + 8n * BigInt(num));
  return Number(BigInt.asUintN(32, size + 4095n) & ~4095n);
};

/** rproc_check_carveout_da, in the kernel's 32-bit arithmetic. */
const fits = (region: { readonly base: number; readonly size: number }, da: number, length: number, log: DeviceLog): boolean => {
  const bytes = length % 2 ** 32;
  const say = (what: string): false => {
    log.err(`Registered carveout doesn't fit ${what} request`);
    return false;
  };
  if (bytes > region.size) return say('len');
  if (da === 0xffff_ffff) return true;
  if (region.base === 0xffff_ffff) return false;
  const delta = (da - region.base) | 0;
  if (delta < 0) return say('da');
  return (delta + bytes) % 2 ** 32 > region.size ? say('len') : true;
};
