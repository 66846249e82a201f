import type { ReservedRegion } from './address-map.ts';
import { hex } from './elf-format.ts';

/** A piece of memory that a table asks for. Bytes as computed; the kernel compares them in 32 bit. */
export interface Wish {
  readonly address: number;
  readonly bytes: number;
}

export interface Misfit {
  readonly sentence: string;
  /** What the kernel prints; nothing for an address where Linux was to choose. */
  readonly line?: string;
}

/** Leaves the choice of the address to Linux. */
export const anywhere = 0xffff_ffff;

interface Carveout {
  readonly base: number;
  readonly size: number;
  isAssociated: boolean;
}

/** The carveouts that Linux knows by name: the regions of the device tree, and what entries of the table have added. rproc_find_carveout_by_name. */
export class Carveouts {
  readonly #known: Map<string, Carveout>;

  constructor(overlay: readonly ReservedRegion[]) {
    this.#known = new Map([...overlay].reverse().map(({ name, base, size }) => [name, { base, size, isAssociated: false }]));
  }

  /** True for the second entry of one name. */
  isAssociated(name: string): boolean {
    return this.#known.get(name)?.isAssociated === true;
  }

  /** Takes the wish, or says why it does not fit what has this name: rproc_check_carveout_da. A name that nobody has is made. */
  take(name: string, wish: Wish, kind: 'carveout' | 'vring'): Misfit | undefined {
    const known = this.#known.get(name);
    if (!known) {
      this.#known.set(name, { base: wish.address, size: wish.bytes, isAssociated: kind === 'carveout' });
      return undefined;
    }
    const misfit = misfitOf(wish, kind === 'carveout' ? `the carveout ${name}` : name, known);
    if (!misfit && kind === 'carveout') known.isAssociated = true;
    return misfit;
  }
}

const misfitOf = ({ address, bytes }: Wish, name: string, { base, size }: Carveout): Misfit | undefined => {
  const wanted = bytes % 2 ** 32;
  const line = (what: 'da' | 'len'): string => `Registered carveout doesn't fit ${what} request`;
  if (wanted > size) return { sentence: `${name} needs ${wanted} bytes, and its region has ${size}`, line: line('len') };
  if (address === anywhere) return undefined;
  if (base === anywhere) return { sentence: `${name} wants ${hex(address)}, and an earlier entry of this name left the choice to Linux` };
  const delta = (address - base) | 0;
  if (delta < 0) return { sentence: `${name} lies at ${hex(address)}, before its region at ${hex(base)}`, line: line('da') };
  return (delta + wanted) % 2 ** 32 > size
    ? { sentence: `${name} lies at ${hex(address)}, and its region ends at ${hex(base + size)}`, line: line('len') }
    : undefined;
};
