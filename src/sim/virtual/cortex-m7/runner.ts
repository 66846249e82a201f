import { ArchFault, hex } from './arch-fault.ts';
import type { Block } from './block.ts';
import { decodeBlock } from './block-decoder.ts';
import type { Countdown } from './countdown.ts';
import { Cpu, type CpuOptions } from './cpu.ts';
import { takeException, takeFault } from './exceptions/exception-entry.ts';
import { ConstantsExhausted, PC, SP } from './registers.ts';

const nowhere: Block = {
  address: 1,
  it: 0,
  ops: [],
  addresses: [],
  its: [],
  countdown: undefined,
  isValid: false,
  next: undefined,
  other: undefined,
};

/** A Cortex-M7 that executes: finds or decodes the block at the PC, runs it, and takes exceptions between blocks. */
export class CortexM7 {
  readonly cpu: Cpu;
  readonly #options: CpuOptions;
  /** By rights: what one may execute another may not. */
  readonly #blocks = [new Map<number, Block>(), new Map<number, Block>(), new Map<number, Block>()] as const;
  #left = 0;
  #budget = 0;
  #beyond = 0;
  #block = nowhere;
  #index = 0;

  constructor(options: CpuOptions) {
    this.#options = options;
    this.cpu = new Cpu(options);
  }

  /** SP and PC from the first two words of the vector table (B1.5.5). */
  reset(): void {
    const { cpu } = this;
    try {
      cpu.r[SP] = cpu.memory.load32(cpu.system.vtor) & ~3;
      const entry = cpu.memory.load32((cpu.system.vtor + 4) | 0);
      cpu.r[PC] = entry & ~1;
      cpu.thumb = (entry & 1) === 1;
      cpu.vectored = `reset vector ${hex(entry)}`;
    } catch (error) {
      if (!(error instanceof ArchFault)) throw error;
      cpu.lockUp(`the reset vector could not be read: ${error.message}`);
    }
  }

  get pc(): number {
    return this.cpu.r[PC]! >>> 0;
  }

  /** The instruction that is being executed, or was the last one. */
  get at(): number {
    return (this.#block.addresses[this.#index] ?? this.cpu.r[PC]!) >>> 0;
  }

  /** Takes what is due without executing an instruction: a reset vector that leads nowhere shows at once. */
  settle(): void {
    const { cpu } = this;
    while (cpu.attention && cpu.lockup === undefined && !cpu.sleeping) this.#attend();
  }

  /** True when WFI or WFE ends: PRIMASK does not hold it. */
  wake(): boolean {
    const { cpu } = this;
    if (cpu.sleeping && cpu.exceptions.preempting(true) !== undefined) {
      cpu.sleeping = false;
      cpu.attention = true;
    }
    return !cpu.sleeping;
  }

  /** Somebody else wrote memory: code that was decoded from it is dropped. */
  forgetCode(): void {
    this.cpu.code.clear();
    this.cpu.memory.forget();
  }

  /**
   * Runs about as many instructions, fewer when the core sleeps or is in lockup, and up to `waiting` where they only count down for a delay.
   * Returns how many.
   */
  run(instructions: number, waiting = instructions): number {
    this.#beyond = Math.max(0, waiting - instructions);
    this.#budget = instructions;
    this.#left = instructions;
    const { cpu } = this;
    while (this.#left > 0 && !cpu.sleeping && cpu.lockup === undefined) this.#runBlocks();
    const executed = this.#budget - this.#left;
    this.#budget = this.#left = 0;
    return executed;
  }

  /** Instructions of the present run before the present block. */
  get executed(): number {
    return this.#budget - this.#left;
  }

  /** Ends the present run behind the present block. */
  pause(): void {
    this.#budget -= this.#left;
    this.#left = 0;
  }

  #runBlocks(): void {
    const { cpu } = this;
    const { r } = cpu;
    let block = nowhere;
    let index = 0;
    try {
      while (this.#left > 0) {
        index = 0;
        if (cpu.attention) {
          if (!this.#attend()) return;
          block = nowhere;
        }
        block = this.#find(block);
        if (block.countdown !== undefined) this.#skipTurnsOf(block.countdown);
        const { ops } = block;
        const count = ops.length;
        cpu.limit = count;
        r[PC] = block.addresses[count]!;
        cpu.it = block.its[count]!;
        this.#block = block;
        do {
          this.#index = index;
          ops[index++]!();
        } while (index < cpu.limit);
        this.#left -= index;
        if (index < count) this.#stopped(block, index);
      }
    } catch (error) {
      this.#caught(error, block, index);
    }
  }

  /** Exceptions first, then the state bit of the PC. False when the core does not go on. */
  #attend(): boolean {
    const { cpu } = this;
    cpu.attention = false;
    if (cpu.lockup !== undefined || (cpu.sleeping && !this.wake())) return false;
    const number = cpu.exceptions.preempting();
    if (number !== undefined) {
      cpu.lastFault = '';
      takeException(cpu, number, cpu.r[PC]!);
      return cpu.lockup === undefined;
    }
    if (!cpu.thumb) this.#noThumb();
    return cpu.lockup === undefined;
  }

  #noThumb(): void {
    const { cpu } = this;
    const at = cpu.r[PC]!;
    const what = cpu.vectored === '' ? `branch to ${hex(at)} without Thumb bit` : `${cpu.vectored} has no Thumb bit`;
    takeFault(cpu, new ArchFault('INVSTATE', what), at);
  }

