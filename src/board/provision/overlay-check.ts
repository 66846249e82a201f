import { ProvisionError } from '../../core/errors.ts';
import type { OverlayNeed } from '../../core/scenario.ts';
import type { Shell } from '../../core/shell.ts';
import { fileOfOverlay } from './overlay-list.ts';

export interface OverlayCheck {
  readonly need: OverlayNeed;
  /** The file of the HMP overlay. */
  readonly hmp: string;
  /** U-Boot's lines of this boot; none where nobody saw it. */
  readonly loader: readonly string[];
}

/** Whether the boot in progress has the overlays: by the words of U-Boot where they were seen, and by what Linux found. Throws ProvisionError. */
export const checkOverlays = async (shell: Shell, { need, hmp, loader }: OverlayCheck, signal: AbortSignal): Promise<void> => {
  const wanted =
    need === 'none'
      ? []
      : [...(need === 'hmp' || need.hmp ? [hmp] : []), ...(typeof need === 'object' ? need.files.map(fileOfOverlay) : [])];
  for (const name of wanted) refuseTrouble(name, loader);
  if (typeof need === 'object' && !need.hmp) return;
  const isThere = await hasCore(shell, signal);
  if (need === 'none' ? !isThere : isThere) return;
  const { stdout } = await shell.run('dmesg | grep -i rproc | tail -n 5', { reject: false, asRoot: true, signal });
  const evidence = [
    ...about(loader),
    ...stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => `kmsg: ${line}`),
  ];
  if (need === 'none')
    throw new ProvisionError('Linux has the remote core although overlays.txt names no HMP overlay', {
      evidence,
      remedy: 'the device tree itself has the node, or another overlay brings it: look at overlays.txt and at fdtfile',
    });
  throw new ProvisionError(`overlays.txt names ${hmp}, and Linux has no remote core`, {
    evidence,
    remedy: 'look for what imx-rproc says in dmesg, and whether the boot script of this image reads that overlays.txt',
  });
};

// A DSP is a remoteproc too, by a driver of another name.
const hasCore = async (shell: Shell, signal: AbortSignal): Promise<boolean> => {
  const { stdout } = await shell.run('cat /sys/class/remoteproc/remoteproc*/name', { reject: false, signal });
  return stdout.split('\n').some((name) => /^imx-?_?rproc$|cm[47]|^m[47]$/i.test(name.trim()));
};

// Words of Toradex's boot script and of cmd/fdt.c, fs/fs.c and lib/libfdt of U-Boot.
const refuseTrouble = (name: string, loader: readonly string[]): void => {
  const applied = loader.some((line) => /Applying Overlay/i.test(line));
  const at = loader.findIndex((line) => /Applying Overlay/i.test(line) && line.includes(name));
  if (at < 0) {
    // A script may say nothing of it; Linux says whether the core came.
    if (!applied) return;
    throw new ProvisionError(`U-Boot did not apply ${name}`, { evidence: about(loader), remedy: 'its script reads another overlays.txt' });
  }
  const next = loader.findIndex((line, index) => index > at && /Applying Overlay/i.test(line));
  const trouble = loader.slice(at, next < 0 ? undefined : next).find((line) => /FDT_ERR_\w+|File not found|Failed to load/.test(line));
  if (trouble === undefined) return;
  throw new ProvisionError(`U-Boot could not apply ${name}: ${trouble.trim()}`, {
    evidence: about(loader),
    remedy: 'compile it with dtc -@ for the device tree of this kernel',
  });
};

const about = (loader: readonly string[]): string[] =>
  loader
    .filter((line) => /overlay|FDT_ERR|not found|Failed to load|libfdt/i.test(line))
    .slice(-8)
    .map((line) => `U-Boot: ${line.trim()}`);
