import { trustedFirmwareOf } from '../../firmware/trusted-firmware.ts';
import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { isStart, isStop, sysfsWrite } from '../starts.ts';
import { startedByUBoot } from './gating.ts';
import { all, claimed, type Evidence, evidence, imx8mFamily, isBefore, isOlder, kernelOf, one, type Row } from './row.ts';
import { stoppedBefore } from './starting.ts';

const stateCommand = { command: 'cat /sys/class/remoteproc/remoteproc0/state', shows: 'offline, running, attached, ...' } as const;

interface Write {
  readonly line: LogLine;
  readonly word: string;
  readonly file: 'state' | 'firmware';
  /** What the shell answered, where it was an error. */
  readonly refusal: LogLine | undefined;
}

const refusalText = /write error: |(?:state|firmware)['"]?: (?:Device or resource busy|Invalid argument)|\b(?:EBUSY|EINVAL)\b/;

/** Writes into state and firmware with their answers. */
export const writesIn = ({ lines }: Facts): Write[] =>
  lines.flatMap((line, index) => {
    const write = line.command === undefined ? undefined : sysfsWrite(line);
    if (!write) return [];
    if (refusalText.test(line.text)) return [{ line, ...write, refusal: line }];
    // Another shell may be at work beside this one: its commands end no answer, and its answers are none of this.
    const answers = lines
      .slice(index + 1, index + 400)
      .filter(({ channel }) => channel === line.channel)
      .slice(0, 40);
    const end = answers.findIndex(({ command }) => command !== undefined);
    return [{ line, ...write, refusal: answers.slice(0, end === -1 ? undefined : end).find(({ text }) => refusalText.test(text)) }];
  });

const bootaux = (facts: Facts): LogLine | undefined => one(facts, /^## Starting auxiliary core/);
const upstreamTfA = ({ values }: Facts): LogLine | undefined =>
  values.tfA && trustedFirmwareOf(values.tfA.value) === 'upstream' ? values.tfA.line : undefined;
// -1 is TF-A's own word for a call that it does not know (SMC_UNK).
const unknownStop = (facts: Facts): LogLine | undefined => one(facts, /can't stop rproc(?: [\w-]+)?: -1\b/);

const attached = (facts: Facts): Evidence | undefined => {
  const state = facts.values.states.find(({ value }) => value === 'attached');
  const kernel = one(facts, /attaching to imx-rproc|imx-rproc is now attached/);
  const unknown = facts.values.firmware.find(({ value }) => value === 'unknown' || value === '(null)');
  const refused = writesIn(facts).find(({ refusal }) => refusal)?.refusal ?? one(facts, /can't change firmware while running/);
  // Only a core that is offline takes an image from Linux.
  const wasOffline = facts.starts.some(({ booting, up }) => booting && up);
  const said = wasOffline ? undefined : claimed(facts, 'core-attached');
  if (upstreamTfA(facts) || unknownStop(facts)) return undefined;
  if (said && !(state ?? kernel) && facts.values.states.length === 0)
    return evidence(startedByUBoot(facts) ? 'likely' : 'possible', said, startedByUBoot(facts));
  if (!(state ?? kernel) || !(unknown ?? refused)) return undefined;
  return evidence(bootaux(facts) ? 'certain' : 'likely', state?.line, kernel, unknown?.line, refused, bootaux(facts));
};

const unknownCall = (facts: Facts): Evidence | undefined => {
  const refused = one(facts, /can't start rproc imx-rproc: -1\b|Failed to enable remote core!/) ?? unknownStop(facts);
  const state = facts.values.states.find(({ value }) => value === 'attached')?.line ?? one(facts, /imx-rproc is now attached/);
  const tfA = upstreamTfA(facts);
  if (refused) return evidence(tfA ? 'certain' : 'likely', refused, tfA, state);
  return tfA && state && !bootaux(facts) ? evidence('likely', state, tfA) : undefined;
};

const stillRunning = (facts: Facts): Evidence | undefined => {
  const version = kernelOf(facts);
  if (version && isOlder(version, 5, 19)) return undefined;
  for (const write of writesIn(facts).filter(({ word, refusal }) => word === 'stop' && !refusal)) {
    const after = facts.lines.slice(facts.lines.indexOf(write.line) + 1);
    const again = after.findIndex((line) => isStart(line) || isStop(line) || /powering up|stopped remote processor/.test(line.text));
    const span = again === -1 ? after : after.slice(0, again);
    const state = facts.values.states.find(({ value, line }) => value === 'running' && span.includes(line));
    if (state)
      return evidence(secondStart(facts) ? 'certain' : 'likely', secondStart(facts), write.line, state.line, facts.values.kernel?.line);
  }
  return undefined;
};

// Two starts without a stop between them, and no error for the second.
const secondStart = (facts: Facts): LogLine | undefined => {
  const writes = writesIn(facts).filter(({ file, refusal }) => file === 'state' && !refusal);
  return writes.find(({ word }, index) => word === 'start' && writes[index - 1]?.word === 'start')?.line;
};

const absentCore = (facts: Facts): Evidence | undefined => {
  const absent = one(
    facts,
    /remoteproc(?:\/remoteproc\d*)?\S*: (?:No such file or directory|not found)|can(?:'t|not) (?:access|cd to|open|create) \S*\/remoteproc\S*: No such|No such file or directory.*\/sys\/class\/remoteproc|Linux has no \/sys\/class\/remoteproc\/|^the board's overlay is absent$/,
  );
  // What a driver complains of on its way to a core that it then has is no lack of one.
  const isThere = facts.platform.cores.some(({ kind }) => kind === 'm-core');
  const probe = isThere
    ? undefined
    : one(
        facts,
        /imx-rproc imx\w+-cm\d+: (?:Failed to (?:get|enable) clock|failed to find syscon|No initialized mbox|failed on imx_rproc_addr_init|unable to resolve memory region|No fsl,resource-id)|imx-rproc.*probe.*failed with error(?! -16\b)|platform imx\w+-cm\d+: deferred probe pending|imx\w+-cm\d+.*-517|^(?:stm32-rproc|zynq\w*_remoteproc|zynqmp_r5\w*|k3_\w+_rproc|ti-k3\S*|omap-rproc)\S*:? .*probe\b.*failed with error/i,
      );
  const empty = emptyListing(facts);
  if (absent ?? probe) return evidence(absent ? 'certain' : 'likely', absent, probe);
  const said =
    facts.platform.cores.length === 0 && facts.starts.length === 0 && !claimed(facts, 'remoteproc-is-dsp')
      ? claimed(facts, 'no-remoteproc')
      : undefined;
  return (empty ?? said) && evidence('likely', empty, said);
};

// ls of the folder, or U-Boot's list, and the next prompt without a line between.
const emptyListing = ({ lines }: Facts): LogLine | undefined =>
  lines.find((line, index) => {
    const next = lines[index + 1];
    const isListing = line.command !== undefined && /^ls\b.*\/sys\/class\/remoteproc\/?\*? *$|^rproc list *$/.test(line.command);
    return (
      isListing &&
      next !== undefined &&
      (next.command !== undefined || /^(?:[\w.-]+@[\w.-]+:\S*)? ?[#$]$|^[\w-]+>$|^is empty/.test(next.text))
    );
  });

export const stateRows: readonly Row[] = [
  {
    id: 8,
    name: 'no-remoteproc',
    symptom: 'there is no /sys/class/remoteproc/remoteproc0',
    cause: 'The device tree has no node for the M-core, since the overlay that has it was not applied, or the driver could not probe it.',
    matches: absentCore,
    excludedBy: (facts) => {
      const line = facts.starts.at(-1)?.booting ?? facts.values.states.at(-1)?.line;
      return line && { because: 'the remote core is there', line };
    },
    confirm: [
      { command: 'ls /sys/class/remoteproc; dmesg | grep -i imx-rproc', shows: 'whether the driver has a core, and why not' },
      { command: 'cat /boot/ostree/torizon-*/dtb/overlays.txt', shows: 'which overlays are asked for, in the deployment that runs' },
    ],
    fix: 'Put the overlay with the node (verdin-imx8mp_hmp_overlay.dtbo on a Verdin iMX8MP; that of the Colibri iMX8X has RPMsg alone) into overlays.txt of the deployment that is booted; an endless -517 means that a clock, a mailbox or a power domain is missing.',
    source: 'imx_rproc_probe in drivers/remoteproc/imx_rproc.c',
  },
  {
    id: 16,
    socs: imx8mFamily,
    name: 'started-by-u-boot',
    symptom: 'state attached at boot, firmware unknown',
    cause: 'U-Boot has started the M7, and Linux has attached to it: until it is stopped no file can be named or started.',
    matches: attached,
    confirm: [stateCommand, { command: 'cat /sys/class/remoteproc/remoteproc0/firmware', shows: 'unknown: the image came from U-Boot' }],
    fix: 'Write stop to state, read it until it says offline, then set firmware and write start.',
    source: 'imx_rproc_detect_mode in drivers/remoteproc/imx_rproc.c',
  },
  {
    id: 17,
    socs: imx8mFamily,
    name: 'upstream-tf-a',
    symptom: "state attached without bootaux; start and stop end in can't start rproc imx-rproc: -1, can't stop rproc: -1",
    cause:
      'The TF-A on this module is the upstream one, which does not know the call that starts an M7 of the i.MX 8M Plus: it answers -1 to everything, and Linux takes that for a running core.',
    matches: unknownCall,
    excludedBy: (facts) => {
      const { tfA } = facts.values;
      return tfA && !upstreamTfA(facts) ? { because: "the TF-A is NXP's, which knows the call", line: tfA.line } : undefined;
    },
    confirm: [{ step: "read the line NOTICE: BL31 of the boot: NXP's TF-A has lf in its version" }],
    fix: "Use a boot container with NXP's TF-A, or the compatible fsl,imx8mp-cm7-mmio on kernels from 6.6 on.",
    source: 'imx_rproc_start in drivers/remoteproc/imx_rproc.c; IMX_SIP_RPROC of TF-A',
  },
  {
    id: 18,
    name: 'core-not-offline',
    said: { claim: 'core-busy' },
    symptom: 'write error: Device or resource busy on firmware or state',
    cause: 'The core is not offline: its firmware cannot be named while it runs, and up to about Linux 5.18 a second start is refused.',
    matches: (facts) => {
      const write = writesIn(facts).find(({ refusal }) => refusal && /resource busy|EBUSY/.test(refusal.text));
      const kernel = one(facts, /can't change firmware while running/);
      const bare = all(facts, /echo: write error: (?:Device or )?[Rr]esource busy/)[0];
      return evidence('certain', write?.line, write?.refusal ?? bare, kernel);
    },
    confirm: [stateCommand],
    fix: 'Write stop to state first, and read it until it says offline.',
    source: 'firmware_store and state_store in drivers/remoteproc/remoteproc_sysfs.c',
  },
  {
    id: 19,
    name: 'counted-twice',
    symptom: 'stop succeeds and the core is still running, on kernels behind 5.18',
    cause: 'The core was started twice: the second start only raised its power count without a word, and each stop lowers it by one.',
    matches: stillRunning,
    confirm: [stateCommand],
    fix: 'Write stop until state says offline, and read state before each start.',
    source: 'rproc_boot and rproc_shutdown in drivers/remoteproc/remoteproc_core.c',
  },
  {
    id: 20,
    name: 'already-offline',
    symptom: 'write error: Invalid argument on stop',
    cause: 'The core was offline already: there was nothing to stop.',
    matches: (facts) => {
      const write = writesIn(facts).find(
        ({ word, file, refusal }) => word === 'stop' && file === 'state' && refusal && /Invalid argument|EINVAL/.test(refusal.text),
      );
      const offline = facts.values.states.find(({ value }) => value === 'offline');
      // Older kernels stop none that they found running: state_store() knew `attached` from 5.13 on.
      const read = write && facts.values.states.findLast(({ line }) => isBefore(facts, line, write.line));
      if (read?.value === 'attached') return undefined;
      return write && evidence('certain', write.line, write.refusal, offline?.line);
    },
    confirm: [stateCommand],
    fix: 'Take it as done.',
    source: 'rproc_shutdown in drivers/remoteproc/remoteproc_core.c',
  },
  {
    id: 21,
    name: 'rpmsg-client-open-at-stop',
    symptom: 'Oops in virtqueue_get_buf_ctx_split after stop',
    cause: 'Something still held an RPMsg device open when the M7 was stopped, and used its ring after the kernel had freed it.',
    matches: (facts) => {
      const frame = one(facts, /virtqueue_get_buf_ctx_split/);
      const orphan = one(facts, /msg received with no recipient/);
      const stop = frame && stoppedBefore(facts, frame);
      if (frame)
        return evidence(
          stop || orphan ? 'certain' : 'likely',
          stop,
          orphan,
          one(facts, /Unable to handle kernel|Internal error: Oops/),
          frame,
        );
      const stopped = orphan && stoppedBefore(facts, orphan);
      return stopped && evidence('likely', stopped, orphan);
    },
    confirm: [{ command: 'fuser /dev/ttyRPMSG*', shows: 'who holds the RPMsg devices open' }],
    fix: 'Close every user of /dev/ttyRPMSG* before the stop; after the Oops only a reboot helps.',
    source: 'drivers/virtio/virtio_ring.c; community.toradex.com/t/21676',
  },
];