  /** Passes the turns of a delay but the last two: the flags come from those. A counter of 0 has 2^32 turns before it. */
  #skipTurnsOf({ register, instructions }: Countdown): void {
    const { r } = this.cpu;
    const turns = (r[register]! >>> 0 || 2 ** 32) - 2;
    const passed = Math.min(turns, Math.floor((this.#left + this.#beyond) / instructions) - 1);
    if (passed <= 0) return;
    r[register] = r[register]! - passed;
    this.#left -= passed * instructions;
  }

  #find(last: Block): Block {
    const { cpu } = this;
    const pc = cpu.r[PC]!;
    const { next, other } = last;
    if (cpu.it === 0) {
      if (next !== undefined && next.address === pc && next.isValid) return next;
      if (other !== undefined && other.address === pc && other.isValid) return other;
    }
    const found = this.#lookUp(pc, cpu.it);
    if (last !== nowhere && found.it === 0) {
      last.other = next;
      last.next = found;
    }
    return found;
  }

  #lookUp(pc: number, it: number): Block {
    const blocks = this.#blocks[this.cpu.memory.rights];
    const known = blocks.get(pc);
    if (known?.isValid && known.it === it) return known;
    const block = this.#decode(pc, it);
    blocks.set(pc, block);
    return block;
  }

  #decode(pc: number, it: number): Block {
    const { cpu } = this;
    try {
      const block = decodeBlock(cpu, pc, it);
      this.#guard(block);
      return block;
    } catch (error) {
      if (!(error instanceof ConstantsExhausted)) throw error;
      cpu.code.clear();
      for (const blocks of this.#blocks) blocks.clear();
      cpu.forgetConstants();
      return this.#decode(pc, it);
    }
  }

  /** From now on stores into this memory are looked at. */
  #guard(block: Block): void {
    const { memory, code } = this.cpu;
    const end = block.addresses.at(-1)!;
    for (const address of new Set([block.address >>> 16, ((end - 1) | 0) >>> 16])) {
      const view = this.#options.bus.memory(address);
      if (!view) continue;
      const from = address === block.address >>> 16 ? block.address & 0xffff : 0;
      const to = address === ((end - 1) | 0) >>> 16 ? ((end - 1) & 0xffff) + 1 : 0x1_0000;
      if (code.add(view.buffer, view.byteOffset + from, to - from, block)) memory.guard(view.buffer);
    }
  }

  /** Behind instruction `index` something wants attention. */
  #stopped(block: Block, index: number): void {
    const { cpu } = this;
    cpu.r[PC] = block.addresses[index]!;
    cpu.it = block.its[index]!;
  }

  #caught(error: unknown, block: Block, index: number): void {
    const { cpu } = this;
    this.#left -= Math.max(1, index);
    if (!(error instanceof ArchFault)) throw error;
    // A fetch that failed has no block yet.
    const fetching = index === 0 || block === nowhere;
    const at = fetching ? cpu.r[PC]! : block.addresses[index - 1]!;
    if (!fetching) {
      cpu.r[PC] = at;
      cpu.it = block.its[index - 1]!;
    }
    const words = fetching && cpu.vectored !== '' ? `; ${cpu.vectored}` : '';
    takeFault(cpu, words ? Object.assign(error, { message: `${error.message}${words}` }) : error, at);
  }
}
