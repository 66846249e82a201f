/** Register blocks whose content the model keeps but gives no effect: pads, clocks, domain control. */
const kept: Readonly<Record<number, string>> = {
  12339: 'IOMUXC',
  12340: 'IOMUXC_GPR',
  12344: 'CCM',
  12346: 'GPC',
  12349: 'RDC',
};

/** The peripherals at 0x3xxxxxxx that have no model of their own: 64 KiB blocks that remember, or that read 0 and are reported. */
export class RegisterFile {
  readonly #values = new Map<number, number>();
  readonly #touched: (what: string) => void;

  constructor(touched: (what: string) => void) {
    this.#touched = touched;
  }

  reset(): void {
    this.#values.clear();
  }

  read(address: number): number {
    this.#report(address);
    return this.#values.get(address >>> 16 === 0x3038 ? address & ~0xf : address) ?? 0;
  }

  /** CCM registers come in fours: value, set, clear, toggle. */
  write(address: number, value: number): void {
    this.#report(address);
    if (!(address >>> 16 in kept)) return;
    const ccm = address >>> 16 === 0x3038;
    const key = ccm ? address & ~0xf : address;
    const old = this.#values.get(key) ?? 0;
    const operations = [value, old | value, old & ~value, old ^ value] as const;
    this.#values.set(key, ccm ? operations[((address >>> 2) & 3) as 0 | 1 | 2 | 3] : value);
  }

  #report(address: number): void {
    if (address >>> 16 in kept) return;
    this.#touched(`the peripheral at 0x${((address >>> 16) * 0x1_0000).toString(16)} is not modelled: it reads 0 and takes no effect`);
  }
}
