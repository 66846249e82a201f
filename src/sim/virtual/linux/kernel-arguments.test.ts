import { expect, test } from 'vitest';
import { isBlacklistedBy } from './kernel-arguments.ts';

test.for<[cmdline: string, isBlacklisted: boolean]>([
  ['modprobe.blacklist=imx_dsp_rproc', true],
  ['console=ttymxc2,115200 modprobe.blacklist=other,imx-dsp-rproc quiet', true],
  ['modprobe.blacklist=other modprobe.blacklist=imx_dsp_rproc', true],
  ['modprobe.blacklist=imx_dsp_rproc_core', false],
  ['xmodprobe.blacklist=imx_dsp_rproc', false],
  ['modprobe.blacklist= imx_dsp_rproc', false],
  ['', false],
])('%j', ([cmdline, isBlacklisted]) => {
  expect(isBlacklistedBy(cmdline, 'imx_dsp_rproc')).toBe(isBlacklisted);
});
