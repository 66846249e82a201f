import type { Facts } from '../facts.ts';
import { elfLine, type LogLine } from '../log-line.ts';
import { isMachineText, isSaid } from '../provenance.ts';
import { stoppedByNoise } from './autoboot.ts';
import { saidToStop } from './boot-end.ts';
import { all, claimed, type Evidence, evidence, one, type Row } from './row.ts';

// The count of cp.b is hexadecimal, as every number of U-Boot's shell.
const shortCopy = (facts: Facts): Evidence | undefined => {
  for (const line of facts.lines) {
    const digits = /\bcp\.b +\S+ +\S+ +(?:0x)?([0-9a-f]+)\b/i.exec(line.text)?.[1];
    const count = digits === undefined ? undefined : Number.parseInt(digits, 16);
    const larger = count === undefined ? undefined : largerThan(facts, count, line);
    // An ELF is larger than what is loaded of it.
    if (larger) return evidence(isElfCopied(facts, line) ? 'possible' : 'certain', line, larger, claimed(facts, 'u-boot-works-partly'));
  }
  return undefined;
};

const isElfCopied = ({ lines }: Facts, copy: LogLine): boolean => {
  const at = lines.indexOf(copy);
  const loads = lines.slice(Math.max(0, at - 10), at + 1).filter(({ command, text }) => /\b\w*load\b/.test(command ?? text));
  return /\.(?:elf|axf|out)\b/.test(loads.at(-1)?.text ?? '');
};

const largerThan = (facts: Facts, count: number, copy: LogLine): LogLine | undefined => {
  const { inspection } = facts;
  if (inspection?.bin && inspection.bin.bytes > count)
    return elfLine(`its .bin has ${inspection.bin.bytes} bytes, and ${count} are copied`);
  const at = facts.lines.indexOf(copy);
  const near = facts.lines.slice(Math.max(0, at - 10), at + 10);
  const read = near.find(({ text }) => Number(/^(\d+) bytes read in/.exec(text)?.[1] ?? 0) > count && /^\d+ bytes read in/.test(text));
  if (read) return read;
  const size = near.find(({ text }) => Number.parseInt(/\bfilesize=(?:0x)?([0-9a-f]+)/i.exec(text)?.[1] ?? '0', 16) > count);
  return (
    size ??
    facts.lines.find(({ text }) => Number.parseInt(/\bda = 0x[4-9ab][0-9a-f]{7} len = 0x([0-9a-f]+) va/.exec(text)?.[1] ?? '0', 16) > count)
  );
};

