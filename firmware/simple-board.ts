import { Simulator } from 'rp2040js';

const uart4 = 0x30a60000;
const nanosPerCycle = 8;
const privatePeripherals = 0xe000e000;

/** Just enough of a board to hear an image: a Cortex-M0+ core, memory where segments are put, UART4, and no other peripheral. */
export class SimpleBoard {
  readonly #clock: Simulator['clock'];
  readonly #chip: Simulator['rp2040'];
  readonly #memories: { readonly base: number; readonly view: DataView }[] = [];
  #output = '';

  constructor() {
    const { clock, rp2040 } = new Simulator();
    this.#clock = clock;
    this.#chip = rp2040;
    this.#chip.logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const ppb = this.#chip.ppb;
    this.#chip.readUint8 = (address) => this.#at(address)?.getUint8(0) ?? 0;
    this.#chip.readUint16 = (address) => this.#at(address)?.getUint16(0, true) ?? 0;
    this.#chip.readUint32 = (address) =>
      address >>> 0 >= privatePeripherals ? ppb.readUint32(address & 0xfff) : (this.#at(address)?.getUint32(0, true) ?? 0);
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

  /** Leaves reset and runs until `line` was printed or `instructions` are over. Resolves with everything printed. */
  run(line: RegExp, instructions: number): string {
    const { core } = this.#chip;
    core.reset();
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

  #write(address: number, value: number): void {
    if (address >= privatePeripherals) this.#chip.ppb.writeUint32(address & 0xfff, value);
    else if (address === uart4 + 0x40) this.#output += String.fromCharCode(value & 0xff);
    else this.#at(address)?.setUint32(0, value, true);
  }
}
