import { randomUUID } from 'node:crypto';
import type { BoardLife } from '../board-life.ts';
import type { Chip } from '../chip.ts';
import type { FaultPlan } from '../fault-plan.ts';
import type { Identity } from '../identity.ts';
import type { Limits } from '../limits.ts';
import type { Random } from '../random.ts';
import type { BoardSettings } from '../settings.ts';
import type { KernelStart } from '../u-boot/context.ts';
import type { EnvironmentStore } from '../u-boot/environment.ts';
import type { Uart } from '../wires/uart.ts';
import type { FileTree } from './file-tree.ts';
import { Kernel } from './kernel.ts';
import { isConsoleBy } from './kernel-arguments.ts';
import { linuxBanner } from './kernel-log.ts';
import type { Account } from './password-change.ts';

export interface LinuxOptions {
  readonly life: BoardLife;
  readonly settings: BoardSettings;
  readonly identity: Identity;
  readonly chip: Chip;
  readonly tree: FileTree;
  readonly store: EnvironmentStore;
  readonly account: Account;
  readonly uart: Uart;
  readonly faults: FaultPlan;
  readonly limits: Limits;
  readonly random: Random;
  readonly start: KernelStart;
  /** Through PSCI and the PMIC: a cold reset. */
  readonly restart: (resetCause: 'POR' | 'WDOG') => void;
  readonly powerDown: () => void;
  readonly brownOut: () => void;
  /** Nothing of this Linux answers any more, although the power is on. */
  readonly died: () => void;
}

/** The kernel that U-Boot started. */
export const kernelOf = ({ life, identity, settings, start, uart }: LinuxOptions): Kernel => {
  const cmdline = start.bootargs.trim().replace(/\s+/g, ' ');
  const isOnUart = isConsoleBy(cmdline, settings.model.console.tty);
  return new Kernel({
    clock: life.clock,
    release: identity.release,
    version: identity.kernelBuild,
    banner: start.banner ?? linuxBanner(identity),
    cmdline,
    initramfs: start.initramfs,
    bootId: randomUUID(),
    hardware: identity.model,
    isOnUart,
    console: (text) => isOnUart && uart.print(text),
  });
};
