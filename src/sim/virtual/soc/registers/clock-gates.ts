import type { VirtualCore } from '../../../../core/virtual-model.ts';
import { gateNumberOf } from './clock-names.ts';
import { peripheralAt } from './peripheral-table.ts';

const gatesFrom = 0x3038_4000;
const gatesTo = 0x3038_4c00;
const gateBytes = 0x10;

/** CCGRn has two bits for each domain of the RDC, and a domain can write its own alone (IMX8MPRM): TF-A puts the M-core into domain 1, the A53 are in domain 0. */
export type ClockDomain = 0 | 1;
const settingOf = (domain: ClockDomain): number => 0b11 << (4 * domain);
/** As the boot ROM and U-Boot leave them: on for the A53. */
const atStart = settingOf(0);

/** What Linux finds without a user in the device tree with the HMP overlay, and switches off (clk_disable_unused): no kernel argument keeps it from gates. */
const unusedByLinux = ['UART4', 'GPT1', 'GPT2', 'GPT3', 'GPT4', 'GPT5', 'GPT6', 'WDOG2', 'WDOG3'];

/** The clock gates of the CCM: a peripheral has its clock while any domain asks for it. */
export class ClockGates {
  readonly #core: VirtualCore;
  readonly #settings = new Map<number, number>();

  constructor(core: VirtualCore) {
    this.#core = core;
  }

  static holds(address: number): boolean {
    return address >= gatesFrom && address < gatesTo;
  }

  reset(): void {
    this.#settings.clear();
  }

  /** Undefined before anybody wrote it: what the boot ROM and U-Boot left in the other domains is not known here. */
  read(address: number): number | undefined {
    return this.#settings.get(numberAt(address));
  }

  /** `change` makes the new word of the old one; the bits of other domains stay. */
  write(address: number, change: (old: number) => number, domain: ClockDomain): void {
    const old = this.#settings.get(numberAt(address)) ?? atStart;
    const own = settingOf(domain);
    this.#settings.set(numberAt(address), ((old & ~own) | (change(old) & own)) >>> 0);
  }

  /** The peripheral at an address that no domain gives a clock, with its gate; undefined where it has one, or no gate is known. */
  withoutClock(address: number): { readonly peripheral: string; readonly gate: string } | undefined {
    if (this.#settings.size === 0) return undefined;
    const peripheral = peripheralAt(this.#core, address)?.name;
    const number = peripheral === undefined ? undefined : gateNumberOf(peripheral);
    if (number === undefined || this.#settings.get(number) !== 0) return undefined;
    return { peripheral: peripheral!, gate: `CCGR${number}` };
  }

  linuxBooted(): void {
    for (const name of unusedByLinux) this.write(gatesFrom + gateBytes * gateNumberOf(name)!, () => 0, 0);
  }
}

const numberAt = (address: number): number => (address - gatesFrom) >>> 4;
