import type { Carveouts } from './table-carveouts.ts';
import type { Vring } from './vring.ts';

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

const page = 4096;

/** rproc_parse_vring for all rings of a vdev, then rproc_alloc_vring of each. */
export const vringRefusal = (
  { vrings }: { readonly vrings: readonly Vring[] },
  vdevIndex: number,
  carveouts: Carveouts,
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
    const wish = { address: vring.address, bytes: ringBytes(vring) };
    const misfit = carveouts.take(`vdev${vdevIndex}vring${index}`, wish, 'vring');
    if (misfit) return { from: 'before 6.1', errno: -12, ...misfit };
  }
  return undefined;
};

/** rproc_handle_carveout. */
export const carveoutRefusal = (
  { name, address, bytes }: { readonly name: string; readonly address: number; readonly bytes: number },
  carveouts: Carveouts,
): TableRefusal | undefined => {
  if (carveouts.isAssociated(name))
    return {
      from: 'every kernel',
      errno: -12,
      sentence: `two carveouts are called ${name}`,
      line: 'Carveout already associated to resource table',
    };
  const misfit = carveouts.take(name, { address, bytes }, 'carveout');
  return misfit && { from: 'every kernel', errno: -12, ...misfit };
};

/**
 * PAGE_ALIGN(vring_size(num, align)) of include/uapi/linux/virtio_ring.h, which masks with `align - 1` whether or not it is a power of two. Both are of 32
 * bit and wrap.
 */
export const ringBytes = ({ buffers, align }: Pick<Vring, 'buffers' | 'align'>): number => {
  const [num, mask] = [BigInt(buffers), BigInt(align) - 1n];
  const used = (16n * num + 2n * (3n + num) + mask) & ~mask;
  const size = BigInt.asUintN(32, used + 6n + 8n * num);
  return Number(BigInt.asUintN(32, size + BigInt(page - 1)) & ~BigInt(page - 1));
};
