import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { isSaid } from '../provenance.ts';
import { lastPrinted, stoppedAt } from './boot-end.ts';
import { all, claimed, type Evidence, evidence, isAfter, one, type Row } from './row.ts';
import { stopsEarly } from './u-boot.ts';

const beyondSpl = /^U-Boot 20\d\d|BL31: v?\d|^Starting kernel|Linux version/;
// ddr_init() of drivers/ddr/imx/imx8m in U-Boot goes on to these where it was not told that the training failed.
const trained = new RegExp(`${beyondSpl.source}|^DDRINFO: ?(?:ddrphy calibration|ddrmix config) done|^Trying to boot from `);
const begins = /^DDRINFO: ?start/;
// A module with another kind of memory is tried again from the start, and then the training passes. Without that, what is printed behind a failure
// proves nothing: older ddr_init() says "calibration done" all the same, and most boards' spl_dram_init() ignores what it returns.
const isTrainedBehind = (facts: Facts, failure: LogLine): boolean => {
  const behind = facts.lines.slice(facts.lines.indexOf(failure) + 1);
  const again = behind.findIndex(({ text }) => begins.test(text) || /^Training PASS/.test(text));
  return behind.some(({ text }) => beyondSpl.test(text)) || (again !== -1 && behind.slice(again).some(({ text }) => trained.test(text)));
};
const dramFails = (facts: Facts): Evidence | undefined => {
  const failed = all(
    facts,
    /Training FAILED|(?:DDR|DRAM|LPDDR4)\b.*\b(?:training|init\w*|calibration) (?:failed|error)|\b(?:dwc_)?ddr_?phy\w*(?:init|train)\w* (?:has )?(?:failed|error)|PMU: Error/i,
  ).filter((line) => !isSaid(line) || /dd?ram|ddr/i.test(line.text));
  const last = failed.at(-1);
  if (last && !isTrainedBehind(facts, last)) return evidence('certain', failed[0], last);
  const said = claimed(facts, 'dram-fails');
  const begun = one(facts, /^DDRINFO: (?:start|DRAM rate)|^DRAM PHY training for/);
  if (said && !(begun && isAfter(facts, begun, trained))) return evidence('likely', said, begun);
  const end = lastPrinted(facts);
  return end && inTraining.test(end.text) ? evidence('possible', end) : undefined;
};

// Of SPL while it trains the PHY: the next step would speak.
const inTraining = /^DDRINFO: (?:start|DRAM rate)|^DRAM PHY training for|^check ddr\d?_pmu_train|^Training PASS/;

const uBootSilent = (facts: Facts): Evidence | undefined => {
  const speaking = one(facts, /BL31: /);
  const said = claimed(facts, 'boot-ends-at-tf-a');
  const isBeyond = (line: LogLine): boolean => isAfter(facts, line, /^U-Boot 20\d\d|^Starting kernel|Linux version/);
  const again = splAgain(facts);
  if (again && !isBeyond(again)) return evidence('likely', again);
  if (said && !(speaking && isBeyond(speaking))) return evidence('likely', said, speaking);
  const end = handedOver(facts);
  if (!end || stopsEarly(facts)) return undefined;
  // Who says that SPL runs and U-Boot does not has read it off this line.
  const spl = claimed(facts, 'spl-finds-nothing');
  return spl ? evidence('likely', spl, end) : evidence('possible', end);
};

/** What SPL, TF-A or OP-TEE said last, with no complaint, where nothing follows. */
export const handedOver = (facts: Facts): LogLine | undefined => {
  const last = lastPrinted(facts);
  const end = last && (handsOver.test(last.text) || isInLoader(facts, last)) ? last : stoppedAt(facts, handsOver);
  // What it says of a medium before the last one does not count.
  const tries = facts.lines.findLastIndex(({ text }) => /^Trying to boot from /.test(text));
  const isRefused = facts.lines
    .slice(Math.max(0, tries))
    .some(({ text }) => /^(?:SPL|spl): |block (?:read )?error|failed to boot/i.test(text));
  return end && !isRefused ? end : undefined;
};

