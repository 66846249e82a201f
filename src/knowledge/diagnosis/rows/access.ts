import type { Facts } from '../facts.ts';
import { isSaid } from '../provenance.ts';
import { saidToStop, silentKernel } from './boot-end.ts';
import { startedByUBoot } from './gating.ts';
import { bootsFromMedium } from './lab.ts';
import { all, claimed, type Evidence, evidence, one, type Row } from './row.ts';

const aborts =
  /(?:synchronous|asynchronous|imprecise) external abort|Unhandled fault: .*external abort|SError Interrupt|Internal error: (?:synchronous|: )|Bad mode in Error handler|"(?:Synchronous Abort|Error)" handler/i;

// The STM32MP2's and the i.MX 9's gates tell of a refused access through OP-TEE or TF-A.
const gate =
  /\bIAC exceptions?\b|stm32_(?:iac|risaf|rifsc)|(?:TRDC|firewall|RISAF|ETZPC|XMPU|XPPU)\b.*(?:violation|exception|illegal|error|fault)|illegal access.*(?:firewall|RIF)/i;

const rdc = (facts: Facts): Evidence | undefined => {
  const gated = one(facts, gate);
  if (gated) return evidence('likely', facts.starts.at(-1)?.booting, gated, one(facts, /Faulty address|far[: =]0x/i));
  const said = claimed(facts, 'rdc');
  const abort = one(facts, aborts);
  const device = abort && facts.lines.slice(0, facts.lines.indexOf(abort)).findLast(({ text }) => /\b3[0-3][0-9a-f]{6}\.\w+: /.test(text));
  if (said) return evidence(abort === undefined && claimed(facts, 'stale-shared-memory') ? 'possible' : 'likely', said, device, abort);
  const start = one(facts, /^## Starting auxiliary core/);
  const scfw = one(facts, /SCFW fault/);
  if (scfw) return evidence('likely', start, scfw);
  // Linux was stopped in a driver's first access while the core that U-Boot started was running. An SError has a row of its own.
  const isLinuxs =
    abort &&
    !/SError|handler/.test(abort.text) &&
    facts.lines.indexOf(abort) > facts.lines.findIndex(({ text }) => /^Starting kernel|Linux version/.test(text));
  if (start && abort && isLinuxs) return evidence('likely', start, device, abort);
  const inStart = abort && isLinuxs ? facts.starts.findLast(({ lines }) => lines.includes(abort)) : undefined;
  if (inStart?.booting && abort) return evidence('likely', inStart.booting, abort);
  const started = startedByUBoot(facts);
  // Nothing is heard of Linux once the core runs, and somebody says that it stops there.
  const handed = silentKernel(facts);
  const trace = one(facts, /^---\[ end trace/);
  const stuck = saidToStop(facts) ?? (trace && claimed(facts, 'board-freezes'));
  if (started && stuck && (handed ?? trace) && !claimed(facts, 'output-ends-with-linux')) return evidence('likely', started, handed, stuck);
  // A boot that somebody sees hang behind the start of the core, with no word of Linux.
  const hangs = claimed(facts, 'board-freezes');
  const isBoot = hangs && /\b(?:on|during|at|while|in) (?:the |its )?boot\w*|\bboot\w* (?:hangs|freezes|stops)/i.test(hangs.text);
  if (start && isBoot && !facts.lines.some(({ kernelTime }) => kernelTime !== undefined) && !claimed(facts, 'output-ends-with-linux'))
    return evidence('likely', start, hangs);
  const stops = claimed(facts, 'linux-stops-with-core');
  return stops && !facts.starts.length ? evidence(started ? 'likely' : 'possible', stops, started) : undefined;
};

const isOfImage = ({ lines }: Facts, line: Facts['lines'][number]): boolean => {
  const before = lines.slice(0, lines.indexOf(line)).filter((each) => !isSaid(each));
  return (
    /^\W*Authentication failed/i.test(line.text) &&
    before
      .slice(-8)
      .some(({ text }) =>
        /Checking hash|Authenticat\w* image|Trying to boot from|FIT|\bHAB\b|AHAB|SYSFW|system-controller|U-Boot SPL/.test(text),
      )
  );
};

const refused = (facts: Facts): Evidence | undefined => {
  const line = one(
    facts,
    /^Login incorrect|^Permission denied, please try again|Permission denied \((?:publickey|password|keyboard)|Authentication fail(?:ure|ed)|Too many authentication failures|This account is currently not available|Account locked|Your account has expired|Maximum number of tries exceeded|Access denied/i,
  );
  const said = claimed(facts, 'login-refused');
  // Boot loaders say the same of an image whose signature does not hold.
  if (line && isOfImage(facts, line)) return said && evidence('likely', said);
  // Of a device that never came nobody knows whether it could be opened.
  const isOpen = line && !/\b(?:wait|time-?out|timed out)\b/i.test(line.text);
  if (line) return evidence(isOpen ? 'certain' : 'likely', one(facts, /\blogin: ?\w+/), line);
  return said && evidence('likely', said);
};

const unreadable = (facts: Facts): Evidence | undefined => {
  const lines = all(
    facts,
    /(?:^|: )Cannot (?:read|initialize|access|open|parse) .*(?:environment|fw_env|env)|^Cannot access (?:MTD )?device|^Cannot read default environment|^(?:Error: )?Cannot parse config file|fw_env\.config['"]?: No such file|^Warning: Bad CRC, using default environment|^Configuration file (?:wrong|missing)|^Error: environment not initialized|^Too few good blocks within range|^Environment (?:WRONG|is corrupted)/i,
  ).slice(0, 3);
  // U-Boot found the same: its environment is lost, and Linux reads the right place.
  if (one(facts, /\*\*\* Warning - bad CRC, using default environment/) && !lines.some(({ text }) => /config/i.test(text)))
    return undefined;
  if (lines.length > 0) return evidence('certain', ...lines);
  const said = claimed(facts, 'environment-unreadable');
  return said && evidence('likely', said);
};

const openFailure =
  /Failure open usb device|LIBUSB_ERROR_(?:ACC|NO_DEV|PIP|IO\b|NOT_F|BUS|TIM)|^\s*(?:Error|FAIL|Failure).*(?:usb|HID|bulk)/i;

/** What libusb says to a transfer where no driver gave the interface away. uuu prints into columns, which cut the name. */
const unclaimed = /LIBUSB_ERROR_(?:ACC|NOT_F|BUS)/;
/** uuu names the transfer that failed: the device had been opened by then, and what took place on it is told by nobody. */
const isTransfer = (text: string): boolean =>
  /(?:[1-9]|\d\d)%.*\bFail\b/i.test(text) ||
  (/\b(?:HID|Bulk) ?\([RW]\)/i.test(text) && !unclaimed.test(text)) ||
  (/LIBUSB_ERROR_(?:TIM|PIP|IO\b|OVER)/i.test(text) && !/\bopen/i.test(text));

/** What people say of a device that had been opened, or of uuu itself and its scripts. */
const breaksOff =
  /LIBUSB_ERROR_(?:TIMEOUT|PIPE|IO|OVERFLOW)|\b(?:HID|Bulk) ?\([RW]\)|\b\d{1,3} ?(?:%|percent)|\bbreaks? off\b|\bin the middle of\b|\bhalf[ -]?way\b|\bpush error\b|\bjumping to (?:the )?OS image\b|\bFBK?: ?\w+|\bcannot execute\b|\bexec format\b|\b(?:unknown|invalid) (?:command|option|argument)\b|\bsyntax\b|\bcore dumped\b|\bsegmentation fault\b|\bverif(?:y|ication)\b|\b(?:partition|rootfs|second stage)\b/i;
const notOpened =
  /\b(?:open(?:s|ed|ing)?(?! (?:the |a |an |my |source)? ?(?:zip|file|image|archive|script|sources?)\b)|lsusb|recogni[sz]\w*|enumerat\w*|detect\w*|find\w*|(?<!file )(?<!file not )found|sees?|known|listed|permissions?|access|udev|device manager|(?:hid|sdp|unknown|new|usb|no) device|connect\w*|attach\w*)\b|LIBUSB_ERROR_(?:ACCESS|BUSY|NOT_FOUND)/i;
/** It begins and does not get on. */
const standsStill =
  /\b(?:waits?|waiting|stands?|stays?|sits?|hangs?|stuck|stops?|blocks?|nothing happens|first (?:step|command|call)|(?:no|not|never|n't) (?:\w+ ){0,2}(?:further|progress|continues?|starts?|goes|gets?|moves?|update|flash|answers?|responds?|works?)|does ?n[o']t (?:start|continue|work|do|flash|go)|nothing|forever)\b/i;

const isOfLoader = ({ lines }: Facts, line: Facts['lines'][number]): boolean =>
  lines
    .slice(0, lines.indexOf(line))
    .some(
      ({ text, channel }) =>
        channel !== 'said' && /^(?:U-Boot (?:SPL )?20\d\d|CPU: |Reset cause|DRAM: |Hit any key)|^(?:=>|u-boot=>)/.test(text),
    ) && !lines.some(({ text }) => /\buuu\b|libuuu_|\bSDPS?:/i.test(text));

/** Whatever loads an i.MX over USB. Debuggers and programmers of other chips open their devices by the same libusb. */
const downloader =
  /\buuu\b|libuuu|imx[_-]?usb|mfg-?tool|\bSDP[SUV]?\b|\b(?:1fc9|15a2):|Failure open usb device|recovery|serial[- ]?down|easy ?installer|\btezi\b/i;
/** What uuu prints once the device is there and takes commands (libuuu, notify.cpp and cmd.cpp), and SPL where it is sent U-Boot (f_sdp.c). */
const wentOn = /New USB Device Attached|\d>(?:Start Cmd|Okay \()|^Downloading file of size \d+ to 0x/;

const uuu = (facts: Facts): Evidence | undefined => {
  const failures = facts.lines.some(({ text }) => downloader.test(text)) ? all(facts, openFailure) : [];
  if (failures.length === 0 && one(facts, wentOn)) return undefined;
  const line = failures.find(({ text }) => !isTransfer(text));
  const drops =
    one(facts, /uuu|libuuu|SDPS?:|recovery/i) &&
    one(facts, /usb \S+: (?:Device not responding to setup address|device not accepting address|device descriptor read\/\S+, error -\d+)/i);
  // U-Boot says of its own USB ports that nothing is on them.
  const waits =
    one(facts, /Wait(?:ing)? for Known USB Device Appear/) ??
    facts.lines.find((line) => /No (?:known )?(?:USB )?[Dd]evice (?:found|detected)/.test(line.text) && !isOfLoader(facts, line));
  // Of a device that never came nobody knows whether it could be opened; a transfer is more than the opening.
  const isOpen = line && !/\b(?:wait|time-?out|timed out)\b|\b(?:HID|Bulk) ?\([RW]\)/i.test(line.text);
  if (line)
    return evidence(
      isOpen ? 'certain' : 'likely',
      one(facts, /uuu \(Universal Update Utility\)|libuuu_/),
      line,
      claimed(facts, 'uuu-fails'),
    );
  // uuu prints that it waits at each of its starts.
  if (failures.length > 0) return drops && evidence('likely', drops, failures[0]);
  const words = claimed(facts, 'uuu-fails');
  const isOwn = words !== undefined && (notOpened.test(words.text) || standsStill.test(words.text));
  const isBroken = words && !notOpened.test(words.text) && facts.lines.some((each) => isSaid(each) && breaksOff.test(each.text));
  const said = isOwn && !isBroken ? words : undefined;
  // What uuu has sent is not always taken: it says nothing, and stands still.
  const banner = one(facts, /uuu \(Universal Update Utility\)|libuuu_\d/);
  const sits = facts.lines.find(
    (each) =>
      isSaid(each) &&
      /\b(?:sits?|hangs?|stays?|waits?|stuck|stops?)\b.{0,16}\b(?:here|there|forever|for ever|at this|endlessly)\b/i.test(each.text),
  );
  const isBeside = !waits && !drops && claimed(facts, 'nothing-after-power-on') !== undefined && bootsFromMedium(facts);
  return (
    (waits ?? drops ?? said ?? (banner && sits)) && evidence(isBeside ? 'possible' : 'likely', waits, drops, said, sits && banner, sits)
  );
};

export const accessRows: readonly Row[] = [
  {
    id: 52,
    name: 'rdc-domain',
    symptom:
      'the system crashes at the first access to a peripheral that the other core owns, or Linux hangs in its boot while the M-core runs',
    cause:
      'Both cores use one peripheral: the resource domain controller, as TF-A or the firmware of the M-core has set it, gives it to the other core, and an access from the wrong domain ends in a bus error or never; without a domain the clocks and pins that one side changes take the other down.',
    matches: rdc,
    confirm: [
      {
        step: 'at the U-Boot prompt: md 0x303d0400 0x80: the PDAP registers of the RDC; two bits for each of four domains, 0xff is everybody',
      },
      { command: 'dmesg | grep -B5 -iE "external abort|SError"', shows: 'which driver touched which device' },
    ],
    fix: "Give the peripheral back in TF-A's table of domains (plat/imx/imx8m/*/imx8m*_bl31_setup.c, rdc[]) or in the RDC settings of the firmware, or disable in Linux's device tree every node that the firmware uses: its UART first of all.",
    source: 'RDC chapter of the reference manuals; plat/imx/imx8m of TF-A; community.nxp.com 957117',
  },
  {
    id: 56,
    name: 'login-refused',
    symptom: 'Login incorrect, or Permission denied',
    cause:
      'The board refuses this user or this password: another image than the lab expects, a password that a first login changed, or an account that is locked.',
    matches: refused,
    confirm: [
      { step: 'log in by hand with the user and password of the lab file' },
      { step: 'which image runs: the line in front of the login prompt' },
    ],
    fix: 'Correct user and password in the lab file, or flash the image whose password is known; Torizon OS asks for a new password at the first login (torizon/torizon).',
    source: 'login(1), sshd(8)',
  },
  {
    id: 57,
    name: 'environment-unreadable',
    symptom: 'fw_printenv: Cannot read environment, using default',
    cause:
      "Linux cannot read U-Boot's environment: /etc/fw_env.config names another place than U-Boot saves to, or nothing has ever been saved there. What fw_printenv prints then are defaults, and fw_setenv has no effect on U-Boot.",
    matches: unreadable,
    confirm: [
      { command: 'cat /etc/fw_env.config', shows: 'device, offset and size; on a Verdin iMX8MP /dev/emmc-boot0 -0x2200 0x2000' },
      { step: 'at the U-Boot prompt: saveenv, then read again from Linux' },
    ],
    fix: 'Save once in U-Boot (saveenv), and let /etc/fw_env.config name the same device, offset and size as U-Boot was built with.',
    source: 'tools/env of U-Boot; libubootenv',
  },
  {
    id: 58,
    name: 'uuu-cannot-open',
    symptom: 'uuu: Failure open usb device',
    cause:
      'The host sees the module in recovery mode, or waits for it, and cannot open its USB device: no permission (udev rule), another program or a virtual machine has it, or a hub or cable drops it.',
    matches: uuu,
    excludedBy: (facts) => {
      const went = one(facts, wentOn);
      if (went && all(facts, openFailure).length === 0) return { because: 'uuu had the device, and gave it commands', line: went };
      const line = facts.lines.find((each) => !isSaid(each) && isTransfer(each.text) && openFailure.test(each.text));
      return line && !all(facts, openFailure).some(({ text }) => !isTransfer(text))
        ? { because: 'a transfer failed, so the device had been opened', line }
        : undefined;
    },
    confirm: [
      { step: 'on the host: lsusb -d 1fc9:, and the same uuu as root' },
      { step: 'uuu -udev prints the rules that are missing; try another port, no hub, no virtual machine' },
    ],
    fix: 'Install the udev rules of uuu, or run it as root; plug the cable straight into the host; enter recovery mode again and start uuu before the module is powered.',
    source: 'mfgtools (uuu), libuuu; the recovery mode of Toradex modules',
  },
];
