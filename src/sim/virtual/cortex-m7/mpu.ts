/** What an access may do to an address, and whether unaligned accesses are allowed there. */
export interface Permissions {
  readonly read: boolean;
  readonly write: boolean;
  readonly execute: boolean;
  readonly normal: boolean;
}

interface Region {
  readonly base: number;
  readonly size: number;
  readonly disabled: number;
  readonly access: number;
  readonly executeNever: boolean;
  readonly normal: boolean;
}

const executable = (address: number): boolean => address < 0x4000_0000 || (address >= 0x6000_0000 && address < 0xa000_0000);

/** The default memory map of ARMv7-M (B3.1). */
export const defaultMap = (address: number): Permissions => ({
  read: true,
  write: true,
  execute: executable(address),
  normal: executable(address),
});

/** AP of MPU_RASR (B3.5.9): readable and writable, privileged and not. */
const accessRights: readonly (readonly [boolean, boolean, boolean, boolean])[] = [
  [false, false, false, false],
  [true, true, false, false],
  [true, true, true, false],
  [true, true, true, true],
  [false, false, false, false],
  [true, false, false, false],
  [true, false, true, false],
  [true, false, true, false],
];

const nothing: Permissions = { read: false, write: false, execute: false, normal: false };

/** The memory protection unit, PMSAv7 (B3.5), with 16 regions in the Cortex-M7 and 8 in the Cortex-M4 of an i.MX 8M. */
export class Mpu {
  /** ENABLE, HFNMIENA, PRIVDEFENA in bits 0, 1, 2. */
  control = 0;
  number = 0;
  /** A power of two. */
  readonly regionCount: number;
  readonly type: number;
  readonly #bases: Uint32Array;
  readonly #attributes: Uint32Array;
  #regions: readonly Region[] = [];
  readonly #changed: () => void;

  constructor(regionCount: 8 | 16, changed: () => void) {
    this.regionCount = regionCount;
    this.type = regionCount << 8;
    this.#bases = new Uint32Array(regionCount);
    this.#attributes = new Uint32Array(regionCount);
    this.#changed = changed;
  }

  get rbar(): number {
    return (this.#bases[this.number]! | this.number) >>> 0;
  }

  get rasr(): number {
    return this.#attributes[this.number]!;
  }

  writeControl(value: number): void {
    this.control = value & 7;
    this.#changed();
  }

  /** VALID selects the region too. */
  writeBase(value: number): void {
    if (value & 0x10) this.number = value & (this.regionCount - 1);
    this.#bases[this.number] = value & ~0x1f;
    this.#update();
  }

  writeAttributes(value: number): void {
    this.#attributes[this.number] = value;
    this.#update();
  }

  /** The highest region that holds the address decides; outside of all the default map does, for privileged accesses if PRIVDEFENA says so. */
  permissions(address: number, privileged: boolean): Permissions {
    for (const region of this.#regions) if (holds(region, address)) return rights(region, privileged, address);
    return privileged && this.control & 4 ? defaultMap(address) : nothing;
  }

  /** True when no region begins or ends inside the 64 KiB. */
  isUniform(block: number): boolean {
    const [from, to] = [block * 0x1_0000, (block + 1) * 0x1_0000];
    return this.#regions.every(({ base, size, disabled }) => {
      if (base + size <= from || base >= to) return true;
      return base <= from && base + size >= to && (disabled === 0 || size >= 8 * 0x1_0000);
    });
  }

  #update(): void {
    const last = this.regionCount - 1;
    this.#regions = Array.from({ length: this.regionCount }, (_, index) => last - index)
      .filter((index) => this.#attributes[index]! & 1)
      .map((index) => regionOf(this.#bases[index]!, this.#attributes[index]!));
    if (this.control & 1) this.#changed();
  }
}

const regionOf = (rbar: number, rasr: number): Region => {
  const size = 2 ** (((rasr >>> 1) & 0x1f) + 1);
  const [tex, cacheable, bufferable] = [(rasr >>> 19) & 7, (rasr >>> 17) & 1, (rasr >>> 16) & 1];
  return {
    base: Math.floor(rbar / size) * size,
    size,
    disabled: size >= 256 ? (rasr >>> 8) & 0xff : 0,
    access: (rasr >>> 24) & 7,
    executeNever: (rasr & (1 << 28)) !== 0,
    // TEX, C, B (B3.5.9): strongly-ordered and device memory are 0/0/0, 0/0/1 and 2/0/0.
    normal: !(cacheable === 0 && ((tex === 0 && bufferable <= 1) || (tex === 2 && bufferable === 0))),
  };
};

const holds = ({ base, size, disabled }: Region, address: number): boolean =>
  address >= base && address < base + size && (disabled & (1 << Math.floor(((address - base) * 8) / size))) === 0;

const rights = ({ access, executeNever, normal }: Region, privileged: boolean, address: number): Permissions => {
  const [privilegedRead, privilegedWrite, userRead, userWrite] = accessRights[access]!;
  const read = privileged ? privilegedRead : userRead;
  return { read, write: privileged ? privilegedWrite : userWrite, execute: read && !executeNever && executable(address), normal };
};
