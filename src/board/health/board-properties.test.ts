import { expect, test } from 'vitest';
import type { RemoteShell } from '../../core/shell.ts';
import { identify } from './board-properties.ts';

const overlayWhere = async (cores: string): Promise<string | undefined> => {
  const run = async (command: string) => ({ exitCode: 0, stdout: /remoteproc/.test(command) ? cores : 'x\n', stderr: '', durationMs: 1 });
  const found = await identify({ run } as unknown as RemoteShell, undefined, new AbortController().signal);
  return found.overlay;
};

test.each([
  ['the M7 alone', 'core remoteproc0 imx-rproc\n', 'applied'],
  ['the DSP before the M7', 'core remoteproc0 imx-dsp-rproc\ncore remoteproc1 imx-rproc\n', 'applied'],
  ['the DSP, which has a driver without the overlay', 'core remoteproc0 imx-dsp-rproc\n', 'absent'],
  ['a kernel that does not tell names', 'unnamed\n', 'applied'],
  ['no core', '', 'absent'],
])('the HMP overlay is known by the M7: %s', async (_, cores, overlay) => {
  expect(await overlayWhere(cores)).toBe(overlay);
});