// What SPL, TF-A and OP-TEE print last before U-Boot speaks.
const handsOver =
  /^(?:NOTICE|INFO|ERROR): +BL\d+: |^I\/TC: |^Trying to boot from (?!USB)|^Load image from \S+ 0x|^Boot Stage: |^image offset 0x|^Find (?:img|FIT) |^Download \d+, |^Normal Boot$|^Jumping to (?:U-Boot|header at)|^Header Tag is not|^sdp_load_read: |^Found (?:FIT|header at)|^SPL initial stack usage: /;

/** Lines of SPL about what it loads, and empty ones. */
const mostBetween = 9;
/** The same with what TF-A and OP-TEE say behind it. */
const mostOfLoading = 30;
// Built for debugging, SPL's loaders say of each step what they read; whatever they said last, nothing follows it.
const isInLoader = ({ lines }: Facts, last: LogLine): boolean => {
  const printed = lines.slice(0, lines.indexOf(last) + 1).filter((line) => !isSaid(line) && /\w/.test(line.text));
  const tries = printed.findLastIndex(({ text }) => /^Trying to boot from (?!USB)/.test(text));
  const behind = tries === -1 ? [] : printed.slice(tries + 1);
  return (
    behind.length > 0 &&
    behind.length <= mostBetween &&
    behind.every(({ text, kernelTime, command }) => kernelTime === undefined && command === undefined && loaderStep.test(text))
  );
};
// debug() of common/spl/spl_mmc.c, spl_fit.c and spl_nor.c of U-Boot.
const loaderStep =
  /^(?:hdr read sector|read (?:0x)?[0-9a-f]+ sectors|spl: (?:mmc|partition)|mmc_load\w+|payload image|image (?:entry point|offset)|loaded - jumping|fit read sector|External data|Image OS is|Selecting (?:default )?config|can't find|.*\bsector\b.*\bcount=)/i;
// SPL loads and hands over, and the next that speaks is SPL again.
const splAgain = ({ lines }: Facts): LogLine | undefined =>
  lines.find(({ text }, index) => {
    if (!/^Trying to boot from/.test(text)) return false;
    const behind = lines.slice(index + 1, index + mostOfLoading);
    const again = behind.findIndex((next) => /^U-Boot SPL 20\d\d/.test(next.text));
    return (
      again !== -1 && !behind.slice(0, again).some((next) => isSaid(next) || /^U-Boot 20|failed|error|not found|Can't/i.test(next.text))
    );
  });

const rootMissing = (facts: Facts): Evidence | undefined => {
  const panic = one(
    facts,
    /VFS: (?:Cannot open root device|Unable to mount root fs)|not syncing: VFS|No filesystem could mount root|root device .* does not exist|append a correct "root=" boot option|mount: mounting \S+ on \/(?:root|sysroot)\S* failed/i,
  );
  const waits = one(facts, /Waiting for root (?:device|file system)/);
  const medium = one(
    facts,
    /\.(?:mmc|usdhc|usb)\S*: .*(?:deferred probe pending|failed)|mmc\d: error -\d+ whilst initialising|mmc\S*: .*-110/,
  );
  if (panic) return evidence('certain', medium, waits, panic);
  const isFound = waits && isAfter(facts, waits, /VFS: Mounted root|: mounted filesystem|: (?:re-)?mounted|systemd\[1\]|login:|^INIT: /);
  if (waits && !isFound) return evidence('likely', medium, waits);
  const said = claimed(facts, 'root-missing');
  return said && evidence('likely', said, medium);
};

/** The script of the boot asked for a tree by a name that is not there, and no kernel came behind it. */
export const treeNotLoaded = (facts: Facts): LogLine | undefined => {
  const load = facts.lines.findLast(({ text }) => /(?:Failed to load|File not found|Unable to read file|Cannot load) .*\.dtb/.test(text));
  return load && !isAfter(facts, load, /^Starting kernel|Linux version|^\d+ bytes read.*\.dtb/) ? load : undefined;
};

// Where an overlay did not fit, U-Boot throws the damaged tree away, and that is the cause.
const treeMissing = (facts: Facts): Evidence | undefined => {
  const line = one(
    facts,
    /Did not find a cmdline Flattened Device Tree|Could not find a valid device tree|FDT and ATAGS support not compiled in|libfdt fdt_check_header\(\): FDT_ERR_BADMAGIC|Bad FDT magic|No FDT memory address configured/i,
  );
  const load = treeNotLoaded(facts);
  if (!(line ?? load) || one(facts, /fdt_overlay_apply\w*\(\): |\/__symbols__/)) return undefined;
  const typed = facts.lines.findLast(({ command }) => /\.dtb\b/.test(command ?? ''));
  return evidence('certain', load, typed, line);
};

// U-Boot has no handler: whoever touches what is not there ends in its dump of registers.
const uBootAborts = (facts: Facts): Evidence | undefined => {
  const abort = one(facts, /"(?:Synchronous Abort|Error)" handler|\bdata abort$/i);
  const at = abort ? facts.lines.indexOf(abort) : -1;
  const typed = facts.lines
    .slice(Math.max(0, at - 6), Math.max(0, at))
    .findLast(({ command }) =>
      /\b(?:md|mw|cp|nm|mm|bootaux|load|fatload|ext4load|go|run|ums|usb|dhcp|tftp\w*|fastboot|mmc|sf|i2c|mtest|crc32)\b/.test(
        command ?? '',
      ),
    );
  // The A-core ran what was the M-core's: a row of its own.
  if (typed && /^(?:go|bootelf)\b/.test(typed.command?.trim() ?? '')) return undefined;
  if (claimed(facts, 'started-on-a-core')) return undefined;
  if (abort && typed) return evidence('likely', typed, abort);
  const stage = abort && facts.lines.slice(0, at).findLast(({ text }) => /^U-Boot (?:SPL )?20\d\d/.test(text));
  const isOwn =
    stage &&
    !facts.lines.slice(facts.lines.indexOf(stage), at).some(({ text }) => /^Starting kernel|^## Starting auxiliary core/.test(text));
  if (abort && isOwn) return evidence('likely', stage, abort);
  // The heading of a post names it, and the log below was cut before it.
  const banner = abort && at <= 1 && !stage ? one(facts, /^U-Boot (?:SPL )?20\d\d/) : undefined;
  if (abort && banner && !one(facts, /^Starting kernel|Linux version/)) return evidence('likely', abort, banner);
  // Only U-Boot ends an exception with these words.
  const ends = abort && facts.lines.slice(at).find(({ text }) => /^Resetting CPU\b/.test(text));
  if (ends && !facts.lines.slice(0, at).some(({ text }) => /^Starting kernel|^## Starting auxiliary core/.test(text)))
    return evidence('likely', abort, ends);
  const said = claimed(facts, 'u-boot-aborts');
  return said && evidence('likely', said, abort);
};

export const bootStageRows: readonly Row[] = [
  {
    id: 60,
    name: 'dram-training-failed',
    hides: ['u-boot-abort', 'no-u-boot-image', 'u-boot-does-not-start', 'u-boot-stops-early', 'spontaneous-reset', 'uuu-cannot-open'],
    symptom: 'SPL: Training FAILED, or SPL never gets beyond DDRINFO: start DRAM init',
    cause:
      'SPL cannot bring up the DRAM: the timing file is not that of this memory, the training firmware is missing from the boot image or of another version, or the memory and its supply are at fault.',
    matches: dramFails,
    confirm: [
      { step: 'whether the training firmware (lpddr4_pmu_train_*) in the boot image has the version that the timing file was made with' },
      { step: "start the vendor's boot image in recovery mode: where that trains the memory, the own image is at fault" },
    ],
    fix: 'Build the boot image with the timing file of this module and the firmware-imx that belongs to it, or use the one of the vendor.',
    source: 'drivers/ddr/imx/phy/ddrphy_utils.c and drivers/ddr/imx/imx8m of U-Boot',
  },
  {
    id: 61,
    name: 'u-boot-does-not-start',
    symptom: 'the last line is NOTICE: BL31, or SPL speaks again and again behind "Trying to boot from"',
    cause:
      'SPL handed over, and what it loaded never speaks: the boot image is damaged or cut on its medium, or TF-A, OP-TEE and U-Boot in it do not belong together (another load address, another console, another board).',
    matches: uBootSilent,
    confirm: [
      { step: 'write the boot container of the vendor: where that boots, the parts of the own one are at fault' },
      { step: 'compare the load addresses of TF-A, OP-TEE and U-Boot in the build, and the UART that TF-A was built for' },
    ],
    fix: 'Build TF-A for this SoC and UART (IMX_BOOT_UART_BASE), take all parts of one release, and write the image again to the place that the boot ROM reads.',
    source: 'plat/imx/imx8m of TF-A; common/spl of U-Boot; imx-mkimage',
  },
  {
    id: 62,
    name: 'root-not-found',
    symptom: 'Waiting for root device, or VFS: Unable to mount root fs',
    cause:
      'Linux boots and does not find its root file system: root= names another device or label, the driver of the medium did not probe, or the partition is not what it should be.',
    matches: rootMissing,
    confirm: [
      { step: 'at the U-Boot prompt: printenv bootargs; part list mmc 0; part list mmc 2' },
      { step: 'the lines of the kernel about mmc: whether the device that root= names was found at all' },
    ],
    fix: "Correct root= (a UUID or label rather than a number that can change), or the device tree and configuration of the medium's driver.",
    source: 'init/do_mounts.c of Linux',
  },
  {
    id: 63,
    name: 'u-boot-abort',
    // An abort that somebody names outranks the place where the log of it was cut.
    hides: ['u-boot-stops-early'],
    symptom: '"Synchronous Abort" handler in U-Boot behind md, cp or bootaux, or in its start',
    cause:
      "U-Boot touched an address where the A-core has nothing. Behind a command: memory by the address that only the M-core uses, or the TCM of an M-core whose power or clock is off (on NXP's U-Boot prepare_mcore comes first). With nothing typed: its own start or SPL's met a device or device tree that is not this board's, or ran out of its early memory.",
    matches: uBootAborts,
    confirm: [
      { step: 'at the U-Boot prompt: printenv prepare_mcore; run prepare_mcore, then the same command' },
      { step: "the A-core's address of the TCM: 0x7e0000 on an i.MX 8M, 0x7f8000 on an i.MX 7, 0x201e0000 on an i.MX 93" },
    ],
    fix: "Use the A-core's address of that memory, and power the M-core's part first.",
    source: 'arch/arm/lib/interrupts_64.c and arch/arm/mach-imx/imx_bootaux.c of U-Boot',
  },
  {
    id: 67,
    name: 'device-tree-not-found',
    fixWords: /\b(?:fdt_addr(?:_r)?|kernel_addr_r|addresses)\b/i,
    symptom: 'Did not find a cmdline Flattened Device Tree; Could not find a valid device tree',
    cause:
      'There is no device tree where U-Boot looks for it: its file was not loaded, fdt_addr_r names another place, or a kernel that has grown was loaded over it.',
    matches: treeMissing,
    confirm: [
      { step: 'at the U-Boot prompt: printenv fdt_addr_r kernel_addr_r kernel_comp_addr_r fdt_file; load the tree last, then fdt addr' },
      { step: 'the size of the kernel as it is unpacked against the distance between the two addresses' },
    ],
    fix: 'Load the device tree behind the end of the unpacked kernel, or before it with room enough, and check that its file name is that of this board.',
    source: 'boot/image-fdt.c and cmd/booti.c of U-Boot',
  },
];
