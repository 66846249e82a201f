import type { CoreModel } from './model-limit.ts';

// What makes a virtual board one model of board and not another. Plain data, so that it can be handed to the board's process; written apart from what the
// runner believes of the model, so that a mistake is in one of the two and shows.

/** Memory at the A53's addresses. Sizes in bytes. */
export interface VirtualMemory {
  readonly base: number;
  readonly size: number;
}

/** A range of the remote core's addresses and what lies behind it. */
export interface VirtualWindow {
  readonly from: number;
  readonly size: number;
  readonly to: number;
}

/** A row of imx_rproc's table. */
export interface VirtualRow {
  readonly da: number;
  readonly sys: number;
  readonly size: number;
  /** ATT_OWN: the driver maps it by itself. */
  readonly own?: true;
}

export interface VirtualRegion {
  /** The device tree node's name without unit address: the kernel decides by it. */
  readonly node: string;
  readonly base: number;
  readonly size: number;
}

/** Which M-core executes. */
export type VirtualCore = 'Cortex-M7' | 'Cortex-M4';

export interface VirtualChip {
  readonly core: VirtualCore;
  readonly executes: CoreModel;
  /** Nanoseconds a cycle. */
  readonly cycleNs: number;
  /** Interrupt lines. */
  readonly interrupts: number;
  readonly ocramS: VirtualMemory;
  readonly ocram: VirtualMemory;
  /** How the core sees memory, in the order of the search. */
  readonly windows: readonly VirtualWindow[];
  /** The TCM hangs on a power domain that Linux switches off where nobody uses it. */
  readonly tcmInDomain: boolean;
}

export interface VirtualRemoteproc {
  /** Of the node, as the driver prints it: `imx8mp-cm7`. */
  readonly device: string;
  /** How the driver lets the core go: by TF-A, or by a register of the SoC's own. */
  readonly method: 'smc' | 'mmio';
  /** In the driver's order. */
  readonly rows: readonly VirtualRow[];
  /** memory-region of the node, in its order. */
  readonly regions: readonly VirtualRegion[];
  /** The device tree overlay that brings the node. */
  readonly overlay: string;
}

export interface VirtualModule {
  readonly ram: '1GB' | '2GB' | '4GB' | '8GB';
  readonly wifi: boolean;
  readonly productId: string;
  readonly name: string;
}

export interface VirtualModel {
  /** `verdin-imx8mp`: also its host name, its U-Boot board and its overlays. */
  readonly name: string;
  /** `Verdin iMX8MP`: also U-Boot's prompt. */
  readonly called: string;
  /** `Verdin iMX8M Plus`, as device trees and the config block call it. */
  readonly title: string;
  /** `imx8mp`: device trees and drivers begin with it. */
  readonly soc: string;
  readonly version: string;
  /** The first is what there is by default. */
  readonly modules: readonly [VirtualModule, ...VirtualModule[]];
  /** What U-Boot says of the processor behind `CPU:`, without temperature. */
  readonly processor: string;
  readonly splMemory: readonly [string, string];
  readonly network: { readonly uBoot: string; readonly linux: string };
  /** The eMMC as U-Boot and Linux number it, and the cards that U-Boot lists. */
  readonly emmc: { readonly number: number; readonly cards: readonly number[] };
  /** The A53's console. */
  readonly console: { readonly tty: string; readonly address: string; readonly interrupt: number };
  /** On a module with Wi-Fi the core's UART goes to Bluetooth. */
  readonly wifiTakesCoreUart: boolean;
  /** The module whose parameter keeps the clocks of a running core on, and the core's clock in clk_summary. */
  readonly clocks: { readonly driver: string; readonly core: string };
  readonly chip: VirtualChip;
  readonly remoteproc: VirtualRemoteproc;
}
