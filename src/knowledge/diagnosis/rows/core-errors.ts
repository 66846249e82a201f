import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { isSaid } from '../provenance.ts';
import { claimed, type Evidence, evidence, one, type Row } from './row.ts';
import { writesIn } from './state.ts';

/** The kernel's remoteproc core speaks alike of every vendor's cores. */
const ofAnyCore = (facts: Facts, pattern: RegExp): LogLine | undefined =>
  one(facts, pattern) ?? facts.foreignLines.find(({ text }) => pattern.test(text));

const providerMissing = (facts: Facts): Evidence | undefined => {
  const line = ofAnyCore(
    facts,
    /(?:mbox_request_channel\w*(?:\(\))? failed|failed to request mbox \w+ chan(?:nel)?,?(?: ret)?|(?:unable|failed) to get (?:a )?(?:mailbox|mbox)\b.*):? -(?:517|19|22|6|2)\b|error -(?!EBUSY|16\b)\w+: failed to request [rt]x mailbox channel/i,
  );
  if (line) return evidence('certain', line, ofAnyCore(facts, /can't start rproc \S+: -\d+|probe .*failed with error -\d+/));
  return evidence('likely', claimed(facts, 'mailbox-missing'));
};

const damagedElf = (facts: Facts): Evidence | undefined => {
  const line = ofAnyCore(
    facts,
    /truncated fw: need|bad phdr filesz|Unsupported (?:fw )?class: |Unsupported firmware endianness|No loadable segments|Firmware size is too small|does not fit in size_t/,
  );
  return line && evidence('certain', line, ofAnyCore(facts, /remoteproc\d+: Boot failed: -\d+/));
};

const crashed = (facts: Facts): Evidence | undefined => {
  const line = ofAnyCore(
    facts,
    /remoteproc\d+: crash detected in \S+: type |handling crash #\d+ in|(?:fatal error|watchdog) received: |coprocessor crash detected/,
  );
  return line && evidence('certain', line);
};

// Demos print their own end: asserts of the SDK, Zephyr's and FreeRTOS' fatal handlers.
const firmwareFault = (facts: Facts): Evidence | undefined => {
  const line = facts.lines.find(
    (each) =>
      each.kernelTime === undefined &&
      each.command === undefined &&
      !isSaid(each) &&
      /^\W*ASSERT ERROR "|>>> ZEPHYR FATAL ERROR|\*{3,5} ?(?:BUS|USAGE|HARD|MPU|SECURE|MEM\w*) FAULT ?\*{3,5}|^(?:.*console output: +)?(?:BUS|USAGE|HARD|MPU|SECURE|MEM\w*) FAULT$|\bFaulting instruction address(?: \(r15\/pc\))?(?::| =) 0x|^(?:\[?HardFault(?:_Handler)?\b|Hard ?fault (?:handler|exception|occurred))|^ASSERTION FAIL \[|stack overflow (?:in task|detected)|configASSERT failed/i.test(
        each.text,
      ),
  );
  return line && evidence('certain', line);
};

const refused = (facts: Facts): Evidence | undefined => {
  // A row of its own says more.
  if (ofAnyCore(facts, /bad phdr da 0x/)) return undefined;
  const line =
    ofAnyCore(facts, /can't start rproc \S+: -\d+|remoteproc\d+: (?:Failed to (?!process)\w+ .*|request_firmware failed): -\d+/i) ??
    ofAnyCore(facts, /remoteproc\d+: Boot failed: -\d+|Load Remote Processor \d+ .*Failed/);
  if (line) return evidence('possible', line);
  const start = writesIn(facts).findLast(({ word, file, refusal }) => word === 'start' && file === 'state' && refusal);
  return evidence('possible', start?.line, start?.refusal, start ? undefined : claimed(facts, 'rproc-command-fails'));
};

// EOPNOTSUPP and EPERM of a stop or a start: who started the core keeps it.
const notLinuxs = (facts: Facts): Evidence | undefined => {
  const line = ofAnyCore(facts, /can't (?:stop|start) rproc(?: \S+)?: -(?:95|13)\b|imx-rproc \S+: .*not (?:owned|supported|permitted)/i);
  return line && evidence('certain', line);
};

export const coreErrorRows: readonly Row[] = [
  {
    id: 68,
    name: 'mailbox-not-there',
    symptom: 'mbox_request_channel failed: -517, or another error of the mailbox but -16',
    cause:
      "The core's mailbox has no driver yet or none at all: the mailbox controller is disabled in the device tree, its driver is a module that was not loaded, or the node names a channel that it does not have.",
    matches: providerMissing,
    confirm: [
      {
        command: 'ls /sys/class/mbox /sys/bus/platform/drivers | grep -i -E "mbox|mailbox|_mu"',
        shows: 'whether a driver of the mailbox is there',
      },
      { command: 'cat /sys/kernel/debug/devices_deferred', shows: 'what waits for whom: -517 is EPROBE_DEFER' },
    ],
    fix: "Enable the mailbox's node (mu or mu1 on an i.MX), build its driver in or load it before the core's, and name the channels as its binding says.",
    source: 'mbox_request_channel in drivers/mailbox/mailbox.c; drivers/remoteproc/imx_rproc.c, ti_k3_common.c',
  },
  {
    id: 69,
    name: 'elf-damaged',
    symptom: 'truncated fw, No loadable segments, Unsupported class, bad phdr filesz',
    cause:
      'The file is an ELF that the loader cannot use: cut off on its way, an object file that was never linked (no segments), of the wrong class or byte order, or with program headers that contradict themselves.',
    matches: damagedElf,
    confirm: [
      { step: 'compare size and checksum of the file on the board with that of the build' },
      { step: 'readelf -hlW FILE, or hil inspect FILE' },
    ],
    fix: 'Copy the linked ELF again, whole, and build it for the core: 32 bit, little-endian, ARM.',
    source: 'rproc_elf_sanity_check and rproc_elf_load_segments in drivers/remoteproc/remoteproc_elf_loader.c',
  },
  {
    id: 70,
    name: 'remote-core-crashed',
    symptom: 'crash detected in X: type watchdog, or type fatal error',
    cause:
      "The remote core's own watchdog or its fault interrupt told Linux that the firmware crashed; Linux stops it and starts it again.",
    matches: crashed,
    confirm: [
      {
        command: 'cat /sys/class/remoteproc/remoteproc0/{recovery,coredump}',
        shows: 'whether Linux starts it again, and whether it kept its memory',
      },
      { step: "look at the core's own console and trace0 for its last words" },
    ],
    fix: 'Find the crash in the firmware; set coredump to enabled first, so that the next one leaves the memory of the core in /sys/class/devcoredump.',
    source: 'rproc_report_crash in drivers/remoteproc/remoteproc_core.c',
  },
  {
    id: 71,
    name: 'firmware-fault',
    said: { claim: 'firmware-faults' },
    symptom: 'the firmware prints ASSERT ERROR, ZEPHYR FATAL ERROR or a hard fault',
    cause: 'The firmware itself says that it met an assertion or a fault and stopped: Linux goes on as if it ran.',
    matches: firmwareFault,
    confirm: [{ step: 'look up the file and line, or the address of the fault in the map file: arm-none-eabi-addr2line -e FILE ADDRESS' }],
    fix: 'Mend what it names: as a rule a peripheral without clock or in another domain, a stack that is too small, or an interrupt priority above configMAX_SYSCALL_INTERRUPT_PRIORITY.',
    source: 'fsl_assert.c of MCUXpresso; arch/arm/core/fatal.c of Zephyr',
  },
  {
    id: 77,
    name: 'core-not-under-linux',
    symptom: "can't stop rproc: -95, or can't start rproc: -13",
    cause:
      "This core is not Linux's to start and stop: it was started before Linux by the boot ROM, the SCU or the System Manager and is in a partition (a logical machine) of its own, so that Linux may only attach and talk to it.",
    matches: notLinuxs,
    confirm: [
      { command: 'grep . /sys/class/remoteproc/remoteproc*/{name,state}', shows: 'attached: somebody else started it' },
      {
        step: 'how the boot container was made: flash_singleboot, flash_linux_m4, flash_regression_linux_m4, the mSel of the System Manager',
      },
    ],
    fix: "Put the M-core's image into the boot container, or build the container without one and without a partition of its own (imx-mkimage), so that the core is left to Linux.",
    source: 'imx_rproc_detect_mode, imx_rproc_start and imx_rproc_stop in drivers/remoteproc/imx_rproc.c; imx-mkimage',
  },
  {
    id: 72,
    name: 'start-refused',
    symptom: "can't start rproc, or Boot failed, with an errno and nothing else",
    cause:
      'The kernel refused the start, and its errno is all that is told: -2 a file or resource is absent, -5 or -110 or -62 the core or its firmware gave no answer, -12 no memory, -1 or -13 not permitted by the firmware that owns the core, -16 in use, -19 no such device, -22 the image or its table is not acceptable, -517 something it depends on is not there yet.',
    isFallback: true,
    matches: refused,
    confirm: [
      { command: 'dmesg | grep -B20 -A5 -iE "boot failed|can.t start rproc"', shows: 'the lines before it, which name the reason' },
      { command: 'grep . /sys/class/remoteproc/remoteproc*/{name,state,firmware}', shows: 'which core it is, and which file it was given' },
    ],
    fix: 'Raise the log level (dmesg -n 8; echo "file drivers/remoteproc/* +p" > /sys/kernel/debug/dynamic_debug/control) and start once more: the lines before the errno name the reason.',
    source: 'rproc_boot and rproc_fw_boot in drivers/remoteproc/remoteproc_core.c',
  },
];
