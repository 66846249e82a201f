import type { Facts } from '../facts.ts';
import { type Evidence, evidence, one, type Row } from './row.ts';

const oops = /Unable to handle kernel|Internal error: Oops|kernel NULL pointer dereference|BUG: unable to handle/;
const frames =
  /\b(?:rproc_\w+|imx_rproc_\w+|imx_dsp_rproc_\w+|imx_mu_\w+|imx_rpmsg_\w+|rpmsg_\w+|virtio_rpmsg_\w+|zynqmp_r5_\w+|stm32_rproc_\w+)(?:\.\w+)*\+0x[0-9a-f]+/;

const inRemoteproc = (facts: Facts): Evidence | undefined => {
  const crash = one(facts, oops);
  if (!crash) return undefined;
  const behind = facts.lines.slice(facts.lines.indexOf(crash));
  // These have rows of their own.
  if (behind.some(({ text }) => /virtqueue_get_buf_ctx|alignment fault|SError/i.test(text))) return undefined;
  const frame = behind.find(({ text }) => frames.test(text));
  const start = facts.starts.findLast(({ lines }) => lines.includes(crash));
  const table = one(facts, /No resource table in elf|no dtb rsrc-table/);
  if (frame) return evidence('likely', start?.booting, table, crash, frame);
  return start && !start.up ? evidence('possible', start.booting, crash) : undefined;
};

export const kernelOopsRows: readonly Row[] = [
  {
    id: 64,
    name: 'remoteproc-oops',
    symptom: 'Unable to handle kernel NULL pointer dereference inside a start, with rproc_ in the trace',
    cause:
      "The kernel crashed in its own remoteproc or RPMsg code. No image may do that: it is a fault of this kernel's driver, brought out by what the image or the device tree lacks (no resource table, a region that is not mapped) or by a pointer that this SoC's driver does not set.",
    matches: inRemoteproc,
    confirm: [
      { command: 'uname -r', shows: 'which driver it is: NXP reworked it in 5.10 and 5.15' },
      { step: "the same kernel with an image that has a resource table, and with one of NXP's prebuilt demos" },
    ],
    fix: "Use a newer kernel of the same BSP; until then give the image a resource table and the core's node all memory regions that the BSP's own device tree has.",
    source: 'drivers/remoteproc/remoteproc_core.c, remoteproc_elf_loader.c and imx_rproc.c',
  },
];
