import { hex } from '../arch-fault.ts';
import { BusError, type CoreBus } from '../bus.ts';
import { CortexM7 } from '../runner.ts';
import type { Area } from './oracle-image.ts';

const blockBytes = 0x1_0000;

/** Memory as on QEMU's mps2-an500: 4 MiB at 0 and at 0x20000000, 16 MiB at 0x60000000. */
export class FlatMemory implements CoreBus {
  readonly #ranges = [
    { from: 0, bytes: new Uint8Array(0x40_0000) },
    { from: 0x2000_0000, bytes: new Uint8Array(0x40_0000) },
    { from: 0x6000_0000, bytes: new Uint8Array(0x100_0000) },
  ];

  at(address: number, length: number): Uint8Array {
    const range = this.#ranges.find(({ from, bytes }) => address >= from && address + length <= from + bytes.length);
    if (!range) throw new BusError(`nothing answers at ${hex(address)}`);
    return range.bytes.subarray(address - range.from, address - range.from + length);
  }

  memory(block: number): DataView | undefined {
    try {
      const { buffer, byteOffset } = this.at(block * blockBytes, blockBytes);
      return new DataView(buffer, byteOffset, blockBytes);
    } catch {
      return undefined;
    }
  }

  read(address: number, size: 8 | 16 | 32): number {
    const bytes = this.at(address, size / 8);
    return bytes.reduceRight((word, byte) => (word << 8) | byte, 0);
  }

  write(address: number, size: 8 | 16 | 32, value: number): void {
    const bytes = this.at(address, size / 8);
    for (let index = 0; index < bytes.length; index++) bytes[index] = value >>> (8 * index);
  }
}

const SYS_WRITE = 5;
const SYS_EXIT = 0x18;

/** This core with that memory, and the semihosting calls that the harness makes. */
export const runOnOurs = (
  areas: readonly Area[],
  most = Number.POSITIVE_INFINITY,
): { readonly written: Uint8Array; readonly instructions: number; readonly machine: CortexM7 } => {
  const bus = new FlatMemory();
  const written: Uint8Array[] = [];
  let [over, instructions] = [false, 0];
  for (const { address, bytes } of areas) bus.at(address, bytes.length).set(bytes);
  const machine: CortexM7 = new CortexM7({
    core: 'Cortex-M7',
    bus,
    now: () => instructions + machine.executed,
    touched: () => {},
    interrupts: 32,
    priorityBits: 8,
    onBreakpoint: (value) => {
      if (value !== 0xab) return false;
      const { r } = machine.cpu;
      const word = (index: number): number => bus.read((r[1]! >>> 0) + 4 * index, 32) >>> 0;
      if (r[0] === SYS_WRITE) written.push(bus.at(word(1), word(2)).slice());
      if (r[0] === SYS_EXIT) {
        over = true;
        machine.cpu.lockUp('the program has ended');
      }
      r[0] = 0;
      return true;
    },
  });
  machine.reset();
  const { cpu } = machine;
  while (!over && cpu.lockup === undefined) {
    if (instructions > most)
      throw new Error(`the program has not ended after ${most} instructions: pc ${hex(machine.pc)}, exception ${cpu.ipsr}`);
    if (cpu.sleeping && !machine.wake()) {
      if (cpu.systick.nextAt === Number.POSITIVE_INFINITY) throw new Error(`the core sleeps for ever: pc ${hex(machine.pc)}`);
      instructions = Math.max(instructions, cpu.systick.nextAt);
    }
    instructions += machine.run(Math.max(1, Math.min(100_000, Math.ceil(cpu.systick.nextAt - instructions))));
    cpu.systick.advance(instructions);
  }
  if (!over) throw new Error(`the core locked up: ${machine.cpu.lockup}`);
  return { written: Buffer.concat(written), instructions, machine };
};
