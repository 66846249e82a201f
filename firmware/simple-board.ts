import { BusError, type CoreBus } from '../src/sim/virtual/cortex-m7/bus.ts';
import { CortexM7 } from '../src/sim/virtual/cortex-m7/runner.ts';

const uart4 = 0x30a60000;
const blockBytes = 0x1_0000;
const muInterrupt = 97;
const isPeripheral = (address: number): boolean => address >>> 28 === 3;

interface Range {
  readonly base: number;
  readonly bytes: Uint8Array;
}

/** Just enough of a board to hear an image: a Cortex-M7, memory where segments are put, UART4, and no other peripheral. */
export class SimpleBoard implements CoreBus {
  readonly #machine: CortexM7;
  readonly #memories: Range[] = [];
  readonly #readers = new Map<number, () => void>();
  readonly #registers = new Map<number, number>();
  #cycles = 0;
  #output = '';

  constructor() {
    this.#machine = new CortexM7({
      core: 'Cortex-M7',
      bus: this,
      now: () => this.#cycles,
      touched: () => {},
      interrupts: 160,
      priorityBits: 4,
    });
  }

  /** Bytes are a multiple of 64 KiB, or of less at the end of a memory. */
  addMemory(base: number, bytes: number): Uint8Array {
    const memory = new Uint8Array(bytes);
    this.#memories.push({ base, bytes: memory });
    return memory;
  }

  /** Copies bytes to where the M7 sees them. */
  put(address: number, bytes: Uint8Array): void {
    const memory = this.#range(address, bytes.byteLength);
    memory?.bytes.set(bytes, address - memory.base);
  }

  /** Called after the core has read the word at this address: for registers that reading changes. */
  onRead(address: number, listener: () => void): void {
    this.#readers.set(address, listener);
  }

  /** A byte for UART4's receiver. */
  hear(byte: string): void {
    this.#registers.set(uart4, 0x8000 | byte.charCodeAt(0));
    this.#registers.set(uart4 + 0x98, 1);
    this.onRead(uart4, () => this.#registers.set(uart4 + 0x98, 0));
  }

  /** The level of the messaging unit's interrupt. */
  raise(high: boolean): void {
    this.#machine.cpu.exceptions.setLine(muInterrupt, high);
  }

  /** Lets the core take SP and PC from addresses 0 and 4. */
  reset(): void {
    this.#machine.reset();
  }

  /** Why the core does not go on; undefined while it does. */
  get lockup(): string | undefined {
    return this.#machine.cpu.lockup;
  }

  /** Everything printed since the board was made. */
  get output(): string {
    return this.#output;
  }

  /** Runs until `line` was printed, the core is in lockup or `instructions` are over. Returns everything printed since the board was made. */
  run(line: RegExp, instructions: number): string {
    const { systick } = this.#machine.cpu;
    for (let count = 0; count < instructions && !line.test(this.#output) && this.lockup === undefined; ) {
      // A core that sleeps does so until SysTick; one that nothing wakes has the rest of its time slept away.
      if (this.#machine.cpu.sleeping && !this.#machine.wake()) this.#cycles = Math.min(systick.nextAt, this.#cycles + instructions * 1000);
      const ran = this.#machine.run(Math.max(1, Math.min(1000, Math.ceil(systick.nextAt - this.#cycles))));
      this.#cycles += ran;
      count += Math.max(1, ran);
      systick.advance(this.#cycles);
    }
    return this.#output;
  }

  memory(block: number): DataView | undefined {
    if (isPeripheral(block * blockBytes)) return undefined;
    const range = this.#range(block * blockBytes, blockBytes);
    return range && new DataView(range.bytes.buffer, block * blockBytes - range.base, blockBytes);
  }

  read(address: number, size: 8 | 16 | 32): number {
    const range = this.#range(address, size / 8);
    const from = address - (range?.base ?? 0);
    const value = range?.bytes.subarray(from, from + size / 8).reduceRight((word, byte) => (word << 8) | byte, 0);
    this.#readers.get(address)?.();
    if (value !== undefined) return value;
    if (!isPeripheral(address)) throw new BusError(`nothing answers at 0x${address.toString(16)}`);
    return this.#registers.get(address) ?? 0;
  }

  write(address: number, size: 8 | 16 | 32, value: number): void {
    const range = this.#range(address, size / 8);
    if (address === uart4 + 0x40) this.#output += String.fromCharCode(value & 0xff);
    else if (range) for (let byte = 0; byte < size / 8; byte++) range.bytes[address - range.base + byte] = value >>> (8 * byte);
    else if (isPeripheral(address)) this.#registers.set(address, value);
    else throw new BusError(`nothing answers at 0x${address.toString(16)}`);
  }

  #range(address: number, length: number): Range | undefined {
    return this.#memories.find(({ base, bytes }) => address >= base && address + length <= base + bytes.length);
  }
}
