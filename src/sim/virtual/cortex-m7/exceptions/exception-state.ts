import { exceptions } from '../arch-fault.ts';

const { nmi, hardFault } = exceptions;
/** Thread mode without masks: lower than every exception. */
export const idlePriority = 256;

export interface Masks {
  primask: number;
  faultmask: number;
  basepri: number;
}

/** What is pending, active, enabled and how urgent: the nested vectored interrupt controller with the system exceptions (B1.5.4, B3.4). */
export class ExceptionState {
  readonly count: number;
  readonly pending: Uint8Array;
  readonly active: Uint8Array;
  readonly enabled: Uint8Array;
  readonly priority: Uint8Array;
  /** Level of each interrupt line: a line that is still up pends again after its handler. */
  readonly lines: Uint8Array;
  /** Implemented bits of a priority byte. */
  readonly priorityMask: number;
  prigroup = 0;
  readonly masks: Masks = { primask: 0, faultmask: 0, basepri: 0 };
  readonly #changed: () => void;

  constructor(interrupts: number, priorityBits: number, changed: () => void) {
    this.count = 16 + interrupts;
    this.priorityMask = (0xff00 >>> priorityBits) & 0xff;
    this.#changed = changed;
    const bytes = (): Uint8Array => new Uint8Array(this.count);
    [this.pending, this.active, this.enabled, this.priority, this.lines] = [bytes(), bytes(), bytes(), bytes(), bytes()];
    // The faults that have an enable bit are switched on in SHCSR, the others always are.
    for (const number of [nmi, hardFault, exceptions.svCall, exceptions.debugMonitor, exceptions.pendSv, exceptions.sysTick])
      this.enabled[number] = 1;
  }

  pend(number: number): void {
    this.pending[number] = 1;
    this.#changed();
  }

  unpend(number: number): void {
    this.pending[number] = this.lines[number]!;
    this.#changed();
  }

  enable(number: number, on: boolean): void {
    this.enabled[number] = on ? 1 : 0;
    this.#changed();
  }

  setPriority(number: number, value: number): void {
    this.priority[number] = value & this.priorityMask;
    this.#changed();
  }

  /** The level of an interrupt line, 0 to interrupts - 1. */
  setLine(interrupt: number, high: boolean): void {
    const number = 16 + interrupt;
    if (this.lines[number] === (high ? 1 : 0)) return;
    this.lines[number] = high ? 1 : 0;
    if (high) this.pend(number);
  }

  activate(number: number): void {
    this.pending[number] = 0;
    this.active[number] = 1;
  }

  deactivate(number: number): void {
    this.active[number] = 0;
    if (this.lines[number]) this.pending[number] = 1;
  }

  get activeCount(): number {
    let count = 0;
    for (const active of this.active) count += active;
    return count;
  }

  /** -3 reset, -2 NMI, -1 HardFault, others by their byte. */
  priorityOf(number: number): number {
    return number <= hardFault ? number - 4 : this.priority[number]!;
  }

  /** Bits that decide about preemption: those above the subpriority. */
  groupOf(priority: number): number {
    return priority < 0 ? priority : priority & ~((2 << this.prigroup) - 1);
  }

  /** ExecutionPriority() of B1.5.4; `ignorePrimask` for what ends WFI. */
  executionPriority(ignorePrimask = false): number {
    const { primask, faultmask, basepri } = this.masks;
    let lowest = idlePriority;
    for (let number = 2; number < this.count; number++) {
      if (this.active[number]) lowest = Math.min(lowest, this.groupOf(this.priorityOf(number)));
    }
    if (basepri !== 0) lowest = Math.min(lowest, this.groupOf(basepri));
    if (primask && !ignorePrimask) lowest = Math.min(lowest, 0);
    if (faultmask) lowest = Math.min(lowest, -1);
    return lowest;
  }

  /** The most urgent of what is pending and enabled; undefined when nothing is. */
  mostUrgent(): number | undefined {
    let best: number | undefined;
    for (let number = 2; number < this.count; number++) {
      if (!this.pending[number] || !this.enabled[number]) continue;
      if (best === undefined || this.priorityOf(number) < this.priorityOf(best)) best = number;
    }
    return best;
  }

  /** The exception that preempts what runs now. */
  preempting(ignorePrimask = false): number | undefined {
    const number = this.mostUrgent();
    if (number === undefined) return undefined;
    return this.groupOf(this.priorityOf(number)) < this.executionPriority(ignorePrimask) ? number : undefined;
  }
}
