import type { RemoteCoreState } from '../../../core/remote-core.ts';
import type { Clock } from '../../../core/time.ts';
import type { VirtualRemoteproc } from '../../../core/virtual-model.ts';
import type { Soc } from '../soc/soc.ts';

export type KernelVersion = '5.15' | '6.1' | '6.6' | '6.12';

export interface RemoteprocOptions {
  readonly model: VirtualRemoteproc;
  /** In /sys/class/remoteproc: 'remoteproc0' where Linux knows no core before this one. */
  readonly node: string;
  readonly soc: Soc;
  readonly kernel: KernelVersion;
  readonly tfA: 'nxp' | 'upstream';
  readonly ramBytes: number;
  /** False: the device tree has no cm7 node, so `probe` makes no device. */
  readonly hmpOverlay: boolean;
  readonly clock: Clock;
  /** One line of the kernel log without time stamp; `level` 0-7 as in <linux/kern_levels.h>: 3 err, 4 warning, 6 info. */
  readonly printk: (level: number, text: string) => void;
  /** The bytes the kernel's search path yields for a name, or undefined. */
  readonly readFirmware: (name: string) => Uint8Array | undefined;
  /** An A53 access to the TCM never came back: every CPU of the board stands still from here. */
  readonly onHang?: () => void;
  /** An A53 access went where the DRAM ends: SError. Like onHang, the call that did it never resolves. */
  readonly onAbort?: (physical: number) => void;
  /** A firmware asked for something that this model accepts without effect: a noun for "… is not modelled". */
  readonly onNoEffect?: (what: string) => void;
  /** About 1 s after a stop with an open tty: the kernel oopses in virtqueue_get_buf_ctx_split. */
  readonly onOops?: (where: 'virtqueue_get_buf_ctx_split') => void;
  /** A tty of the RPMsg channel came (with its object) or went. */
  readonly onTty?: (event: { readonly present: boolean; readonly tty: RpmsgTty }) => void;
}

/** /dev/ttyRPMSG<n> below the tty layer: raw bytes each way. */
export interface RpmsgTty {
  /** 'ttyRPMSG30': the number is the channel's remote endpoint address. */
  readonly name: string;
  /** Marks the device open until the returned function is called. Listeners get what arrives while open; what came before the first open is kept (up to 4 KiB). */
  open(onData: (data: Uint8Array) => void): () => void;
  /** Splits into messages of at most 496 bytes. Resolves with 0, or a negative errno (-512 when no tx buffer comes free in 15 s). */
  write(data: Uint8Array): Promise<number>;
}

/** The files of one core in /sys/class/remoteproc. */
export interface RemoteprocDevice {
  /** False without the overlay: Linux does not know the core. */
  readonly present: boolean;
  readonly name: string;
  readonly state: RemoteCoreState;
  readonly firmware: string;
  /** At boot, when the driver's time comes: makes the device, or attaches to an M7 that runs. Also enables the M7's clock. */
  probe(): Promise<void>;
  /** `word` as written, with or without newline. Resolves with 0 or a negative errno; never when the bus hangs. */
  writeState(word: string): Promise<number>;
  /** 0 or a negative errno. */
  writeFirmware(name: string): number;
  readonly ttys: readonly RpmsgTty[];
  /** Linux is gone (reset, power off): nothing is printed or called any more. */
  dispose(): void;
}
