import type { EventRule } from './event-rule.ts';
import type { Event } from './events.ts';
import type { Tale } from './tale.ts';

type Claim = EventRule['claim'];

/** A fault that people call by the words of the program that reported it, inside a sentence of their own. */
const named = (claim: Claim, test: (text: string, event: Event, tale: Tale) => boolean, unless: readonly Claim[] = []): EventRule => ({
  claim,
  unless,
  find: (tale) => tale.first((event) => !denied.test(event.whole) && test(event.whole, event, tale)),
});
const denied =
  /\b(?:no|not any) (?:errors?|problems?|issues?|warnings?)\b|\bwithout (?:a |any )?(?:problems?|trouble|warnings)\b|\b(?:solved|fixed|gone) now\b|\bas expected\b/i;

const all = (text: string, ...patterns: readonly RegExp[]): boolean => patterns.every((pattern) => pattern.test(text));
const fails =
  /\b(?:fails?|failed|failing|error|errors|refus\w+|denied|cannot|can't|could ?n[o']t|unable|not (?:be )?(?:found|possible|allowed|permitted|accepted|able)|(?:does|do|did) ?n[o']t|does not|did not|gives?|says?|ends?|returns?|answers?|reports?|prints?|complains?|-\d+)\b/i;
const aboutStart = /\b(?:remoteproc\d?|firmware|elf|image|core|m[47]|m33|cortex-?m\d?|state|start\w*|load\w*)\b/i;
// Why somebody wants to link for another memory; nothing was refused.
const yetToCome =
  /\b(?:going to|would|may|might|could|about to) (?:\w+ )?(?:exceed|overflow|be too)|\bwill (?:\w+ )?(?:exceed|overflow|be too)/i;
const place = /\/sys\/class\/remoteproc|\bremoteproc\d?\b|\/(?:usr\/)?lib\/firmware|\bsysfs\b|\bstate\b.{0,20}\bfile\b/i;

export const namedFaults: readonly EventRule[] = [
  named(
    'file-missing',
    (text) =>
      all(
        text,
        /\b(?:no such file or directory|request_firmware|direct firmware load|error -2|enoent|file not found)\b|(?<![\w.])-2\b/i,
        aboutStart,
        fails,
      ) &&
      !/\bsignature\b|(?<![a-z])(?:s?dma|wi-?fi|wlan|bluetooth|brcm\w*|ath\d+k|mwifiex\w*|vpu|gpu|hdmi|regulatory)(?![a-z])|\bkernel image\b|\bremoteproc\d?\S*: no such|\bload mmc\b|\bu-?boot\b|\bdevice tree\b|\btty\w+|\/dev\//i.test(
        text,
      ),
  ),
  named(
    'bin-to-remoteproc',
    (text, _, tale) => all(text, /\bbad magic\b|\bimage is corrupted\b|\bnot an elf\b/i) && tale.speaksOf('remoteproc', 'core'),
  ),
  named(
    'core-busy',
    (text) => all(text, /\b(?:device or resource busy|ebusy)\b/i, /\b(?:firmware|state|elf|core|stop|start|remoteproc\d?|name)\b/i),
    ['mailbox-taken'],
  ),
  named(
    'not-writable',
    (text, _, tale) =>
      all(
        text,
        /\b(?:permission denied|read[- ]?only|not permitted|no (?:write )?permissions?|not writable|access denied|not writable)\b/i,
      ) &&
      (place.test(text) || tale.isSaid(place)) &&
      !/\bcan't stop rproc|\b-13\b|\bssh\b/i.test(text),
    ['login-refused'],
  ),
  named(
    'too-large',
    (text) =>
      all(
        text,
        /\b(?:overflow(?:s|ed)?|(?:does|do|did|will|wo) ?n[o']t (?:\w+ )?fit|too (?:large|big)|exceeds?|exceeded|will not fit)\b/i,
        /(?<![a-z])[id]?tcm(?![a-z])|\bm_(?:text|data|interrupts)\b|\bregion\b|\blinker\b/i,
      ) &&
      /\b(?:link\w*|build\w*|region|compil\w*|project|m_\w+)\b/i.test(text) &&
      !yetToCome.test(text),
  ),
  named('board-unknown', (text) =>
    all(
      text,
      /\b(?:no board named|board\b.{0,40}\b(?:not found|unknown|does ?n[o']t exist|does not exist|invalid))\b/i,
      /\b(?:west|zephyr|cmake|build)\b/i,
    ),
  ),
  named('toolchain', (text) =>
    all(
      text,
      /\bARMGCC_DIR\b|\barm-none-eabi-\w+|\bZEPHYR_SDK_INSTALL_DIR\b|\bzephyr sdk\b/i,
      /(?:n't set|\b(?:not (?:set|found|installed|there|in the path)|missing|unset|cannot find|can't find|unable to find|command not found)\b)/i,
    ),
  ),
  named('module-absent', (text) =>
    all(
      text,
      /\b(?:imx_rpmsg_\w+|rpmsg_(?:tty|char|ctrl)|imx_rproc|remoteproc)\b/i,
      /\b(?:modprobe|insmod|modules?|lsmod|ko)\b/i,
      /\b(?:not found|cannot find|can't find|(?:does|do|did) ?n[o']t (?:find|exist)|missing|no such|unknown symbol|invalid module)\b/i,
    ),
  ),
  named(
    'firmware-faults',
    (text, event) =>
      all(
        text,
        /\b(?:hard ?fault\w*|HardFault_Handler|bus ?fault|usage ?fault|mem ?manage ?fault|assert(?:ion)? (?:error|fail\w*)|fatal error)\b/i,
      ) &&
      (event.about === 'core' || event.named.has('core')) &&
      /\b(?:ends?|runs? into|jumps?|to|goes|gets?|stops?|stuck|in(?:to)?|hits?|raises?|crash\w*)\b/i.test(text) &&
      !/\bhandler\b.{0,20}\bprints\b/i.test(text),
    ['rdc', 'output-ends-with-linux'],
  ),
  named(
    'restart-stalls',
    (text, _, tale) =>
      all(text, /\b(?:rcu\w*|soft ?lockup|self-detected|stalls?)\b/i) &&
      tale.isSaid(/\b(?:stop\w*|second (?:time|start)|restart\w*)\b/i) &&
      tale.speaksOf('core', 'remoteproc'),
  ),
  named('host-key', (text) => /\bhost (?:key|identification)\b.{0,30}\bchanged\b|\bREMOTE HOST IDENTIFICATION\b/i.test(text)),
  named(
    'rolled-back',
    (text, _, tale) =>
      tale.isSaid(/\b(?:rolled back|rolls back|roll-?back)\b/i) &&
      all(text, /\b(?:came? back|boots?|runs?|rolled|rolls|again)\b/i, /\b(?:old|older|previous|earlier|former)\b/i) &&
      !/\bworks?\b|\bas described\b|\bhow\b|\btested\b/i.test(text),
  ),
  // The number stands in one sentence, and whose it is in another.
  named(
    'no-vring-memory',
    (text, _, tale) =>
      all(text, /(?<![\w.])-12\b|\benomem\b/i, fails) &&
      tale.isSaid(/\bvirtio_rpmsg_bus\b|\b(?:imx[-_])?rpmsg\w*\b.{0,40}\b(?:probe|probing|driver)\b|\bprob(?:e|ing)\b.{0,30}\brpmsg/i) &&
      !tale.isSaid(/\bcarve-?outs?\b|\bprocess resources\b/i),
    ['table-refused'],
  ),
  named('phdr-in-ddr', (text) => /\bbad phdr\b.{0,20}\b(?:0x)?[4-9a-f][0-9a-f]{7}\b/i.test(text)),
  named('phdr-of-a53', (text) => /\bbad phdr\b.{0,20}\b(?:0x)?0{0,2}(?:7e|7f|80|81)[0-9a-f]{4}\b/i.test(text)),
  named(
    'resets-itself',
    (text, event) =>
      (all(
        text,
        /\b(?:board|module|system|som|device|it)\b.{0,30}\b(?:resets?|reboots?|restarts?)\b/i,
        /\b(?:(?:by )?itself|on its own|spontaneously|unexpectedly|randomly|at random|sporadically|now and then|once in a while|every (?:few|couple of) (?:minutes|hours|days)|out of (?:the blue|nowhere)|without (?:any )?(?:message|warning|reason|panic|error)s?)\b/i,
      ) ||
        // "Random reboots of the module".
        (/\b(?:random|sporadic|spontaneous|unexpected|intermittent|unexplained) (?:resets?|reboots?|restarts?)\b/i.test(text) &&
          !/\b(?:no|without|never) (?:any )?(?:random|sporadic|spontaneous|unexpected|intermittent|unexplained)\b|\bm[47]\b|\bcores?\b|\bfirmware\b/i.test(
            text,
          ))) &&
      !event.when.has('linuxComes') &&
      !/\b(?:on purpose|as (?:expected|configured)|every night)\b/i.test(text),
    ['start-freezes-board', 'board-freezes', 'linux-stops-with-core'],
  ),
];
