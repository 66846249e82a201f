import { ProvisionError } from '../../core/errors.ts';
import type { Shell } from '../../core/shell.ts';
import type { Provisioning } from '../models/board-model.ts';

/** Where U-Boot's script of the running system reads overlays, as Linux names it. */
export interface OverlayPlace {
  /** overlays.txt */
  readonly list: string;
  readonly folder: string;
}

/**
 * Of Torizon OS: the folder of the deployment that runs, by the hash on its command line, since an update leaves another one beside it. Of a reference
 * image: the boot partition. Throws ProvisionError where there is neither.
 */
export const overlayPlaceOf = async (shell: Shell, { bootPartition }: Provisioning, signal: AbortSignal): Promise<OverlayPlace> => {
  const { stdout } = await shell.run(`cat /proc/cmdline; awk '$1 == "${bootPartition}" { print $2 }' /proc/mounts`, { signal });
  const [commandLine = '', ...folders] = stdout.trim().split('\n');
  const [, system, hash] = /(?:^|\s)ostree=\/ostree\/boot\.[01](?:\.[01])?\/([\w.-]+)\/([0-9a-f]{64})\/\d+(?:\s|$)/.exec(commandLine) ?? [];
  // An automounter may name one partition several times; a bind mount of it is no place of U-Boot's.
  const at =
    hash === undefined
      ? folders.find((folder) => /^\/(?:boot|media|run\/media)(?:\/|$)/.test(folder))
      : `/boot/ostree/${system}-${hash}/dtb`;
  if (at === undefined) throw noPlace(commandLine, bootPartition);
  if ((await shell.run(`test -d ${at}`, { reject: false, asRoot: true, signal })).exitCode !== 0) throw noFolder(at, commandLine);
  return { list: `${at}/overlays.txt`, folder: `${at}/overlays` };
};

const noPlace = (commandLine: string, bootPartition: string): ProvisionError =>
  new ProvisionError('nobody can tell where this system keeps its overlays.txt', {
    evidence: [`ssh: /proc/cmdline: ${commandLine}`],
    remedy: `a system by ostree names its deployment on the command line; on another one mount the boot partition ${bootPartition}`,
  });

const noFolder = (folder: string, commandLine: string): ProvisionError =>
  new ProvisionError(`the deployment that runs has no device trees: there is no ${folder}`, {
    evidence: [`ssh: /proc/cmdline: ${commandLine}`],
    remedy: 'look at /boot/ostree: was an update undeployed while it ran?',
  });
