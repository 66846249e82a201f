import { errno } from '../remoteproc/errno.ts';
import { deviceLog, type Printk } from '../remoteproc/kernel-log.ts';
import { type FileTree, newNode } from './file-tree.ts';
import { isBlacklistedBy } from './kernel-arguments.ts';

const folder = '/sys/class/remoteproc/remoteproc0';

interface Boot {
  readonly settings: { readonly dsp: boolean };
  readonly kernel: { readonly cmdline: string };
}

/** Whether this boot loads the driver of the DSP, a module on Toradex's kernels. */
export const hasDsp = ({ settings, kernel }: Boot): boolean => settings.dsp && !isBlacklistedBy(kernel.cmdline, 'imx_dsp_rproc');

/** Whose driver probes later is the next one. */
export const coreNodeOf = (boot: Boot): string => (hasDsp(boot) ? 'remoteproc1' : 'remoteproc0');

/** The HiFi4 DSP as imx_dsp_rproc offers it, for which there is no image here: whatever it is told to load lies in none of its memories. */
export const addDsp = (tree: FileTree, printk: Printk): void => {
  const log = deviceLog(printk, 'remoteproc remoteproc0');
  let firmware = 'imx/dsp/hifi4.bin';
  const text = (data: Uint8Array): string => Buffer.from(data).toString('utf8').trim();
  const start = (): number => {
    log.info('powering up imx-dsp-rproc');
    log.err('Failed to load program segments: -22');
    log.err('Boot failed: -22');
    return errno.invalid;
  };
  log.info('imx-dsp-rproc is available');
  tree.put(`${folder}/name`, newNode({ read: () => 'imx-dsp-rproc\n', write: () => errno.invalid }, 0o444));
  tree.put(
    `${folder}/state`,
    newNode({ read: () => 'offline\n', write: (data) => (text(data) === 'start' ? start() : errno.invalid) }, 0o644),
  );
  tree.put(
    `${folder}/firmware`,
    newNode(
      {
        read: () => `${firmware}\n`,
        write: (data) => {
          firmware = text(data);
          return 0;
        },
      },
      0o644,
    ),
  );
};
