import type { VirtualCore } from '../../../../core/virtual-model.ts';
import type { Device } from '../device.ts';
import type { M7Notes } from '../m7-notes.ts';
import { type ClockDomain, ClockGates } from './clock-gates.ts';
import { registerName } from './register-name.ts';

/** Blocks whose registers the model keeps but gives no effect: pads, clocks, power and domain control, audio. */
const kept = new Set([0x3033, 0x3034, 0x3038, 0x303a, 0x303d, 0x30e2]);

const ccm = 0x3038;
const rootsFrom = 0x3038_8000;
const rootsTo = 0x3038_c780;
/** A root clock at reset is on and comes from its first source, undivided. */
const rootAtReset = 0x1000_0000;

/**
 * What registers hold when the boot ROM and U-Boot have left, where start-up code reads them before it writes: RDC_STAT with the domain that TF-A
 * gives the M7, RDC_PDAP of UART4, the root of NOC AXI, that of the M7 at SYSTEM PLL1: the 800 MHz that it runs at here. AUDIOMIX's clocks are on
 * until Linux switches them off.
 */
const before: ReadonlyMap<number, number> = new Map([
  [0x303d_0024, 0x0000_0101],
  [0x303d_0474, 0x0000_00ff],
  [0x3038_8080, 0x1400_0000],
  [0x3038_9080, 0x0000_0001],
  [0x303a_01d0, 0x0000_0000],
  [0x30e2_0000, 0xffff_ffff],
  [0x30e2_0004, 0xffff_ffff],
  [0x30e2_0400, 0x0000_0010],
  [0x30e2_0404, 0x0000_0000],
  [0x30e2_0408, 0x0000_0000],
  [0x30e2_040c, 0x0000_0000],
]);

/** GPC_PU_PWRHSK: a bus of a domain in bits 15-0 is asked, its acknowledgement follows in bits 31-16. */
const handshake = 0x303a_0190;

/** GPC_PU_PGC_SW_PUP_REQ and _PDN_REQ: a request to switch a domain clears itself when it is done, which is at once here. */
const selfClearing: ReadonlySet<number> = new Set([0x303a_00d8, 0x303a_00e4]);

/** RDC_PDAP: who may access a peripheral; bits 3-2 are domain 1, the M7's, for reads and writes. */
const accessFrom = 0x303d_0400;
const accessTo = 0x303d_05c0;
const ownAccess = 0b1100;

/** SAI_PLL_GNRL_CTL: bit 31 says that the PLL has locked, bit 9 that it is out of reset. */
const saiPll = 0x30e2_0400;

/** Roots of UART4 and GPT1 to GPT6, which nobody uses in Linux with the HMP overlay. */
const unusedRoots = [0x3038_b080, 0x3038_b580, 0x3038_b600, 0x3038_b680, 0x3038_b700, 0x3038_b780, 0x3038_b800];
const rootEnable = 1 << 28;

/** The peripherals at 0x3xxxxxxx that have no model of their own: 64 KiB blocks that remember what was written, or that read 0 and take nothing. */
export class RegisterFile implements Device {
  readonly gates: ClockGates;
  readonly #values = new Map<number, number>();
  readonly #core: VirtualCore;
  readonly #notes: Pick<M7Notes, 'limit'>;

  constructor(core: VirtualCore, notes: Pick<M7Notes, 'limit'>) {
    this.#core = core;
    this.#notes = notes;
    this.gates = new ClockGates(core);
  }

  reset(): void {
    this.#values.clear();
    this.gates.reset();
  }

  /** Linux is past late_initcall: gates without a user are off, and without `mcore_booted` such roots too. */
  linuxBooted(mcoreBooted: boolean): void {
    this.gates.linuxBooted();
    if (!mcoreBooted) for (const root of unusedRoots) this.#values.set(root, (this.kept(root) & ~rootEnable) >>> 0);
  }

  read(address: number): number {
    if (selfClearing.has(address)) return 0;
    if (address === handshake) return this.#acknowledged();
    const value = this.#known(keyOf(address));
    // What hardware shows before anybody wrote, such as the lock bit of a PLL, is not known here.
    if (value === undefined) this.report(address, 'read');
    return address === saiPll ? withLock(value!) : (value ?? 0);
  }

  /** What a register of a kept block holds, for parts of the chip that depend on it. */
  kept(address: number): number {
    return this.#known(keyOf(address)) ?? 0;
  }

  /** `domain`: of who stores, which the clock gates of the CCM look at. */
  write(address: number, value: number, size: 8 | 16 | 32 = 32, domain: ClockDomain = 1): void {
    if (!kept.has(address >>> 16)) {
      this.report(address, 'write');
      return;
    }
    if (address >= accessFrom && address < accessTo && (value & ownAccess) !== ownAccess)
      this.#notes.limit({ kind: 'effect', name: "the RDC's protection against the M7 itself", address, fatal: false });
    const key = keyOf(address);
    const old = this.#known(key) ?? 0;
    const word = size === 32 ? value : merged(isCcm(address) && address & 0xc ? 0 : old, address & 3, value, size);
    if (ClockGates.holds(address)) this.gates.write(address, (settings) => operated(address, settings, word), domain);
    else this.#values.set(key, (isCcm(address) ? operated(address, old, word) : word) >>> 0);
  }

  /** A store of an A53. */
  writeByA53(address: number, value: number): void {
    this.write(address, value, 32, 0);
  }

  report(address: number, access: 'read' | 'write'): void {
    this.#notes.limit({ kind: 'register', name: registerName(this.#core, address), address, access, fatal: false });
  }

  #known(key: number): number | undefined {
    if (ClockGates.holds(key)) return this.gates.read(key);
    const isRoot = key >= rootsFrom && key < rootsTo && (key & 0x7f) === 0;
    return this.#values.get(key) ?? before.get(key) ?? (isRoot ? rootAtReset : undefined);
  }

  #acknowledged(): number {
    const asked = (this.#values.get(handshake) ?? 0) & 0xffff;
    return ((asked << 16) | asked) >>> 0;
  }
}

const withLock = (control: number): number => (control & (1 << 9) ? (control | (1 << 31)) >>> 0 : control & 0x7fff_ffff);

/** A word in which a byte or halfword is new. */
const merged = (word: number, at: number, value: number, size: 8 | 16): number => {
  const mask = (size === 8 ? 0xff : 0xffff) << (8 * at);
  return ((word & ~mask) | (value << (8 * at))) >>> 0;
};

/** The four addresses of a CCM register: value, set, clear, toggle. */
const operated = (address: number, old: number, word: number): number => [word, old | word, old & ~word, old ^ word][(address >>> 2) & 3]!;

const isCcm = (address: number): boolean => address >>> 16 === ccm;
const keyOf = (address: number): number => (isCcm(address) ? address & ~0xf : address & ~3) >>> 0;
