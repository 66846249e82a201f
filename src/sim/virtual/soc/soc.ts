import type { CoreActivity } from '../../../core/model-limit.ts';
import type { VirtualChip } from '../../../core/virtual-model.ts';
import { bootaux } from './bootaux.ts';
import { M7 } from './m7.ts';
import type { M7Listener } from './m7-notes.ts';
import { dtcm, itcm, Memory } from './memory.ts';
import type { Access, BootauxOptions, BootauxResult, LinuxBoot, SocOptions } from './types.ts';

const withoutClocks =
  'Linux has switched off the clocks of the M7, which nobody told it that somebody uses (mcore_booted): the M7 stands still';

/**
 * The parts of an i.MX 8M that decide what a start of the M7 does: memory, the M7, the messaging unit and three properties of clocks.
 * Everything is off until powerOn.
 */
export class Soc {
  readonly memory: Memory;
  readonly m7: M7;
  readonly #chip: VirtualChip;
  #powered = false;
  /** The audio power domain with its clock: without it an access to the TCM never completes. */
  #audioDomain = false;
  /** The M7's root clock. */
  #m7Clock = false;
  #preloaded = false;

  constructor({ chip, seed, ramBytes, clock, onM7Uart, notes, onReset }: SocOptions) {
    this.#chip = chip;
    this.memory = new Memory(seed, ramBytes, chip);
    this.m7 = new M7({ chip, memory: this.memory, clock, onUart: onM7Uart, notes: notes ?? deaf, ...(onReset ? { onReset } : {}) });
  }

  get isPowered(): boolean {
    return this.#powered;
  }

  get activity(): CoreActivity {
    return this.m7.activity;
  }

  /** CPUWAIT is clear: what TF-A answers to IMX_SIP_RPROC_STARTED. Says nothing about a core that locked up or has no clock. */
  get running(): boolean {
    return this.m7.activity !== 'held';
  }

  get inWfi(): boolean {
    return this.m7.activity === 'waiting';
  }

  /** The boot ROM and U-Boot leave the M7's clock and domain on, which is why `bootaux` works without further ado. */
  powerOn(): void {
    if (!this.#powered) this.#comeUp();
  }

  powerOff(): void {
    this.#powered = false;
    this.#reset();
    this.#setClocks(false, false);
  }

  /** WDOG_B or PSCI reset through the PMIC: the rails cycle, so no memory survives. */
  coldReset(): void {
    if (!this.#powered) return;
    this.#reset();
    this.#comeUp();
  }

  /** A load by an A53: the bytes, or what happens instead. */
  cpuRead(address: number, length: number): Uint8Array | Exclude<Access, 'done'> {
    if (this.#powered && length === 4 && isShared(address)) return wordBytes(this.m7.readRegister(address));
    const access = this.#access(address, length);
    return access === 'done' ? this.memory.read(address, length) : access;
  }

  cpuWrite(address: number, data: Uint8Array): Access {
    if (this.#powered && data.length === 4 && isShared(address)) {
      this.m7.writeRegister(address, new DataView(data.buffer, data.byteOffset).getUint32(0, true));
      return 'done';
    }
    const access = this.#access(address, data.length);
    if (access === 'done') this.memory.write(address, data);
    return access;
  }

  cpuFill(address: number, length: number, value: number): Access {
    const access = this.#access(address, length);
    if (access === 'done') this.memory.fill(address, length, value);
    return access;
  }

  /** U-Boot's command. On `started` the M7 is running when this returns. */
  bootaux(address: number, options: BootauxOptions): BootauxResult {
    const result = bootaux(this.memory, this.#chip.windows, address, this.running, options);
    if (result.started) {
      this.#preloaded = true;
      this.release();
    }
    return result;
  }

  /**
   * Linux is past late_initcall: clk_disable_unused and genpd_power_off_unused have run. With mcore_booted composite root clocks are left
   * alone. Without it an M7 that U-Boot started loses its clock under its feet; and where nothing keeps the audio domain (no preload, no
   * AudioMIX node in the device tree before 6.5) it goes down.
   */
  linuxBooted({ kernel, mcoreBooted }: LinuxBoot): void {
    this.m7.registers.linuxBooted(mcoreBooted);
    if (mcoreBooted) return;
    this.m7.wedge(withoutClocks);
    const audioMixInTree = kernel === '6.6' || kernel === '6.12';
    this.#setClocks(this.#audioDomain && (this.#preloaded || audioMixInTree), false);
  }

  /** imx_rproc's clk_prepare_enable at probe. */
  enableM7Clock(): void {
    this.#setClocks(this.#audioDomain, this.#powered);
  }

  /** TF-A's IMX_SIP_RPROC_START. */
  release(): void {
    if (this.#powered) this.m7.release();
  }

  /** TF-A's IMX_SIP_RPROC_STOP: resets the core, no memory and not the MU. `forced`: it was not in WFI. */
  hold(): { readonly forced: boolean } {
    const forced = this.running && !this.inWfi;
    this.m7.hold();
    return { forced };
  }

  /** Bytes into UART4's receiver. */
  m7UartIn(bytes: Uint8Array): void {
    if (this.#powered) this.m7.receive(bytes);
  }

  #access(address: number, length: number): Access {
    if (!this.#powered || !this.memory.holds(address, length)) return 'abort';
    const tcm = [itcm, dtcm].some(({ base, size }) => address < base + size && address + length > base);
    return tcm && this.#chip.tcmInDomain && !this.#audioDomain ? 'hang' : 'done';
  }

  #comeUp(): void {
    this.memory.lose();
    this.m7.reset();
    this.#powered = true;
    this.#setClocks(true, true);
  }

  #reset(): void {
    this.m7.reset();
    this.memory.lose();
    this.#preloaded = false;
  }

  #setClocks(audioDomain: boolean, m7Clock: boolean): void {
    this.#audioDomain = audioDomain;
    this.#m7Clock = m7Clock;
    this.m7.setClocked((this.#audioDomain || !this.#chip.tcmInDomain) && this.#m7Clock);
  }
}

/** Upper halves of what is the same for both: pads, clocks, UART4, side A of the MU. No other register is modelled for an A53. */
const shared = new Set([0x3033, 0x3038, 0x30a6, 0x30aa]);
const isShared = (address: number): boolean => shared.has(address >>> 16);

const wordBytes = (word: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, word, true);
  return bytes;
};

const deaf: M7Listener = { onLimit: () => {}, onMishap: () => {} };
