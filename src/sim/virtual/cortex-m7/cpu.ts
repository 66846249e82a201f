import type { VirtualCore } from '../../../core/virtual-model.ts';
import { ArchFault, exceptions as numbers } from './arch-fault.ts';
import type { CoreBus } from './bus.ts';
import { CodePages } from './code-pages.ts';
import { storeFloat } from './exceptions/exception-entry.ts';
import { returnFromException } from './exceptions/exception-return.ts';
import { ExceptionState } from './exceptions/exception-state.ts';
import { FloatUnit } from './float/float-unit.ts';
import { Float32 } from './float/float32.ts';
import { Float64 } from './float/float64.ts';
import { MemoryPort } from './memory-port.ts';
import { Mpu } from './mpu.ts';
import { PC, RegisterFile, readFlags, SP, writeFlags } from './registers.ts';
import { readSpecial, writeSpecial } from './special-registers.ts';
import { SystemControl } from './system-control.ts';
import { SysTick } from './systick.ts';

const FPCCR_ASPEN = 0x8000_0000 | 0;
const FPCCR_LSPACT = 1;

export interface CpuOptions {
  /** A Cortex-M4F has single precision of FPv4, no caches and half the MPU. */
  readonly core: VirtualCore;
  readonly bus: CoreBus;
  /** Cycles of the core since some moment; goes on while it sleeps. */
  readonly now: () => number;
  /** The program used something that this model does not have: a sentence. */
  readonly touched: (what: string) => void;
  /** The program executed an encoding with operands that the manual calls UNPREDICTABLE, before any fault. */
  readonly leftOpen?: (encoding: string) => void;
  readonly interrupts: number;
  readonly priorityBits: number;
  /** A debugger's answer to BKPT: true when it handled it. */
  readonly onBreakpoint?: (value: number) => boolean;
}

/** Architectural state of a Cortex-M7 and what instructions do to it besides computing. The runner executes it. */
export class Cpu {
  readonly #file = new RegisterFile();
  readonly r = this.#file.words;
  readonly fpu = new FloatUnit();
  readonly float32 = new Float32(this.fpu);
  readonly float64 = new Float64(this.fpu);
  readonly options: CpuOptions;
  readonly exceptions: ExceptionState;
  readonly mpu: Mpu;
  readonly memory: MemoryPort;
  readonly system: SystemControl;
  readonly systick: SysTick;
  readonly code: CodePages;
  readonly constant = (value: number): number => this.#file.constant(value);
  q = 0;
  ge = 0;
  ipsr = 0;
  it = 0;
  thumb = true;
  /** CONTROL.nPRIV, SPSEL and FPCA. */
  npriv = false;
  spsel = 0;
  fpca = false;
  /** The stack pointer that is not R13 now. */
  otherStack = 0;
  /** Address of the local monitor; undefined when it is open. */
  monitor: number | undefined;
  event = false;
  sleeping = false;
  /** EXC_RETURN of the exception that is being taken. */
  returnCode = 0;
  lastFault = '';
  vectored = '';
  /** Why the core does not go on. */
  lockup: string | undefined;
  /** Instructions of the running block that may still run: 0 stops it behind the present one. */
  limit = 0;
  /** Something may have to be done before the next block: an exception, a change of state. */
  attention = true;

  constructor(options: CpuOptions) {
    this.options = options;
    this.exceptions = new ExceptionState(options.interrupts, options.priorityBits, () => this.attend());
    this.mpu = new Mpu(options.core === 'Cortex-M4' ? 8 : 16, () => this.mappingChanged());
    this.code = new CodePages(() => this.#stop());
    this.memory = new MemoryPort({
      bus: options.bus,
      mpu: this.mpu,
      code: this.code,
      ppb: () => this.system,
      trapsUnaligned: () => (this.system.ccr & 8) !== 0,
    });
    this.systick = new SysTick(() => this.exceptions.pend(numbers.sysTick));
    this.system = new SystemControl(this);
  }

  get privileged(): boolean {
    return this.ipsr !== 0 || !this.npriv;
  }

  get xpsr(): number {
    const { r, q, ge, it, ipsr } = this;
    return readFlags(r) | (q << 27) | ((it & 3) << 25) | (this.thumb ? 1 << 24 : 0) | (ge << 16) | ((it >>> 2) << 10) | ipsr;
  }

  /** All but the exception number. */
  set xpsr(value: number) {
    writeFlags(this.r, value);
    this.q = (value >>> 27) & 1;
    this.ge = (value >>> 16) & 0xf;
    this.it = ((value >>> 25) & 3) | ((value >>> 8) & 0xfc);
    this.thumb = (value & (1 << 24)) !== 0;
  }

  /** Before the next block the runner looks for exceptions and state. */
  attend(): void {
    this.attention = true;
    this.#stop();
  }

  #stop(): void {
    this.limit = 0;
  }

