import { exceptions, hex } from './arch-fault.ts';
import type { Cpu } from './cpu.ts';
import { escalated, takeException } from './exceptions/exception-entry.ts';
import { identification } from './identification.ts';
import { interruptRegister } from './exceptions/interrupt-registers.ts';

/** A word of the private peripheral bus. What has no `write` ignores it. */
export interface PrivateRegister {
  readonly name: string;
  readonly read: () => number;
  readonly write?: (value: number) => void;
}

const HFSR_DEBUGEVT = 0x8000_0000 | 0;
const { memManage, busFault, usageFault, svCall, debugMonitor, pendSv, sysTick } = exceptions;

/** SHCSR (B3.2.13): active, pending and enable bits of the system exceptions. */
const shcsrBits = {
  active: [[0, memManage], [1, busFault], [3, usageFault], [7, svCall], [8, debugMonitor], [10, pendSv], [11, sysTick]],
  pending: [[12, usageFault], [13, memManage], [14, busFault], [15, svCall]],
  enabled: [[16, memManage], [17, busFault], [18, usageFault]],
} as const;

/** The System Control Space and the debug blocks around it, as far as software without a debugger uses them (B3.2). */
export class SystemControl {
  readonly #cpu: Cpu;
  readonly #registers: ReadonlyMap<number, PrivateRegister>;
  vtor = 0;
  /** STKALIGN; caches and branch prediction are kept as bits. */
  ccr = 1 << 9;
  scr = 0;
  cfsr = 0;
  hfsr = 0;
  dfsr = 0;
  mmfar = 0;
  bfar = 0;
  cpacr = 0;
  fpccr = 0xc000_0000 | 0;
  fpcar = 0;
  fpdscr = 0;
  #actlr = 0;
  #demcr = 0;
  #dwtControl = 0x4000_0000;
  #cycleOffset = 0;
  #tcm = [0, 0];
  #csselr = 0;

  constructor(cpu: Cpu) {
    this.#cpu = cpu;
    this.#registers = new Map([...this.#control(), ...this.#memory(), ...this.#timing(), ...identification]);
  }

  read(address: number, size: 8 | 16 | 32): number {
    const word = this.#readWord(address & ~3);
    return size === 32 ? word : (word >>> (8 * (address & 3))) & (size === 8 ? 0xff : 0xffff);
  }

  /** Bytes and halfwords change their part of a word; NVIC_IPR and SHPR are written so. */
  write(address: number, value: number, size: 8 | 16 | 32): void {
    const at = address & ~3;
    if (size === 32) {
      this.#writeWord(at, value);
      return;
    }
    const shift = 8 * (address & 3);
    const mask = (size === 8 ? 0xff : 0xffff) << shift;
    this.#writeWord(at, (this.#readWord(at) & ~mask) | ((value << shift) & mask));
  }

  callSupervisor(): void {
    const cpu = this.#cpu;
    const number = escalated(cpu, svCall);
    cpu.lastFault = `SVC at ${hex(cpu.r[15]! - 2)}`;
    if (number === undefined) cpu.lockUp(`${cpu.lastFault}, inside the fault handler`);
    else takeException(cpu, number, cpu.r[15]!);
  }

  /** BKPT: without halting debug and with the debug monitor off it is a HardFault. */
  debugEvent(text: string): void {
    const cpu = this.#cpu;
    const at = (cpu.r[15]! - 2) | 0;
    this.hfsr |= HFSR_DEBUGEVT;
    cpu.lastFault = `${text}, pc ${hex(at)}`;
    if (cpu.exceptions.executionPriority() <= -1) cpu.lockUp(`${cpu.lastFault}, inside the fault handler`);
    else takeException(cpu, exceptions.hardFault, at);
  }

