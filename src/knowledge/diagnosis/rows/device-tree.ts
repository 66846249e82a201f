import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { lastPrinted } from './boot-end.ts';
import { all, claimed, type Evidence, evidence, one, type Row } from './row.ts';
import { reservationFailure } from './segments.ts';

const overlayFailure =
  /fdt_overlay_apply\w*\(\): FDT_ERR_(?!NOSPACE)\w+|base fdt does did not have a \/__symbols__ node|base fdt (?:does|did) not have a \/__symbols__|make sure you've compiled with -@|OF: resolver: (?:overlay phandle fixup failed|no symbols)|OF: overlay: (?:find target|apply failed|overlay changeset|could not|init_overlay_changeset)|create_overlay: Failed to (?:create|resolve)|overlay .*: (?:could not be applied|failed)|node_not_found/i;

// U-Boot's advice behind any failure of an overlay (fdt_overlay_apply_verbose() in boot/fdt_support.c); that there is no room is another row's.
const isAdvice = (facts: Facts, { text }: LogLine): boolean =>
  /make sure you've compiled with -@/.test(text) && one(facts, noSpace) !== undefined;
const noSpace = /FDT_ERR_NOSPACE/;

const misfit = (facts: Facts): Evidence | undefined => {
  const failure = all(facts, overlayFailure).find((line) => !isAdvice(facts, line));
  const said = claimed(facts, 'overlay-fails');
  const applied = failure && facts.lines.slice(0, facts.lines.indexOf(failure)).findLast(({ text }) => /Applying Overlay: /.test(text));
  const tree = one(facts, /Loading DeviceTree: \S+|fdt_file|fdtfile/);
  if (failure) return evidence('certain', tree, applied, failure, one(facts, /__symbols__/));
  const end = lastPrinted(facts);
  const isEnd = end && /^Applying Overlay: /.test(end.text) ? end : undefined;
  return said ? evidence('likely', said, tree, isEnd) : evidence('possible', isEnd);
};

