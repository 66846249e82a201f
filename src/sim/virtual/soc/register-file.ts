import type { M7Notes } from './m7-notes.ts';

/** Register blocks whose content the model keeps but gives no effect: pads, clocks, domain control. */
const kept: ReadonlyMap<number, string> = new Map([
  [0x3033, 'IOMUXC'],
  [0x3034, 'IOMUXC_GPR'],
  [0x3038, 'CCM'],
  [0x303a, 'GPC'],
  [0x303d, 'RDC'],
]);

/** Names for those that the model does not have, in blocks of 64 KiB: arch/arm64/boot/dts/freescale/imx8mp.dtsi. */
const absent: ReadonlyMap<number, string> = new Map([
  [0x3020, 'GPIO1'],
  [0x3021, 'GPIO2'],
  [0x3022, 'GPIO3'],
  [0x3023, 'GPIO4'],
  [0x3024, 'GPIO5'],
  [0x3028, 'WDOG1'],
  [0x3029, 'WDOG2'],
  [0x302a, 'WDOG3'],
  [0x302d, 'GPT1'],
  [0x302e, 'GPT2'],
  [0x302f, 'GPT3'],
  [0x3035, 'OCOTP'],
  [0x3036, 'ANATOP'],
  [0x3037, 'SNVS'],
  [0x3039, 'SRC'],
  [0x306a, 'system counter'],
  [0x306e, 'GPT6'],
  [0x306f, 'GPT5'],
  [0x3070, 'GPT4'],
  [0x3082, 'ECSPI1'],
  [0x3083, 'ECSPI2'],
  [0x3084, 'ECSPI3'],
  [0x3086, 'UART1'],
  [0x3088, 'UART3'],
  [0x3089, 'UART2'],
  [0x3090, 'CAAM'],
  [0x30a2, 'I2C1'],
  [0x30a3, 'I2C2'],
  [0x30a4, 'I2C3'],
  [0x30a5, 'I2C4'],
  [0x30bd, 'SDMA1'],
  [0x30e2, 'AUDIOMIX'],
]);

/**
 * What registers hold when the boot ROM and U-Boot have left, where start-up code reads them before it writes: RDC_STAT with the domain that TF-A
 * gives the M7, RDC_PDAP of UART4, roots of NOC AXI, AHB, IPG and UART4 at their reset values, the M7's at SYSTEM PLL1: the 800 MHz that it runs at here.
 */
const before: ReadonlyMap<number, number> = new Map([
  [0x303d_0024, 0x0000_0101],
  [0x303d_0474, 0x0000_00ff],
  [0x3038_8080, 0x1400_0000],
  [0x3038_9000, 0x1000_0000],
  [0x3038_9080, 0x0000_0001],
  [0x3038_9100, 0x1000_0000],
  [0x3038_b080, 0x1000_0000],
  [0x303a_01d0, 0x0000_0000],
]);

/** GPC_PU_PWRHSK: a bus of a domain in bits 15-0 is asked, its acknowledgement follows in bits 31-16. */
const handshake = 0x303a_0190;

/** GPC_PU_PGC_SW_PUP_REQ and _PDN_REQ: a request to switch a domain clears itself when it is done, which is at once here. */
const selfClearing: ReadonlySet<number> = new Set([0x303a_00d8, 0x303a_00e4]);

/** The peripherals at 0x3xxxxxxx that have no model of their own: 64 KiB blocks that remember what was written, or that read 0 and take nothing. */
export class RegisterFile {
  readonly #values = new Map<number, number>();
  readonly #notes: Pick<M7Notes, 'limit'>;

  constructor(notes: Pick<M7Notes, 'limit'>) {
    this.#notes = notes;
  }

  reset(): void {
    this.#values.clear();
  }

  read(address: number): number {
    if (selfClearing.has(address)) return 0;
    if (address === handshake) return this.#acknowledged();
    const value = this.#values.get(keyOf(address)) ?? before.get(keyOf(address));
    // What hardware shows before anybody wrote, such as the lock bit of a PLL, is not known here.
    if (value === undefined) this.#report(address, 'read');
    return value ?? 0;
  }

  /** What a register of a kept block holds, for parts of the chip that depend on it. */
  kept(address: number): number {
    return this.#values.get(keyOf(address)) ?? before.get(keyOf(address)) ?? 0;
  }

  /** CCM registers come in fours: value, set, clear, toggle. */
  write(address: number, value: number): void {
    if (!kept.has(address >>> 16)) {
      this.#report(address, 'write');
      return;
    }
    const key = keyOf(address);
    const old = this.#values.get(key) ?? before.get(key) ?? 0;
    const operations = [value, old | value, old & ~value, old ^ value] as const;
    this.#values.set(key, isCcm(address) ? operations[((address >>> 2) & 3) as 0 | 1 | 2 | 3] : value);
  }

  #acknowledged(): number {
    const asked = (this.#values.get(handshake) ?? 0) & 0xffff;
    return ((asked << 16) | asked) >>> 0;
  }

  #report(address: number, access: 'read' | 'write'): void {
    const block = address >>> 16;
    this.#notes.limit({ kind: 'register', name: kept.get(block) ?? absent.get(block) ?? 'a peripheral', address, access, fatal: false });
  }
}

const isCcm = (address: number): boolean => address >>> 16 === 0x3038;
const keyOf = (address: number): number => (isCcm(address) ? address & ~0xf : address);
