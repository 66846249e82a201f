import type { VirtualCore } from '../../../../core/virtual-model.ts';
import type { Device } from '../device.ts';
import type { M7Notes } from '../m7-notes.ts';
import { registerName } from '../registers/register-name.ts';

const analogBase = 0x3036_0000;

const PLL_RST = 1 << 9;
const PLL_LOCK = 1 << 31;

/** General control of each PLL (chapter 5.1.7, CCM_ANALOG): where it has its lock bit and its reset bit. */
const generalControls = new Set([0x00, 0x14, 0x28, 0x50, 0x64, 0x74, 0x84, 0x94, 0x104, 0x114]);

/** What the boot ROM leaves: SYSTEM PLL1 at 800 MHz, PLL2 at 1 GHz and PLL3 at 600 MHz run and are not bypassed, as do those of A53 and DRAM; the others are in reset. */
const afterBoot: Readonly<Record<number, number>> = {
  0: 0x0000_2010,
  4: 0x0014_5032,
  8: 0,
  12: 0x0010_0103,
  20: 0x0000_2010,
  24: 0x0014_5032,
  28: 0,
  32: 0x0010_0103,
  40: 0x0000_2010,
  44: 0x0014_5032,
  48: 0,
  52: 0x0010_0103,
  80: 0x0000_2200,
  100: 0x0000_0810,
  104: 0x000c_8031,
  116: 0x0000_0810,
  120: 0x0012_c032,
  132: 0x0000_0a00,
  136: 0x000f_a031,
  148: 0x0aaa_aa00,
  152: 0x0019_0032,
  260: 0x0aaa_aa00,
  264: 0x000f_a031,
  276: 0x0000_0a00,
  280: 0x0012_c032,
  292: 0,
  2048: 0x0082_4310,
};

/** The analog part of the clock controller: a PLL that is out of reset has locked by the time anybody looks. */
export class Analog implements Device {
  readonly #values = new Map<number, number>();
  readonly #core: VirtualCore;
  readonly #notes: Pick<M7Notes, 'limit'>;

  constructor(core: VirtualCore, notes: Pick<M7Notes, 'limit'>) {
    this.#core = core;
    this.#notes = notes;
    this.reset();
  }

  reset(): void {
    this.#values.clear();
    for (const [offset, value] of Object.entries(afterBoot)) this.#values.set(Number(offset), value);
  }

  read(offset: number): number {
    const value = this.#values.get(offset);
    if (value === undefined) this.#report(analogBase + offset);
    if (!generalControls.has(offset)) return value ?? 0;
    return (value ?? 0) & PLL_RST ? (value! | PLL_LOCK) >>> 0 : (value ?? 0) & ~PLL_LOCK;
  }

  write(offset: number, value: number): void {
    this.#values.set(offset, value);
  }

  #report(address: number): void {
    this.#notes.limit({ kind: 'register', name: registerName(this.#core, address), address, access: 'read', fatal: false });
  }
}