  forgetConstants(): void {
    this.#file.forgetConstants();
  }

  /** Thread mode uses the process stack with SPSEL, Handler mode always the main one. */
  selectStack(spsel: number): void {
    if (spsel !== this.spsel) [this.r[SP], this.otherStack] = [this.otherStack, this.r[SP]!];
    this.spsel = spsel;
  }

  /** Mode, masks or privilege changed: another set of permissions holds. */
  permissionsChanged(): void {
    const { control } = this.mpu;
    const isProtected = (control & 1) !== 0 && ((control & 2) !== 0 || this.exceptions.executionPriority() >= 0);
    this.memory.use(isProtected, this.privileged);
    this.attend();
  }

  /** MPU or CCR changed: nothing that was looked up holds. */
  mappingChanged(): void {
    this.code.clear();
    this.memory.forget();
    this.permissionsChanged();
  }

  /** BX and loads of the PC: EXC_RETURN in Handler mode, else the state is in bit 0. */
  branchExchange(target: number): void {
    if (this.ipsr !== 0 && target >>> 28 === 0xf) returnFromException(this, target);
    else this.interwork(target);
  }

  interwork(target: number): void {
    this.r[PC] = target & ~1;
    if (target & 1) return;
    this.thumb = false;
    this.vectored = '';
    this.attend();
  }

  loadPc(target: number): void {
    this.branchExchange(target);
  }

  supervisorCall(): void {
    this.system.callSupervisor();
  }

  undefined(text: string): void {
    throw new ArchFault('UNDEFINSTR', text);
  }

  /** Behind a fault junk may be executed, whose encodings say nothing about the program. */
  leftOpen(encoding: string): void {
    const { cfsr, hfsr } = this.system;
    if ((cfsr | hfsr) === 0) this.options.leftOpen?.(encoding);
  }

  /** Without its coprocessor an instruction is NOCP; the FPU's own undefined encodings are undefined. */
  coprocessor(number: number, text: string): void {
    if (number !== 10 && number !== 11) throw new ArchFault('NOCP', `${text} for coprocessor ${number}`);
    this.useFloat();
    this.undefined(text);
  }

  dividedByZero(): void {
    if (this.system.ccr & 0x10) throw new ArchFault('DIVBYZERO', 'division by zero while CCR.DIV_0_TRP is set');
  }

  breakpoint(value: number): void {
    if (this.options.onBreakpoint?.(value)) return;
    this.system.debugEvent(`breakpoint ${value} without a debugger`);
  }

  waitForInterrupt(): void {
    this.sleeping = true;
    this.attend();
  }

  waitForEvent(): void {
    if (!this.event) this.waitForInterrupt();
    this.event = false;
  }

  sendEvent(): void {
    this.event = true;
  }

  changeMasks(disable: boolean, i: boolean, f: boolean): void {
    if (!this.privileged) return;
    const { masks } = this.exceptions;
    if (i) masks.primask = disable ? 1 : 0;
    if (f && (!disable || this.exceptions.executionPriority() > -1)) masks.faultmask = disable ? 1 : 0;
    this.permissionsChanged();
  }

  readSpecial(register: number): number {
    return readSpecial(this, register);
  }

  writeSpecial(register: number, mask: number, value: number): void {
    writeSpecial(this, register, mask, value);
  }

  /** ISB: what was changed before holds for what is executed behind it. */
  synchronise(): void {
    this.attend();
  }

  /** ExecuteFPCheck(): access, the registers of a preempted program, and a context of the running one (B1.5.7). */
  useFloat(): void {
    const { system } = this;
    const access = (system.cpacr >>> 20) & 3;
    if (access !== 3 && !(access === 1 && this.privileged))
      throw new ArchFault('NOCP', 'a floating-point instruction while CPACR keeps the FPU off');
    if (system.fpccr & FPCCR_LSPACT) {
      storeFloat(this, system.fpcar);
      system.fpccr &= ~FPCCR_LSPACT;
    }
    if (this.fpca || !(system.fpccr & FPCCR_ASPEN)) return;
    this.fpca = true;
    this.fpu.fpscr = system.fpdscr;
  }

  lockUp(reason: string): void {
    this.lockup = reason;
    this.attend();
  }
}
