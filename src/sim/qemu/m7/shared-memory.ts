import { ddrBase, Memory } from '../../virtual/soc/memory.ts';
import { DdrFile, UncachedView, WriteThroughView } from './ddr-file.ts';

// The default memory map of ARMv7-M (B3.1): normal, cacheable memory from here on; below are device addresses, where vrings and resource table lie.
const cacheableFrom = 0x6000_0000;

/** The memory that the M7 beside QEMU sees: TCM and OCRAM of our own, and the DRAM that QEMU's A53 cores use. */
export class SharedMemory extends Memory {
  #ddr: DdrFile | undefined;

  /** DRAM is this file from now on; undefined: it has no power. */
  attach(path: string | undefined): void {
    this.#ddr?.close();
    this.#ddr = path === undefined ? undefined : new DdrFile(path);
  }

  override holds(address: number, length = 1): boolean {
    return super.holds(address, length) && (address < ddrBase || this.#ddr !== undefined);
  }

  override view(address: number, length: number): DataView {
    if (address < ddrBase || !this.#ddr) return super.view(address, length);
    return address < cacheableFrom ? new UncachedView(this.#ddr, address, length) : new WriteThroughView(this.#ddr, address, length);
  }
}
