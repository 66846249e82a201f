import type { RemoteprocDevice, RemoteprocOptions } from './remoteproc/types.ts';
import type { LinuxBoot } from './soc/types.ts';
import type { Memory } from './u-boot/context.ts';
import type { PacedCore } from './wires/pace.ts';

/** The SoC as the board around it uses it: its power, its memory, and the driver that Linux has for its M-core. */
export interface Chip {
  readonly memory: Memory;
  /** Rails on: memory holds junk. */
  powerOn(): void;
  powerOff(): void;
  /** The PMIC cycles the rails: nothing survives. */
  coldReset(): void;
  /** Bytes into UART4's receiver. */
  m7Receive(bytes: Uint8Array): void;
  readonly core: PacedCore;
  /** Clocks and domains that nobody uses go off, late in the kernel's start; not before a core that runs has taken its first steps. */
  linuxBooted(boot: LinuxBoot, signal: AbortSignal): Promise<void>;
  remoteproc(options: Omit<RemoteprocOptions, 'soc'>): RemoteprocDevice;
}
