import type { Identity } from '../identity.ts';
import type { Limits } from '../limits.ts';
import type { BoardSettings } from '../settings.ts';
import type { EnvironmentStore } from '../u-boot/environment.ts';
import type { FileTree } from './file-tree.ts';
import type { Kernel } from './kernel.ts';
import type { LinuxFs } from './linux-fs.ts';
import type { MountTable } from './mount-table.ts';
import type { Account } from './password-change.ts';
import type { DeviceUser } from './rpmsg-device.ts';
import type { Services } from './services.ts';
import type { Troubles } from './troubles.ts';
import type { Units } from './units.ts';

/** The system as its logins and programs see it. */
export interface RunningLinux {
  readonly settings: BoardSettings;
  readonly identity: Identity;
  readonly limits: Limits;
  readonly store: EnvironmentStore;
  readonly tree: FileTree;
  readonly kernel: Kernel;
  readonly deviceUsers: Set<DeviceUser>;
  readonly mounts: MountTable;
  readonly troubles: Troubles;
  readonly services: Services;
  readonly units: Units;
  readonly account: Account;
  /** Whoever logs in must choose a new password first. */
  readonly passwordHasExpired: boolean;
  /** False before the login prompt: systemd is still starting units. */
  readonly isStarted: boolean;
  /** False once nothing answers any more, although the power is still on. */
  readonly answers: boolean;
  /** Aborts when this Linux ends: by a reset, without power, or shut down. */
  readonly down: AbortSignal;
  homeOf(uid: number): string;
  fsFor(uid: number): LinuxFs;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Every process of sshd ends, and with them whoever is logged in. */
  endSessions(): void;
  shutDown(how: 'reboot' | 'poweroff', forced?: boolean): void;
}
