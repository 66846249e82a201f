import type { Clock } from '../../../core/time.ts';
import type { VirtualChip } from '../../../core/virtual-model.ts';
import type { M7Listener } from './m7-notes.ts';

export interface SocOptions {
  readonly chip: VirtualChip;
  /** Decides what untouched memory holds after power-on. */
  readonly seed: number;
  readonly ramBytes: number;
  readonly clock: Clock;
  /** A byte that left the M7's UART4, already at the pace of 115200 baud in board time. */
  readonly onM7Uart: (byte: number) => void;
  readonly notes?: M7Listener;
  /** A watchdog that the M7 started resets the chip. */
  readonly onReset?: () => void;
}

/** What an A53 access does: it completes, the bus never answers (the board freezes), or it ends in an abort (SError). */
export type Access = 'done' | 'hang' | 'abort';

export interface LinuxBoot {
  readonly kernel: '5.15' | '6.1' | '6.6' | '6.12';
  /** `mcore_booted` of the clock driver on the kernel command line. */
  readonly mcoreBooted: boolean;
}

export interface BootauxOptions {
  /** U-Boot v2022.07 and later load an ELF; older ones take any file for a .bin. */
  readonly elfSupported: boolean;
  /** 'nxp' by default. Upstream TF-A knows no M7 on this SoC: its answer to every call looks like a core that runs. */
  readonly tfA?: 'nxp' | 'upstream';
}

export interface BootauxResult {
  /** 'abort': there is no memory at the address, U-Boot takes a synchronous abort and resets the board. */
  readonly access: Access;
  /** What U-Boot prints, one line each, without line ending. */
  readonly lines: readonly string[];
  /** Exit status of the command. */
  readonly status: 0 | 1;
  readonly started: boolean;
}
