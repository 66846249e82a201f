import { exceptions, hex } from './arch-fault.ts';
import type { Cpu } from './cpu.ts';
import { escalated, takeException } from './exceptions/exception-entry.ts';
import { interruptRegister } from './exceptions/interrupt-registers.ts';
import { identificationOf } from './identification.ts';
import { memoryRegisters } from './memory-registers.ts';
import { timingRegisters } from './timing-registers.ts';

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
  active: [
    [0, memManage],
    [1, busFault],
    [3, usageFault],
    [7, svCall],
    [8, debugMonitor],
    [10, pendSv],
    [11, sysTick],
  ],
  pending: [
    [12, usageFault],
    [13, memManage],
    [14, busFault],
    [15, svCall],
  ],
  enabled: [
    [16, memManage],
    [17, busFault],
    [18, usageFault],
  ],
} as const;

type KeptField = 'actlr' | 'vtor' | 'scr' | 'mmfar' | 'bfar' | 'csselr' | 'cpacr' | 'fpccr' | 'fpcar' | 'fpdscr';

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
  actlr = 0;
  csselr = 0;

  constructor(cpu: Cpu) {
    this.#cpu = cpu;
    this.#registers = new Map([
      ...this.#control(),
      ...memoryRegisters(cpu.mpu, cpu.options.core),
      ...timingRegisters(cpu.systick, cpu.options.now),
      ...identificationOf(cpu.options.core),
    ]);
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

  get #hasCaches(): boolean {
    return this.#cpu.options.core === 'Cortex-M7';
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
    return [
      this.#field(0xe000_e008, 'ACTLR', 'actlr', -1),
      [0xe000_ed04, { name: 'ICSR', read: () => this.#readIcsr(), write: (value) => this.#writeIcsr(value) }],
      this.#field(0xe000_ed08, 'VTOR', 'vtor', ~0x7f),
      [0xe000_ed0c, { name: 'AIRCR', read: () => 0xfa05_0000 | (cpu.exceptions.prigroup << 8), write: (value) => this.#writeAircr(value) }],
      this.#field(0xe000_ed10, 'SCR', 'scr', 0x16),
      [0xe000_ed14, { name: 'CCR', read: () => this.ccr, write: (value) => this.#writeCcr(value) }],
      [0xe000_ed24, { name: 'SHCSR', read: () => this.#readShcsr(), write: (value) => this.#writeShcsr(value) }],
      this.#clearedByOnes(0xe000_ed28, 'CFSR', 'cfsr'),
      this.#clearedByOnes(0xe000_ed2c, 'HFSR', 'hfsr'),
      this.#clearedByOnes(0xe000_ed30, 'DFSR', 'dfsr'),
      this.#field(0xe000_ed34, 'MMFAR', 'mmfar', -1),
      this.#field(0xe000_ed38, 'BFAR', 'bfar', -1),
      [0xe000_ed3c, { name: 'AFSR', read: () => 0 }],
      this.#field(0xe000_ed84, 'CSSELR', 'csselr', 0xf),
      // 32 KiB each, lines of 32 bytes: four ways of data, two of instructions.
      [0xe000_ed80, { name: 'CCSIDR', read: () => (this.#hasCaches ? (this.csselr & 1 ? 0xf03f_e009 : 0xf01f_e019) | 0 : 0) }],
      this.#field(0xe000_ed88, 'CPACR', 'cpacr', 0x00f0_0000),
      [0xe000_ef00, { name: 'STIR', read: () => 0, write: (value) => cpu.exceptions.pend(16 + (value & 0x1ff)) }],
      this.#field(0xe000_ef34, 'FPCCR', 'fpccr', 0xc000_017b),
      this.#field(0xe000_ef38, 'FPCAR', 'fpcar', ~7),
      this.#field(0xe000_ef3c, 'FPDSCR', 'fpdscr', 0x07c0_0000),
    ];
  }

  /** A register that keeps the bits of the mask; what follows it may depend on it. */
  #field(address: number, name: string, field: KeptField, mask: number): readonly [number, PrivateRegister] {
    const write = (value: number): void => {
      this[field] = value & mask;
      this.#cpu.attend();
    };
    return [address, { name, read: () => this[field], write }];
  }

  #clearedByOnes(address: number, name: string, field: 'cfsr' | 'hfsr' | 'dfsr'): readonly [number, PrivateRegister] {
    const write = (value: number): void => {
      this[field] &= ~value;
    };
    return [address, { name, read: () => this[field], write }];
  }

  /** STKALIGN is always set on a Cortex-M7, and out of reset on a Cortex-M4, whose software has no reason to clear it. */
  #writeCcr(value: number): void {
    this.ccr = (value & (this.#hasCaches ? 0x7_031b : 0x31b)) | (1 << 9);
    this.#cpu.mappingChanged();
  }

  #readIcsr(): number {
    const { exceptions: state, ipsr } = this.#cpu;
    const bit = (number: number, place: number): number => (state.pending[number] ? 1 << place : 0);
    const anyInterrupt = state.pending.subarray(16).includes(1) ? 1 << 22 : 0;
    const backToThread = state.activeCount <= 1 ? 1 << 11 : 0;
    return (
      bit(exceptions.nmi, 31) | bit(pendSv, 28) | bit(sysTick, 26) | anyInterrupt | ((state.mostUrgent() ?? 0) << 12) | backToThread | ipsr
    );
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
