import type { M7Notes } from './m7-notes.ts';

const SYST_CSR = 0xe000e010;
const SYST_RVR = 0xe000e014;
const SYST_CVR = 0xe000e018;
const NVIC_ISER0 = 0xe000e100;
const ICSR = 0xe000ed04;
const VTOR = 0xe000ed08;
const SHPR2 = 0xe000ed1c;
const SHPR3 = 0xe000ed20;
const DWT_CYCCNT = 0xe0001004;
const CPUID = 0xe000ed00;
/** Cortex-M7 r1p2. */
const cpuid = 0x411f_c272;

/** At 800 MHz, when SYSTEM PLL1 feeds the M7 root clock as the boot ROM leaves it. */
export const cycleNs = 1.25;

/** The exception state of the core, as rp2040js keeps it. */
export interface ExceptionState {
  VTOR: number;
  SHPR2: number;
  SHPR3: number;
  IPSR: number;
  pendingPendSV: boolean;
  pendingSystick: boolean;
  interruptsUpdated: boolean;
}

/** SysTick and the few system control registers that firmware without an RTOS port of its own needs. Caches and the MPU are absent and read as such. */
export class PrivatePeripherals {
  readonly #notes: Pick<M7Notes, 'limit'>;
  #core: ExceptionState;
  #control = 0;
  #reload = 0;
  #counted = false;
  /** M7 time at which the counter reaches 0; Infinity while it is off. */
  nextTickAt = Infinity;

  constructor(core: ExceptionState, notes: Pick<M7Notes, 'limit'>) {
    this.#core = core;
    this.#notes = notes;
  }

  advance(now: number): void {
    if (now < this.nextTickAt) return;
    const period = (this.#reload + 1) * cycleNs;
    this.nextTickAt += period * (Math.floor((now - this.nextTickAt) / period) + 1);
    this.#counted = true;
    if ((this.#control & 2) === 0) return;
    this.#core.pendingSystick = true;
    this.#core.interruptsUpdated = true;
  }

  read(address: number, now: number): number {
    switch (address) {
      case SYST_CSR:
        return this.#readControl();
      case SYST_RVR:
        return this.#reload;
      case SYST_CVR:
        return this.nextTickAt === Infinity ? 0 : Math.max(0, Math.floor((this.nextTickAt - now) / cycleNs));
      case DWT_CYCCNT:
        return Math.floor(now / cycleNs) % 2 ** 32;
      case CPUID:
        return cpuid;
      case ICSR:
        return this.#core.IPSR | (this.#core.pendingSystick ? 1 << 26 : 0) | (this.#core.pendingPendSV ? 1 << 28 : 0);
      case VTOR:
        return this.#core.VTOR;
      case SHPR2:
        return this.#core.SHPR2;
      case SHPR3:
        return this.#core.SHPR3;
      default:
        return 0;
    }
  }

  write(address: number, value: number, now: number): void {
    const core = this.#core;
    if (address === SYST_CSR || address === SYST_RVR || address === SYST_CVR) this.#writeSysTick(address, value, now);
    else if (address === ICSR) this.#writePending(value);
    else if (address === VTOR) core.VTOR = (value & ~0x7f) >>> 0;
    else if (address === SHPR2) core.SHPR2 = value;
    else if (address === SHPR3) core.SHPR3 = value;
    else if (address >= NVIC_ISER0 && address < NVIC_ISER0 + 0x20) {
      this.#notes.limit({ kind: 'interrupt', name: 'an interrupt of a peripheral, which the NVIC was told to take,', fatal: false });
    } else if (value !== 0) this.#notes.limit({ kind: 'register', name: 'system control', address, access: 'write', fatal: false });
  }

  #readControl(): number {
    const counted = this.#counted ? 1 << 16 : 0;
    this.#counted = false;
    return this.#control | counted;
  }

  #writeSysTick(address: number, value: number, now: number): void {
    if (address === SYST_RVR) this.#reload = value & 0xff_ffff;
    if (address === SYST_CSR) this.#control = value & 7;
    const on = (this.#control & 1) !== 0 && this.#reload > 0;
    const restarts = address === SYST_CVR || (address === SYST_CSR && this.nextTickAt === Infinity);
    if (!on) this.nextTickAt = Infinity;
    else if (restarts) this.nextTickAt = now + (this.#reload + 1) * cycleNs;
  }

  #writePending(value: number): void {
    const core = this.#core;
    if (value & (1 << 28)) core.pendingPendSV = true;
    if (value & (1 << 27)) core.pendingPendSV = false;
    if (value & (1 << 26)) core.pendingSystick = true;
    if (value & (1 << 25)) core.pendingSystick = false;
    core.interruptsUpdated = true;
  }
}
