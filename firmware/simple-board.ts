import { Simulator } from 'rp2040js';

const uart4 = 0x30a60000;
const nanosPerCycle = 8;
const privatePeripherals = 0xe000e000;

/** Just enough of a board to hear an image: a Cortex-M0+ core, memory where segments are put, UART4, and no other peripheral. */
export class SimpleBoard {
  readonly #clock: Simulator['clock'];
  readonly #chip: Simulator['rp2040'];
  readonly #memories: { readonly base: number; readonly view: DataView }[] = [];
  readonly #readers = new Map<number, () => void>();
  #output = '';

  constructor() {
    const { clock, rp2040 } = new Simulator();
    this.#clock = clock;
    this.#chip = rp2040;
    this.#chip.logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    this.#chip.readUint8 = (address) => this.#at(address)?.getUint8(0) ?? 0;
    this.#chip.readUint16 = (address) => this.#at(address)?.getUint16(0, true) ?? 0;
    this.#chip.readUint32 = (address) => this.#read(address >>> 0);
    this.#chip.writeUint8 = (address, value) => this.#at(address)?.setUint8(0, value);
    this.#chip.writeUint16 = (address, value) => this.#at(address)?.setUint16(0, value, true);
    this.#chip.writeUint32 = (address, value) => this.#write(address >>> 0, value);
  }

  addMemory(base: number, bytes: number): Uint8Array {
    const memory = new Uint8Array(bytes);
    this.#memories.push({ base, view: new DataView(memory.buffer) });
    return memory;
  }

  /** Copies bytes to where the M7 sees them. */
  put(address: number, bytes: Uint8Array): void {
    const memory = this.#memories.find(({ base, view }) => address >= base && address + bytes.byteLength <= base + view.byteLength);
    if (memory) new Uint8Array(memory.view.buffer).set(bytes, address - memory.base);
  }

  /** Called after the core has read the word at this address: for registers that reading changes. */
  onRead(address: number, listener: () => void): void {
    this.#readers.set(address, listener);
  }

  /** Lets the core take SP and PC from addresses 0 and 4. */
  reset(): void {
    this.#chip.core.reset();
  }

  /** Runs until `line` was printed or `instructions` are over. Returns everything printed since the board was made. */
  run(line: RegExp, instructions: number): string {
    const { core } = this.#chip;
    for (let count = 0; count < instructions && !line.test(this.#output); count++) {
      // A SysTick that fires while the core sleeps is only seen by the next executeInstruction.
      if (core.waiting && !core.interruptsUpdated) this.#clock.tick(this.#clock.nanosToNextAlarm);
      else this.#clock.tick(core.executeInstruction() * nanosPerCycle);
    }
    return this.#output;
  }

  #at(address: number): DataView | undefined {
    const at = address >>> 0;
    const memory = this.#memories.find(({ base, view }) => at >= base && at < base + view.byteLength);
    return memory && new DataView(memory.view.buffer, at - memory.base);
  }

  #read(address: number): number {
    if (address >= privatePeripherals) return this.#chip.ppb.readUint32(address & 0xfff);
    const value = this.#at(address)?.getUint32(0, true) ?? 0;
    this.#readers.get(address)?.();
    return value;
  }

  #write(address: number, value: number): void {
    if (address >= privatePeripherals) this.#chip.ppb.writeUint32(address & 0xfff, value);
    else if (address === uart4 + 0x40) this.#output += String.fromCharCode(value & 0xff);
    else this.#at(address)?.setUint32(0, value, true);
  }
}