  #readWord(at: number): number {
    const address = at >>> 0;
    const register = this.#registers.get(address) ?? interruptRegister(this.#cpu.exceptions, address);
    if (register) return register.read();
    this.#unknown(address, 'reads 0');
    return 0;
  }

  #writeWord(at: number, value: number): void {
    const address = at >>> 0;
    const register = this.#registers.get(address) ?? interruptRegister(this.#cpu.exceptions, address);
    if (register) register.write?.(value);
    else this.#unknown(address, 'takes no effect');
  }

  /** ITM, FPB, TPIU and ETM are for a debugger's eyes: what is written there changes nothing that a program can see. */
  #unknown(address: number, effect: string): void {
    if (address < 0xe000_e000 || address >= 0xe000_f000) return;
    this.#cpu.options.touched(`the private peripheral register ${hex(address)} is not modelled: it ${effect}`);
  }

  #control(): (readonly [number, PrivateRegister])[] {
    const cpu = this.#cpu;
    const kept = (name: string, read: () => number, write: (value: number) => void): PrivateRegister => ({ name, read, write });
    return [
      [0xe000_e008, kept('ACTLR', () => this.#actlr, (value) => { this.#actlr = value; })],
      [0xe000_ed04, kept('ICSR', () => this.#readIcsr(), (value) => this.#writeIcsr(value))],
      [0xe000_ed08, kept('VTOR', () => this.vtor, (value) => { this.vtor = value & ~0x7f; })],
      [0xe000_ed0c, kept('AIRCR', () => 0xfa05_0000 | (cpu.exceptions.prigroup << 8), (value) => this.#writeAircr(value))],
      [0xe000_ed10, kept('SCR', () => this.scr, (value) => { this.scr = value & 0x16; })],
      [0xe000_ed14, kept('CCR', () => this.ccr, (value) => { this.ccr = (value & 0x7_031b) | (1 << 9); cpu.mappingChanged(); })],
      [0xe000_ed24, kept('SHCSR', () => this.#readShcsr(), (value) => this.#writeShcsr(value))],
      [0xe000_ed28, kept('CFSR', () => this.cfsr, (value) => { this.cfsr &= ~value; })],
      [0xe000_ed2c, kept('HFSR', () => this.hfsr, (value) => { this.hfsr &= ~value; })],
      [0xe000_ed30, kept('DFSR', () => this.dfsr, (value) => { this.dfsr &= ~value; })],
      [0xe000_ed34, kept('MMFAR', () => this.mmfar, (value) => { this.mmfar = value; })],
      [0xe000_ed38, kept('BFAR', () => this.bfar, (value) => { this.bfar = value; })],
      [0xe000_ed3c, kept('AFSR', () => 0, () => {})],
      [0xe000_ed84, kept('CSSELR', () => this.#csselr, (value) => { this.#csselr = value & 0xf; })],
      // 32 KiB each, lines of 32 bytes: four ways of data, two of instructions.
      [0xe000_ed80, kept('CCSIDR', () => (this.#csselr & 1 ? 0xf03f_e009 : 0xf01f_e019) | 0, () => {})],
      [0xe000_ed88, kept('CPACR', () => this.cpacr, (value) => { this.cpacr = value & 0x00f0_0000; cpu.attend(); })],
      [0xe000_ef00, kept('STIR', () => 0, (value) => cpu.exceptions.pend(16 + (value & 0x1ff)))],
      [0xe000_ef34, kept('FPCCR', () => this.fpccr, (value) => { this.fpccr = value & 0xc000_017b; })],
      [0xe000_ef38, kept('FPCAR', () => this.fpcar, (value) => { this.fpcar = value & ~7; })],
      [0xe000_ef3c, kept('FPDSCR', () => this.fpdscr, (value) => { this.fpdscr = value & 0x07c0_0000; })],
    ];
  }

  #memory(): (readonly [number, PrivateRegister])[] {
    const { mpu } = this.#cpu;
    const alias = (by: number): (readonly [number, PrivateRegister])[] => [
      [0xe000_ed9c + by, { name: 'MPU_RBAR', read: () => mpu.rbar, write: (value) => mpu.writeBase(value) }],
      [0xe000_eda0 + by, { name: 'MPU_RASR', read: () => mpu.rasr, write: (value) => mpu.writeAttributes(value) }],
    ];
    // Maintenance of caches that are not there: done at once.
    const maintenance = [0xef50, 0xef58, 0xef5c, 0xef60, 0xef64, 0xef68, 0xef6c, 0xef70, 0xef74, 0xef78];
    return [
      [0xe000_ed90, { name: 'MPU_TYPE', read: () => mpu.type }],
      [0xe000_ed94, { name: 'MPU_CTRL', read: () => mpu.control, write: (value) => mpu.writeControl(value) }],
      [0xe000_ed98, { name: 'MPU_RNR', read: () => mpu.number, write: (value) => { mpu.number = value & 0xf; } }],
      ...[0, 8, 16, 24].flatMap(alias),
      ...maintenance.map((low) => [0xe000_0000 + low, { name: 'cache maintenance', read: () => 0, write: () => {} }] as const),
      ...[0, 1].map((index) => [0xe000_ef90 + 4 * index, { name: index ? 'DTCMCR' : 'ITCMCR', read: () => this.#tcm[index]! | 0x39, write: (value: number) => { this.#tcm[index] = value & 6; } }] as const),
      ...[0xef98, 0xef9c, 0xefa0, 0xefa8].map((low) => [0xe000_0000 + low, { name: 'AHBPCR, CACR, AHBSCR, ABFSR', read: () => 0, write: () => {} }] as const),
    ];
  }

  #timing(): (readonly [number, PrivateRegister])[] {
    const { systick, options: { now } } = this.#cpu;
    return [
      [0xe000_e010, { name: 'SYST_CSR', read: () => { systick.advance(now()); return systick.readControl(); }, write: (value) => systick.writeControl(value, now()) }],
      [0xe000_e014, { name: 'SYST_RVR', read: () => systick.reload, write: (value) => { systick.reload = value & 0xff_ffff; } }],
      [0xe000_e018, { name: 'SYST_CVR', read: () => systick.current(now()), write: () => systick.clear(now()) }],
      [0xe000_e01c, { name: 'SYST_CALIB', read: () => 0xc000_0000 | 0 }],
      [0xe000_1000, { name: 'DWT_CTRL', read: () => this.#dwtControl, write: (value) => this.#writeDwtControl(value) }],
      [0xe000_1004, { name: 'DWT_CYCCNT', read: () => this.#cycles(), write: (value) => { this.#cycleOffset = Math.floor(now()) - (value >>> 0); } }],
      [0xe000_edf0, { name: 'DHCSR', read: () => 0, write: () => {} }],
      [0xe000_edfc, { name: 'DEMCR', read: () => this.#demcr, write: (value) => { this.#demcr = value; } }],
    ];
  }

  /** CYCCNT stands still while CYCCNTENA is 0. */
  #writeDwtControl(value: number): void {
    const count = this.#cycles();
    this.#dwtControl = 0x4000_0000 | (value & 1);
    this.#cycleOffset = this.#dwtControl & 1 ? Math.floor(this.#cpu.options.now()) - count : count;
  }

  #cycles(): number {
    const count = this.#dwtControl & 1 ? Math.floor(this.#cpu.options.now()) - this.#cycleOffset : this.#cycleOffset;
    return count % 2 ** 32;
  }

  #readIcsr(): number {
    const { exceptions: state, ipsr } = this.#cpu;
    const bit = (number: number, place: number): number => (state.pending[number] ? 1 << place : 0);
    const anyInterrupt = state.pending.subarray(16).includes(1) ? 1 << 22 : 0;
    const backToThread = state.activeCount <= 1 ? 1 << 11 : 0;
    return bit(exceptions.nmi, 31) | bit(pendSv, 28) | bit(sysTick, 26) | anyInterrupt | ((state.mostUrgent() ?? 0) << 12) | backToThread | ipsr;
  }

  #writeIcsr(value: number): void {
    const { exceptions: state } = this.#cpu;
    if (value & (1 << 31)) state.pend(exceptions.nmi);
    if (value & (1 << 28)) state.pend(pendSv);
    if (value & (1 << 27)) state.unpend(pendSv);
    if (value & (1 << 26)) state.pend(sysTick);
    if (value & (1 << 25)) state.unpend(sysTick);
  }

  /** Only with the key. SYSRESETREQ goes to the system reset controller, which belongs to the A53 on this chip. */
  #writeAircr(value: number): void {
    if (value >>> 16 !== 0x05fa) return;
    const cpu = this.#cpu;
    cpu.exceptions.prigroup = (value >>> 8) & 7;
    if (value & 4) cpu.options.touched('the firmware asked for a system reset (AIRCR.SYSRESETREQ), which is not modelled');
    cpu.attend();
  }

  #readShcsr(): number {
    const { exceptions: state } = this.#cpu;
    const bits = (of: Uint8Array, places: readonly (readonly [number, number])[]): number =>
      places.reduce((word, [place, number]) => word | (of[number]! << place), 0);
    return bits(state.active, shcsrBits.active) | bits(state.pending, shcsrBits.pending) | bits(state.enabled, shcsrBits.enabled);
  }

  #writeShcsr(value: number): void {
    const { exceptions: state } = this.#cpu;
    for (const [place, number] of shcsrBits.active) state.active[number] = (value >>> place) & 1;
    for (const [place, number] of shcsrBits.pending) state.pending[number] = (value >>> place) & 1;
    for (const [place, number] of shcsrBits.enabled) state.enable(number, ((value >>> place) & 1) === 1);
    this.#cpu.permissionsChanged();
  }
}
