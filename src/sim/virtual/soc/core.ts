import type { VirtualChip } from '../../../core/virtual-model.ts';
import { CortexM7 } from '../cortex-m7/runner.ts';
import type { Bus } from './bus.ts';
import type { M7Notes } from './m7-notes.ts';

/** __NVIC_PRIO_BITS of NXP's SDK, for the M7 and the M4 of an i.MX 8M. */
const priorityBits = 4;

/** Why a core does not go on. */
export interface Halt {
  readonly activity: 'lockup';
  readonly reason: string;
}

/** One life of the M-core from reset, on the bus of the chip. Time is the chip's, in nanoseconds. */
export class Core {
  readonly #machine: CortexM7;
  readonly #cycleNs: number;

  constructor({ core, cycleNs, interrupts }: VirtualChip, bus: Bus, notes: M7Notes, now: () => number) {
    this.#cycleNs = cycleNs;
    this.#machine = new CortexM7({
      core,
      bus,
      now: () => now() / cycleNs,
      touched: (name) => notes.limit({ kind: 'effect', name, fatal: false }),
      leftOpen: (encoding) => notes.limit({ kind: 'instruction', name: `${encoding}, UNPREDICTABLE operands`, fatal: false }),
      interrupts,
      priorityBits,
    });
    this.#machine.reset();
    this.#machine.settle();
  }

  get halt(): Halt | undefined {
    const { lockup } = this.#machine.cpu;
    return lockup === undefined ? undefined : { activity: 'lockup', reason: lockup };
  }

  get isWaiting(): boolean {
    return this.#machine.cpu.sleeping;
  }

  /** Instructions of the present run so far, to the start of the present block. */
  get executed(): number {
    return this.#machine.executed;
  }

  /** The instruction that is being executed, or was the last one. */
  get at(): number {
    return this.#machine.at;
  }

  /** When SysTick reaches 0. */
  get nextTickAt(): number {
    return this.#machine.cpu.systick.nextAt * this.#cycleNs;
  }

  /** The level of an interrupt line of the chip. */
  setLine(interrupt: number, high: boolean): void {
    this.#machine.cpu.exceptions.setLine(interrupt, high);
  }

  advance(now: number): void {
    this.#machine.cpu.systick.advance(now / this.#cycleNs);
  }

  /** True when WFI ends: masked by PRIMASK or not, a pending exception wakes the core. */
  wake(): boolean {
    return this.#machine.wake();
  }

  /** Executes about as many instructions, up to `waiting` of a loop that only counts, and returns how many. Leaves `halt` set when the core cannot go on. */
  run(instructions: number, waiting: number): number {
    return this.#machine.run(instructions, waiting);
  }

  /** Ends the present run: what the core waits for comes later. */
  pause(): void {
    this.#machine.pause();
  }

  /** An A53 wrote memory: what was decoded from it is stale. */
  written(buffer: ArrayBufferLike, offset: number, bytes: number): void {
    this.#machine.cpu.code.written(buffer, offset, bytes);
  }

  /** What memory there is changed. */
  forget(): void {
    this.#machine.forgetCode();
  }
}
