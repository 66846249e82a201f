import type { VirtualModel } from '../../../core/virtual-model.ts';
import type { BoardLife } from '../board-life.ts';
import type { AppliedOverlay } from '../device-tree/overlay.ts';
import type { Limits } from '../limits.ts';
import type { EnvironmentStore } from './environment.ts';
import type { Initramfs } from './initramfs.ts';

/** What the A53 sees at its physical addresses. undefined: the access ends in an abort. */
export interface Memory {
  read(address: number, size: number): Uint8Array | undefined;
  write(address: number, bytes: Uint8Array): boolean;
  bootaux(address: number): { readonly lines: readonly string[]; readonly status: number } | undefined;
}

/** A file on a partition; `size` may be larger than what is really kept of it (a kernel image is only a name here). */
export interface StoredFile {
  readonly content: Uint8Array;
  readonly size: number;
}

/** The partitions that U-Boot can read: `mmc 2:1` and so on. */
export interface Partitions {
  has(device: number, partition: number): boolean;
  fileSystem(partition: number): 'ext4' | 'fat';
  file(device: number, partition: number, path: string): StoredFile | undefined;
  /** Names with sizes; undefined size: a folder. undefined: no such folder. */
  list(
    device: number,
    partition: number,
    path: string,
  ): readonly { readonly name: string; readonly size: number | undefined }[] | undefined;
}

export interface KernelStart {
  readonly bootargs: string;
  /** `linux_banner` of an image that is not the board's own. */
  readonly banner?: string | undefined;
  readonly overlays: readonly AppliedOverlay[];
  /** That `booti` was told the size of; the board's own is a name alone. */
  readonly initramfs?: Initramfs | undefined;
}

/** What the commands of U-Boot work on. */
export interface UBootContext {
  readonly life: BoardLife;
  readonly version: '2022.04' | '2024.07' | '2025.01';
  readonly banner: string;
  readonly model: VirtualModel;
  readonly variables: Map<string, string>;
  readonly store: EnvironmentStore;
  readonly memory: Memory;
  readonly partitions: Partitions;
  readonly limits: Limits;
  readonly print: (text: string) => void;
  /** Runs a script within this shell. */
  readonly script: (text: string) => Promise<number>;
  readonly interrupted: () => boolean;
  /** Hands the machine over: U-Boot never returns from it. */
  readonly startKernel: (start: KernelStart) => Promise<never>;
  readonly reset: () => Promise<never>;
  /** Overlays applied to the device tree in memory so far. */
  readonly overlays: AppliedOverlay[];
}

export type UBootCommand = (args: readonly string[], context: UBootContext) => number | Promise<number>;

/** Numbers are hexadecimal with or without 0x; undefined when it is none. */
export const hex = (text: string | undefined): number | undefined =>
  text !== undefined && /^(?:0x)?[0-9a-f]+$/i.test(text) ? Number.parseInt(text.replace(/^0x/i, ''), 16) : undefined;