// U-Boot over USB looks at an empty place, and a module that never saved has nothing there: the warning alone proves no loss.
const environmentLost = (facts: Facts): Evidence | undefined => {
  // env_nand.c of old ones (1.3 to 2010) named the medium, too.
  const warning = one(facts, /\*\*\* Warning - bad CRC(?: or \w+)?, using default environment/);
  if (!warning) return undefined;
  const before = facts.lines.slice(0, facts.lines.indexOf(warning));
  const usb = before.findLast(({ text }) => /Boot Stage: USB|BOOTROM.*USB|SDP:|Fastboot|Trying to boot from USB|Boot from USB/i.test(text));
  const saved = before.findLast(
    ({ text, command, channel }) =>
      /^Saving Environment to \S+\.\.\. *OK|^saveenv$|fw_setenv /.test(command ?? text) ||
      (channel === 'lab' && /^(?:environment|u-boot|uboot|m4boot|tdxargs)\S*: '/i.test(text)),
  );
  // A module that was never saved to says the same, and most logs that show the warning are about something else.
  const isSpokenOf = facts.lines.some(
    (line) =>
      isSaid(line) && /\b(?:environments?|env|variables?|printenv|saveenv|fw_\w+|bootargs|bootcmd|crc|checksums?)\b/i.test(line.text),
  );
  const isAlone = !facts.lines.some(isSaid);
  if (!saved && !isSpokenOf && !isAlone) return undefined;
  // Who says that it hangs there means what should come next.
  const last = facts.lines.findLastIndex(({ text }) => text.includes('bad CRC, using default'));
  const isLast = !facts.lines.slice(last + 1).some((line) => isMachineText(line.text));
  if (!saved && isLast && facts.lines.some((line) => isSaid(line) && hangsThere.test(line.text))) return undefined;
  if (usb) return evidence('possible', usb, warning);
  return evidence(saved ? 'certain' : 'likely', saved, warning);
};

const hangsThere =
  /\b(?:hangs?|hung|stuck|stops?|freezes?|frozen)\b.{0,40}\b(?:there|here|at|as below|behind|after)\b|\b(?:and|it) (?:then )?(?:hangs|freezes)\b/i;

// What U-Boot prints from its banner to the countdown.
const ofItsStart =
  /^(?:CPU|Reset cause|Model|Board|Boot|Display|DRAM|RAM|Core|WDT|Watchdog|NAND|MMC|PMIC|I2C|SEC\d|SF|Flash|Video|TCPC|In|Out|Err|Net|Serial#|Carrier|BuildInfo|Loading Environment|Relocat|New Stack|initcall)\b/i;
const beyondItsStart =
  /Hit any key|autoboot|^Starting kernel|Linux version|^Scanning |bytes read in|^switch to partitions|Fastboot|^Booting |"(?:Synchronous Abort|Error)" handler|\bdata abort$/;

// NXP's boards choose the medium of the environment in board_late_init(), before the network is there.
const isBeyondItsStart = ({ text, command }: LogLine, behind: readonly LogLine[]): boolean =>
  command !== undefined ||
  (beyondItsStart.test(text) && !(/^switch to partitions/.test(text) && behind.some((line) => /^Net:/.test(line.text))));

// hang() of lib/hang.c behind a call of init_sequence_f or init_sequence_r that failed; SPL says the same where it finds no image.
const gaveUp = (printed: readonly LogLine[]): Evidence | undefined => {
  const failed = printed.find(({ text }) => /\binitcall\b.*\bfailed\b/.test(text));
  const hang = printed.findLast(({ text }) => /^### ERROR ### Please RESET the board ###/.test(text));
  const before = hang && printed[printed.indexOf(hang) - 1];
  if (failed && (!before || printed.indexOf(failed) < printed.indexOf(hang!))) return evidence('likely', failed, hang);
  const isOfSpl =
    hang && printed.slice(0, printed.indexOf(hang)).findLast(({ text }) => /^(?:U-Boot (?:SPL )?20\d\d|SPL: |DRAM: )/.test(text));
  return hang && isOfSpl && /^(?:U-Boot 20|DRAM: )/.test(isOfSpl.text) && before && ofItsStart.test(before.text)
    ? evidence('likely', before, hang)
    : undefined;
};

export const stopsEarly = (facts: Facts): Evidence | undefined => {
  const printed = facts.lines.filter((line) => !isSaid(line) && /\w{2}/.test(line.text) && !facts.m7Lines.includes(line));
  const at = printed.findLastIndex(({ text }) => /^U-Boot 20\d\d/.test(text));
  const behind = printed.slice(at + 1);
  const again = behind.find(({ text }) => /^U-Boot SPL 20\d\d/.test(text));
  const span = again ? behind.slice(0, behind.indexOf(again)) : behind;
  const told = claimed(facts, 'u-boot-hangs-early');
  // Who says that Linux was started has cut the paste before.
  if (!told && !again && saidToStop(facts)) return undefined;
  if (at === -1) return gaveUp(printed) ?? (told && evidence('likely', told));
  if (span.some((line, index) => isBeyondItsStart(line, span.slice(index + 1)))) return undefined;
  const [banner, last] = [printed[at]!, span.at(-1) ?? printed[at]!];
  const hung = gaveUp(printed.slice(at));
  if (hung) return hung;
  const watchdog = span.find(({ text }) => /^Reset cause: \S*WD(?:OG)?/.test(text));
  const said = told ?? claimed(facts, 'board-freezes');
  if (again ?? watchdog ?? said) return evidence('likely', banner, watchdog, last, again, said);
  return ofItsStart.test(last.text) && !typesAtPrompt(facts) ? evidence('possible', banner, last) : undefined;
};

// Who tells what he types into U-Boot has its prompt, and cut the log before it.
const atPrompt =
  /(?:^|[;,:] *|\b(?:run|type|enter|execute|use|with|by) +["'`]?)(?:(?:fat|ext[24])?load +(?:mmc|usb) +\d|tftp(?:boot)? +(?:0x|\$)|go +(?:0x|\$)|boot(?:aux|[imz]) +(?:0x|\$)|setenv +\w+ |run +\w+cmd\b|[id]cache +o)/i;
const typesAtPrompt = ({ lines }: Facts): boolean => lines.some(({ text }) => atPrompt.test(text));

const environmentCommand = { step: 'at the U-Boot prompt: printenv bootcmd m4boot tdxargs fdt_high' };

export const uBootRows: readonly Row[] = [
  {
    id: 28,
    name: 'core-already-up',
    symptom: '## Auxiliary core is already up',
    cause: 'The M7 was running already, and bootaux loaded nothing: what runs is the earlier image.',
    matches: (facts) => {
      const line = one(facts, /## Auxiliary core is already up/);
      // Typed twice it is no cause of what the first start did, and a core that Linux may not stop was started before U-Boot.
      const isSecond = line && facts.lines.slice(0, facts.lines.indexOf(line)).some(({ text }) => /^## Starting auxiliary core/.test(text));
      const isOthers = one(facts, /can't (?:stop|start) rproc(?: \S+)?: -(?:95|13)\b/) !== undefined;
      return evidence(isSecond ? 'possible' : isOthers ? 'likely' : 'certain', line);
    },
    confirm: [{ step: 'there is no line "## Starting auxiliary core" behind it' }],
    fix: 'Reset the board first, or stop the M7 from Linux.',
    source: 'do_bootaux in arch/arm/mach-imx/imx_bootaux.c of U-Boot',
  },
  {
    id: 29,
    name: 'copy-too-short',
    symptom: 'only the first part of a large .bin works from U-Boot',
    cause: 'cp.b copies fewer bytes than the image has: its count is hexadecimal, so 10000 are 64 KiB.',
    matches: shortCopy,
    confirm: [environmentCommand],
    fix: 'Copy as many bytes as the variable filesize says, or load the file straight to where it runs: load mmc 2:1 0x80000000 FILE && dcache flush && bootaux 0x80000000',
    source: 'cmd/mem.c of U-Boot; community.toradex.com/t/21051',
  },
  {
    id: 30,
    name: 'no-room-for-device-tree',
    fixWords: /\bfdt_high\b/i,
    symptom: 'the boot stops with an allocation error of the device tree or an overlay',
    cause: 'U-Boot moves the device tree, grown by the overlay, to where it has no room for it.',
    matches: (facts) => {
      const failure = one(
        facts,
        /device tree - allocation error|FDT creation failed|Failed to (?:allocate|reserve) .*(?:FDT|fdt|device tree|below 0x)|Failed using fdt_high|(?:FDT|fdt).*(?:allocation|NOSPACE|no space)|fdt_overlay_apply\w*\(\): FDT_ERR_NOSPACE/,
      );
      if (failure) return evidence('certain', failure, one(facts, /Applying Overlay: /));
      return evidence('likely', claimed(facts, 'no-room'));
    },
    confirm: [{ step: 'at the U-Boot prompt: printenv fdt_high' }],
    fix: 'setenv fdt_high 0xffffffffffffffff; saveenv',
    source: 'boot/image-fdt.c of U-Boot; community.toradex.com/t/18496',
  },
  {
    id: 31,
    name: 'environment-lost',
    said: { claim: 'environment-forgotten' },
    symptom: 'U-Boot warns of its environment and uses the defaults',
    cause:
      "The only copy of U-Boot's environment has a wrong checksum, as after a power cut while it was written: m4boot, tdxargs and fdt_high are gone.",
    matches: environmentLost,
    confirm: [{ command: 'fw_printenv tdxargs m4boot bootcmd', shows: 'what the environment holds now' }],
    fix: 'Write the variables again and read them back; do not cut the power during saveenv or fw_setenv.',
    source: 'env/common.c of U-Boot',
  },
  {
    id: 32,
    name: 'autoboot-stopped-by-noise',
    symptom: 'a U-Boot prompt that nobody asked for',
    cause:
      'A byte that nobody typed stopped autoboot or reached the prompt: noise on RX, power fed back over the UART, another program on the port, or the answer of the terminal itself to a question for its size ([25;88R).',
    matches: stoppedByNoise,
    confirm: [{ step: 'nothing was sent between power-on and the prompt; look who else has the port open' }],
    fix: 'Type boot to go on; mend the wiring of the UART, and count the run as an error of the lab.',
    source: 'common/autoboot.c of U-Boot',
  },
  {
    id: 33,
    name: 'u-boot-locked',
    symptom: 'the U-Boot prompt can never be reached',
    cause:
      "U-Boot's command line is switched off on this secured module, its countdown is too short (bootdelay 0, -1 or -2), or no key reaches it: the transmit line of the console, flow control in the terminal, the wrong port.",
    matches: (facts) => {
      const locked = all(facts, /U-Boot CLI access is disabled|CLI access is disabled/)[0];
      if (locked) return evidence('certain', locked);
      const said = claimed(facts, 'no-prompt');
      // Where a stage before it does not end, no key is at fault.
      if (claimed(facts, 'dram-fails') ?? claimed(facts, 'boot-ends-at-tf-a') ?? claimed(facts, 'spl-finds-nothing')) return undefined;
      return said && evidence('likely', said, one(facts, /Hit any key to stop autoboot: +0|Autoboot in 0/));
    },
    confirm: [{ step: 'look for "CLI access is disabled" in the output of U-Boot' }],
    fix: 'Send keys from before power-on on; set bootdelay from Linux (fw_setenv bootdelay 3); check the wire to the RX of the board and switch flow control off; a secured module stays locked.',
    source: "Toradex's hardened U-Boot; CONFIG_BOOTDELAY=1",
  },
  {
    id: 35,
    name: 'rolled-back',
    said: { claim: 'rolled-back' },
    symptom: 'an older version of the OS runs after tests',
    cause: 'Boots failed more often than bootlimit allows, and U-Boot went back to the previous deployment.',
    matches: (facts) => {
      const line = one(facts, /Bootlimit \(\d+\) exceeded|Rollback enabled\. Booting previously deployed version/);
      return line && evidence('certain', line, one(facts, /Rollback enabled/));
    },
    confirm: [
      { command: 'cat /proc/cmdline', shows: 'the hash of the deployment that runs' },
      { command: 'fw_printenv bootcount upgrade_available rollback', shows: 'what U-Boot counts' },
    ],
    fix: 'Reset bootcount, upgrade_available and rollback, and mark the run as invalid: it tested another version.',
    source: 'common/autoboot.c of U-Boot; meta-toradex-torizon',
  },
  {
    id: 86,
    name: 'u-boot-stops-early',
    symptom: "DRAM: or another line of U-Boot's own start is the last, perhaps again and again with Reset cause: WDOG",
    cause:
      "U-Boot begins and hangs in its own start, before its prompt. Behind DRAM: it moves itself to the end of the DRAM and starts its drivers: that memory is not there or not sound (size or timing of another module, memory that an M-core's program or its regions took), or the first device that it asks does not answer (PMIC, watchdog, EEPROM, display, OP-TEE).",
    // It has begun to speak, whatever a pasted log ends with.
    hides: ['u-boot-does-not-start'],
    matches: stopsEarly,
    confirm: [
      { step: "start the vendor's boot image in recovery mode: where that reaches its prompt, the own one or its settings are at fault" },
      { step: 'the same module with nothing else on its I2C and display connectors; a memory test of the recovery tool' },
    ],
    fix: 'Write the boot container of this module again in recovery mode; in an own build correct the size of the DRAM and its timing, and switch the driver off whose line should come next (CONFIG_DEBUG_UART and initcall debugging name it).',
    source: 'common/board_f.c and board_r.c of U-Boot',
  },
];
