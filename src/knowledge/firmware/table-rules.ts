import type { ReservedRegion } from './address-map.ts';
import { hex } from './elf-format.ts';
import type { Vring } from './resource-table.ts';

/** Something in a resource table that Linux refuses. */
export interface TableRefusal {
  /**
   * `every kernel`: the start ends. `before 6.1`: it ends up to 5.15; since then a vdev is a device of its own, whose probe fails, and the core starts
   * without RPMsg (rproc_virtio_probe in drivers/remoteproc/remoteproc_virtio.c).
   */
  readonly from: 'every kernel' | 'before 6.1';
  /** As printed: -22. */
  readonly errno: number;
  readonly sentence: string;
  /** What the kernel prints before "Failed to process resources", without its device. */
  readonly line?: string;
}

const anywhere = 0xffff_ffff;
const page = 4096;

/** rproc_parse_vring for all rings of a vdev, then rproc_alloc_vring with rproc_check_carveout_da, against the regions named vdevNvringM. */
export const vringRefusal = (
  { vrings }: { readonly vrings: readonly Vring[] },
  vdevIndex: number,
  overlay: readonly ReservedRegion[],
): TableRefusal | undefined => {
  const empty = vrings.findIndex(({ buffers, align }) => buffers === 0 || align === 0);
  if (empty !== -1) {
    const { buffers, align } = vrings[empty]!;
    return {
      from: 'before 6.1',
      errno: -22,
      sentence: `vring ${empty} has ${buffers} buffers and an alignment of ${align}`,
      line: `invalid qsz (${buffers | 0}) or alignment (${align | 0})`,
    };
  }
  for (const [index, vring] of vrings.entries()) {
    const refusal = regionRefusal(vring, `vdev${vdevIndex}vring${index}`, overlay);
    if (refusal) return refusal;
  }
  return undefined;
};

// Without a region of that name Linux takes memory of its own choice, and no address is checked.
const regionRefusal = (vring: Vring, name: string, overlay: readonly ReservedRegion[]): TableRefusal | undefined => {
  const region = overlay.find((each) => each.name === name);
  if (!region) return undefined;
  const bytes = ringBytes(vring) % 2 ** 32;
  const refuse = (sentence: string, what: 'da' | 'len'): TableRefusal => ({
    from: 'before 6.1',
    errno: -12,
    sentence,
    line: `Registered carveout doesn't fit ${what} request`,
  });
  if (bytes > region.size) return refuse(`${name} needs ${bytes} bytes, and its region has ${region.size}`, 'len');
  if (vring.address === anywhere) return undefined;
  const delta = (vring.address - region.base) | 0;
  if (delta < 0) return refuse(`${name} lies at ${hex(vring.address)}, before its region at ${hex(region.base)}`, 'da');
  return (delta + bytes) % 2 ** 32 > region.size
    ? refuse(`${name} lies at ${hex(vring.address)}, and its region ends at ${hex(region.base + region.size)}`, 'len')
    : undefined;
};

/** PAGE_ALIGN(vring_size(num, align)) of include/uapi/linux/virtio_ring.h, which masks with `align - 1` whether or not it is a power of two. */
export const ringBytes = ({ buffers, align }: Pick<Vring, 'buffers' | 'align'>): number => {
  const [num, mask] = [BigInt(buffers), BigInt(align) - 1n];
  const used = (16n * num + 2n * (3n + num) + mask) & ~mask;
  const size = used + 6n + 8n * num;
  return Number(((size + BigInt(page - 1)) / BigInt(page)) * BigInt(page));
};