/** Drivers of remote cores, about memory that somebody else has. */
const regionTaken =
  /(?:rproc|remoteproc|rpmsg)\S* \S+: .*(?:can't request region for resource|failed to remap \[mem |unable to acquire memory-region|unable to map memory[ -]region|memory[ -]region.* (?:in use|busy))/i;

const notReservable = (facts: Facts): Evidence | undefined => {
  const taken = one(facts, regionTaken);
  if (taken) return evidence('certain', taken, one(facts, /(?:rproc|remoteproc|rpmsg)\S*: probe .*failed with error -\d+/));
  const line = one(facts, reservationFailure);
  const said = claimed(facts, 'region-fails');
  const isOurs = line && /m[47]|mcu|cm\d|vdev|vring|rsc|rpmsg|80000000|0x0*8[0-9a-f]{7}|0x0*5[0-9a-f]{7}|OVERLAP/i.test(line.text);
  if (line && /reserving fdt memory region failed/.test(line.text) && one(facts, /FDT_ERR_NOSPACE/)) return undefined;
  if (line) return evidence(isOurs ? 'certain' : 'likely', line, said);
  return said && evidence('likely', said);
};

const mailboxTaken = (facts: Facts): Evidence | undefined => {
  const busy = one(
    facts,
    /(?:imx-rproc|imx-rpmsg|imx_rpmsg|imx-dsp)\S* \S+: .*(?:mailbox|mbox|chan).*(?:-16|-EBUSY)|(?:imx-rproc|imx-rpmsg)\S* \S+: (?:error -EBUSY|.*-16\b)|probe of \S*(?:cm[47]|cm33|rpmsg)\S* failed with error -16|(?:imx-rproc|imx-rpmsg) \S+: probe (?:with driver \S+ )?failed with error -16|mbox\S*: .*(?:-16|EBUSY|already in use)/,
  );
  const said = claimed(facts, 'mailbox-taken');
  if (busy) return evidence('certain', busy, said, one(facts, /imx[ -_]rpmsg/i));
  const twice = sharedChannels(facts);
  return evidence('likely', said, ...twice);
};

interface Node {
  readonly compatible: LogLine;
  readonly mboxes: LogLine;
}
/** So far from each other stand the properties of one node. */
const longestNode = 12;
// Nodes of RPMsg and of the M-core, each with its own compatible, that name the same channels.
const sharedChannels = ({ lines }: Facts): LogLine[] => {
  const nodes = (kind: RegExp): Node[] =>
    lines.flatMap((compatible, at) => {
      if (!/\bcompatible *=/.test(compatible.text) || !kind.test(compatible.text)) return [];
      const start = lines.slice(Math.max(0, at - longestNode), at).findLastIndex(({ text }) => /[{}]/.test(text));
      const first = start === -1 ? at : Math.max(0, at - longestNode) + start + 1;
      const rest = lines.slice(first, at + longestNode);
      const end = rest.findIndex(({ text }, index) => first + index > at && /^\s*};?|\{\s*$/.test(text));
      const node = end === -1 ? rest : rest.slice(0, end);
      const mboxes = node.find(({ text }) => /\bmboxes *=/.test(text));
      return mboxes && !node.some(({ text }) => /\bstatus *= *"disabled"/.test(text)) ? [{ compatible, mboxes }] : [];
    });
  const channels = ({ mboxes }: Node): string => /<[^;]*/.exec(mboxes.text)?.[0].replace(/\s+/g, ' ').trim() ?? '';
  for (const core of nodes(/"fsl,imx\w+-cm\d+"/))
    for (const link of nodes(/"fsl,imx\w+-rpmsg"|"fsl,imx-rpmsg"/))
      if (channels(core) !== '' && channels(core) === channels(link)) return [link.compatible, link.mboxes, core.mboxes];
  return [];
};

export const deviceTreeRows: readonly Row[] = [
  {
    id: 45,
    name: 'overlay-does-not-fit',
    fixWords: /\b(?:overlays?\.txt|symbols|-@)/i,
    symptom: 'failed on fdt_overlay_apply(): FDT_ERR_NOTFOUND or FDT_ERR_BADMAGIC',
    cause:
      "The overlay does not fit the device tree it is applied to: another board's or module's tree, one that was compiled without symbols (-@), or a file that is no overlay. After the failure U-Boot's tree is damaged, and the boot ends or Linux starts without the overlay.",
    matches: misfit,
    confirm: [
      { step: 'at the U-Boot prompt: printenv fdt_file fdtfile fdt_board; the tree must be that of this module and carrier' },
      { command: 'ls /proc/device-tree/__symbols__ | head', shows: 'whether the tree that Linux got has symbols' },
    ],
    fix: "Boot the device tree of this module (imx8mp-verdin-*.dtb for a Verdin iMX8MP), built with -@, with the overlays of the same BSP version; take overlays of others' boards out of overlays.txt.",
    source: 'fdt_overlay_apply_verbose in boot/fdt_support.c of U-Boot; libfdt/fdt_overlay.c',
  },
  {
    id: 46,
    name: 'region-not-reservable',
    fixWords: /\b(?:ramdisk_addr_r|initrd_high|fdt_high|moved)\b/i,
    symptom: "Reserved memory: failed to reserve memory for node 'm7@80000000'",
    cause:
      'Linux could not reserve the memory of the M-core: something lies there already (the kernel, a ramdisk, the device tree, CMA), or the module has no DRAM at that address. The region is then ordinary memory, and whoever uses it overwrites the other.',
    matches: notReservable,
    confirm: [
      { command: 'dmesg | grep -i reserved', shows: 'which region failed, and where the others are' },
      { command: 'grep -iE "system ram|reserved|kernel" /proc/iomem', shows: 'what lies at that address' },
    ],
    fix: 'Move what lies there: load addresses of kernel, ramdisk and device tree in U-Boot (ramdisk_addr_r, initrd_high, fdt_high), or the region and the link address of the firmware.',
    source: 'drivers/of/fdt.c and of_reserved_mem.c',
  },
  {
    id: 47,
    name: 'mailbox-channel-taken',
    symptom: 'probe of imx-rproc fails with -16 (EBUSY)',
    cause:
      "The mailbox channels of the M-core are in use by another driver: as a rule a node of its own for RPMsg (imx-rpmsg) names the same MU channels as the M-core's.",
    matches: mailboxTaken,
    confirm: [
      { command: 'grep -rl . /proc/device-tree --include=mboxes', shows: 'which nodes name a mailbox' },
      { command: 'dmesg | grep -iE "mbox|mailbox|rpmsg|imx-rproc"', shows: 'who came first' },
    ],
    fix: "Keep one of the two: disable the rpmsg node where remoteproc is used, or take the mboxes out of the M-core's.",
    source: 'imx_rproc_xtr_mbox_init in drivers/remoteproc/imx_rproc.c; mbox_request_channel in drivers/mailbox/mailbox.c',
  },
];
