import { virtualModel } from '../../../board/models/verdin-imx8mp/virtual.ts';
import type { CoreActivity } from '../../../core/model-limit.ts';
import type { Clock } from '../../../core/time.ts';
import { M7 } from '../../virtual/soc/m7.ts';
import type { M7Listener } from '../../virtual/soc/m7-notes.ts';
import { ddrBase, dtcm, itcm, Memory } from '../../virtual/soc/memory.ts';
import type { UnmodelledWrite } from '../unimp-log.ts';
import { DdrFile, UncachedView, WriteThroughView } from './ddr-file.ts';

// SRC_M7RCR of the reference manual, and what drivers/remoteproc/imx_rproc.c writes to start and to stop: IMX7D_M4_START and IMX8M_M7_STOP.
const M7RCR = 0x0c;
const enable = 1 << 3;
const platformReset = 1 << 2;

// Transmit registers of the messaging unit's A53 side.
const muChannels = 4;

const { chip } = virtualModel;

export interface RemoteM7Options {
  readonly clock: Clock;
  /** Of DRAM in bytes. */
  readonly ramBytes: number;
  readonly onUart: (byte: number) => void;
  readonly notes: M7Listener;
}

/**
 * The M7 that stock QEMU lacks. The stores of QEMU's A53 cores into TCM, SRC and MU are told to it, and the core runs what they left there.
 * Nothing goes back but DRAM: no interrupt, no answer of the MU, and Linux reads the TCM as zeros.
 */
export class RemoteM7 {
  readonly #memory: SharedMemory;
  readonly #m7: M7;

  constructor({ clock, ramBytes, onUart, notes }: RemoteM7Options) {
    this.#memory = new SharedMemory(1, ramBytes, chip);
    this.#m7 = new M7({ chip, memory: this.#memory, clock, onUart, notes });
  }

  get activity(): CoreActivity {
    return this.#m7.activity;
  }

  /** As CoreTime's. */
  givenSince(at: number): number {
    return this.#m7.givenSince(at);
  }

  /** `ddr`: the file that holds DRAM. The TCM holds junk. */
  powerOn(ddr: string): void {
    this.#memory.attach(ddr);
    this.reset();
  }

  powerOff(): void {
    this.#m7.setClocked(false);
    this.#m7.reset();
    this.#memory.attach(undefined);
  }

  /** Every reset of a Verdin goes through the PMIC, which cycles the rails: the TCM holds junk again. QEMU's DRAM survives, unlike a module's. */
  reset(): void {
    this.#m7.reset();
    this.#memory.lose();
    // Linux enables the root clock when its driver probes, and QEMU models no gate.
    this.#m7.setClocked(true);
  }

  /** Bytes into UART4's receiver. */
  receive(bytes: Uint8Array): void {
    this.#m7.receive(bytes);
  }

  /** An A53 wrote where QEMU has nothing. */
  written({ device, offset, bytes }: UnmodelledWrite): void {
    if (device === 'tcm_itcm') this.#store(itcm, offset, bytes);
    else if (device === 'tcm_dtcm') this.#store(dtcm, offset, bytes);
    else if (device === 'src' && offset === M7RCR) this.#control(bytes[0]!);
    else if (device === 'mu_1_a' && offset < 4 * muChannels && bytes.length === 4) {
      this.#m7.mu.send(offset >> 2, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true));
    }
  }

  #store({ base, size }: typeof itcm, offset: number, bytes: Uint8Array): void {
    if (offset + bytes.length <= size) this.#memory.write(base + offset, bytes);
  }

  #control(value: number): void {
    if ((value & enable) === 0 || (value & platformReset) === 0) {
      this.#m7.hold();
      return;
    }
    // What was copied of DRAM in the life before is stale: Linux has loaded another image.
    this.#m7.bus.forget();
    this.#m7.release();
  }
}

// The default memory map of ARMv7-M (B3.1): normal, cacheable memory from here on; below are device addresses, where vrings and resource table lie.
const cacheableFrom = 0x6000_0000;

/** The memory that the M7 beside QEMU sees: TCM and OCRAM of our own, and the DRAM that QEMU's A53 cores use. */
class SharedMemory extends Memory {
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
