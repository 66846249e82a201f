import type { EventRule } from './event-rule.ts';
import type { Event } from './events.ts';
import { about, names, type Tale, what, when } from './tale.ts';

const boardNouns = String.raw`(?:boards?|(?:whole|entire) thing|system|linux|kernel|modules?|som|a(?:5|7|9|35|53|55|72)s?(?: cores?| side)?|soc|device|target|machine|everything|console|ssh|shell|session|verdin(?: \w+)?|colibri(?: \w+)?|apalis(?: \w+)?|imx\w+|i\.mx ?\w+)`;
const dies = String.raw`(?:freez\w+|froze|frozen|hangs?|hung|crash\w*|locks? (?:up|down)|locked up|stuck|reboots?|resets?|dies|died|dead|unresponsive|panics?|stalls?|stops? responding|not respond\w*|no longer respond\w*)`;
/** The board, or Linux on it, does not survive. */
export const hitsBoard = new RegExp(
  String.raw`\b(?:freezes?|froze|hangs?|crashes|crashed|locks up|kills|stops|blocks|stalls|halts|brings down|takes down) (?:up )?(?:(?:the|my|our|a) )?(?:entire |whole |complete |running )*${boardNouns}\b|\b${boardNouns}\b(?: [\w']+){0,4} ${dies}\b|\b(?:makes?|leaves?|lets?) (?:the|my|our) (?:entire |whole |complete )?${boardNouns} (?:completely )?${dies}\b`,
  'i',
);
export const byUBoot = /\bu-?boot\b|\bbootaux\b|\bboot ?loader\b/i;

// The core is started from the running Linux, and it is the board that does not survive it.
const startFreezes: EventRule = {
  claim: 'start-freezes-board',
  instead: ['linux-stops-with-core', 'works-only-after-u-boot'],
  find: (tale) => {
    const isFromLinux =
      tale.speaksOf('remoteproc') || tale.isSaid(/\brproc\b|\b(?:from|in|under|by) (?:a running )?(?:linux|user ?space)\b/i);
    if (!isFromLinux || tale.isSaid(/\b(?:rcu|lockup|oops|second time|stop and start)\b/i)) return undefined;
    return tale.first(
      (event, before) =>
        (what(event, 'hangs') || /\b(?:dead|unresponsive|locks up)\b/i.test(event.text)) &&
        hitsBoard.test(event.text) &&
        !when(event, 'suspend', 'afterWhile') &&
        (when(event, 'starts', 'remoteproc') || when(before, 'starts', 'remoteproc')) &&
        (names(event, 'core', 'remoteproc') || names(before, 'core', 'remoteproc')) &&
        !byUBoot.test(event.text),
    );
  },
};

const seen =
  /\b(?:uart|serial|consoles?|output|terminal|text|prints?|printing|led|lamp|blink\w*|heartbeat|messages?|counter|banner|both)\b/i;
const lives = (tale: Tale): boolean => tale.events.some((each) => when(each, 'inUBoot') && (what(each, 'works') || when(each, 'starts')));

// U-Boot starts the core, and when Linux comes up it is silent, still or reset.
const endsAtLinux: EventRule = {
  claim: 'output-ends-with-linux',
  instead: ['linux-stops-with-core'],
  find: (tale) =>
    tale.speaksOf('core') && lives(tale) && !tale.isSaid(hitsBoard)
      ? tale.first(
          (event, before) =>
            (about(event, 'core') || (seen.test(event.text) && !about(event, 'board', 'uBoot'))) &&
            (what(event, 'stops', 'silent') ||
              /\b(?:is|gets?|was) (?:being )?(?:reset|killed|steady|over)\b|\bare over\b/i.test(event.text)) &&
            !when(event, 'suspend') &&
            (when(event, 'linuxComes') || when(before, 'linuxComes')) &&
            !/\becho (?:start|stop)\b|\bkeeps?\b|\b(?:does|do|did|will) ?n[o']t (?:stop|hang)|\bstops being\b|\bblocks? on\b/i.test(
              event.text,
            ),
        )
      : undefined,
};

const touches =
  /\b(?:access\w*|open(?:s|ed|ing)?|us(?:e|es|ed|ing)|reads?|reading|writ(?:e|es|ing)|touch\w*|initiali[sz]\w*|configur\w*|enabl\w*|claim\w*|sets? up)\b/i;

// One side uses a device, and the other one dies of it.
const sharedDevice: EventRule = {
  claim: 'rdc',
  find: (tale) =>
    tale.speaksOf('core') && tale.speaksOf('linux')
      ? tale.first((event, before) => {
          const isUse = (each: Event | undefined): boolean => each !== undefined && when(each, 'peripheral') && touches.test(each.text);
          return (
            (isUse(event) || isUse(before)) &&
            (names(event, 'core') || names(before, 'core')) &&
            what(event, 'hangs') &&
            hitsBoard.test(event.text) &&
            !when(event, 'remoteproc', 'suspend')
          );
        })
      : undefined,
};

// The firmware touches what Linux has just taken rights from; where clocks are spoken of, it is those.
const faultBesideLinux: EventRule = {
  claim: 'rdc',
  find: (tale) =>
    !tale.isSaid(/\bclock(?:s|ing)?\b.{0,40}\b(?:gat\w+|disabl\w+|off|unused)\b|\b(?:gat\w+|disabl\w+)\b.{0,40}\bclocks?\b/i) &&
    tale.isSaid(/\b(?:i2c|spi|can|flexcan|uart|gpio|pwm|adc|peripheral|pins?)\w*/i)
      ? tale.first(
          (event, before) =>
            /\b(?:hard ?fault\w*|bus ?fault)\b/i.test(event.text) &&
            about(event, 'core') &&
            (when(event, 'linuxComes', 'underLinux') || when(before, 'linuxComes', 'underLinux')),
        )
      : undefined,
};

export const neverBoots =
  /\b(?:linux|kernel|a(?:5|7|9|35|53|55|72)(?: cores?| side)?|boot(?:ing)?|board|system)\b(?: [\w']+){0,5} (?:stuck|hangs?|freez\w+|never (?:gets?|comes?|boots?|reaches|passes|starts?|finishes)|(?:does|will|wo|can|did|is) ?n[o']t (?:able to )?(?:boot|start|come up|get past|continue)|unable to boot|reboots?|stops(?! being)|crash\w*)\b/i;

// The core runs first, and Linux does not come up beside it.
const linuxDies: EventRule = {
  claim: 'linux-stops-with-core',
  unless: ['output-ends-with-linux', 'start-freezes-board'],
  find: (tale) =>
    tale.speaksOf('core')
      ? tale.first(
          (event, before) =>
            neverBoots.test(event.text) &&
            (/\bstarting kernel\b/i.test(event.text) || when(event, 'linuxComes', 'underLinux') || names(event, 'linux')) &&
            (names(event, 'core') || names(before, 'core')) &&
            /\b(?:if|when|while|once|after|as soon as|with|because|since)\b/i.test(event.text) &&
            !when(event, 'remoteproc', 'suspend') &&
            !/\b(?:m[47]|m33|core|firmware|output|led|uart\d?) (?:stops|hangs|freezes|dies)\b/i.test(event.text),
        )
      : undefined,
};

const external = /(?<![a-z])(?:lp)?ddr\d?x?(?![a-z])|\bdram\b|\b0x80[0-9a-f]{6}\b|\bexternal (?:ram|memory)\b/i;
const tightly = /(?<![a-z])[id]?tcm[lu]?(?![a-z])|\binternal (?:ram|memory)\b|\bocram\b/i;
const executesNothing = /\b(?:never|not|n't|nothing)\b.{0,20}\b(?:execut\w+|run\w*|start\w*|print\w*|alive)\b/i;

// One image for DDR that stays mute when Linux loads it, while U-Boot's way or TCM is well.
const mutedInDdr: EventRule = {
  claim: 'ddr-mute-tcm-fine',
  find: (tale) =>
    tale.speaksOf('core') && tale.isSaid(external) && !tale.isSaid(/\b(?:training|stress test|bad phdr)\b/i)
      ? tale.first((event, before) => {
          const isMute = what(event, 'silent') || executesNothing.test(event.text);
          const isByLinux =
            when(event, 'remoteproc') || when(before, 'remoteproc') || names(event, 'remoteproc') || names(before, 'remoteproc');
          const isContrast =
            tale.events.some((each) => what(each, 'works') && (tightly.test(each.text) || byUBoot.test(each.text)) && each !== event) ||
            tale.isSaid(/\btcm\b.{0,40}\b(?:does print|prints|works|okay|fine|runs)\b/i);
          return isMute && isByLinux && isContrast && !/\bboard|system\b/i.test(event.text);
        })
      : undefined,
};

// Another image is loaded, and the former one runs.
const oldImage: EventRule = {
  claim: 'old-firmware-runs',
  find: (tale) =>
    tale.speaksOf('core')
      ? tale.first(
          (event, before) =>
            what(event, 'stale') &&
            /\b(?:still|always|nevertheless|anyway|instead|again|keeps?)\b/i.test(event.text) &&
            (when(event, 'starts', 'again') || /\b(?:answers?|prints?|runs?)\b/i.test(event.text)) &&
            (when(event, 'again') || when(before, 'again') || /\b(?:replaced|copied|loaded)\b/i.test(before?.text ?? '')) &&
            !/\bkernel|\bbsp\b|\bu-?boot\b/i.test(event.text),
        )
      : undefined,
};

const trafficStops: EventRule = {
  claim: 'traffic-stops',
  find: (tale) =>
    tale.speaksOf('rpmsg') && !tale.isSaid(/\b(?:still|continues to) (?:works?|runs?|alive|blinks?|prints?)\b/i)
      ? tale.first(
          (event, before, after) =>
            (about(event, 'rpmsg', 'core') || names(event, 'rpmsg', 'core')) &&
            (what(event, 'stops', 'silent') ||
              /\b(?:no longer|not .{0,20}any ?more|then (?:not|never) (?:again|any ?more))\b/i.test(event.text)) &&
            (when(event, 'afterWhile') || when(before, 'afterWhile') || (when(after, 'afterWhile') && !what(after, 'works'))) &&
            !when(event, 'linuxComes', 'suspend') &&
            !/\b(?:send|write|issue|call)s? (?:a )?stop\b/i.test(event.text),
        )
      : undefined,
};

// Nothing of RPMsg comes up on the side of Linux, or the core waits for it.
const noLink: EventRule = {
  claim: 'no-link',
  unless: ['traffic-stops', 'mailbox-missing', 'no-vring-memory', 'table-refused'],
  find: (tale) =>
    tale.speaksOf('rpmsg')
      ? tale.first(
          (event) =>
            (about(event, 'rpmsg') || /\brpmsg_lite_\w*link_?up\b|\btty_?rpmsg/i.test(event.text)) &&
            !/\.h\b|\b(?:include|undefined reference|header)\b/i.test(event.text) &&
            (what(event, 'absent') ||
              /\blink_?up\b.{0,40}\b(?:false|0|never|for ?ever)\b|\bnever\b.{0,20}\b(?:link|up|true)\b/i.test(event.text)) &&
            !when(event, 'afterWhile', 'suspend'),
        )
      : undefined,
};

// remoteproc drives another core than the one that is looked for.
const otherCore: EventRule = {
  claim: 'remoteproc-is-dsp',
  find: (tale) =>
    tale.speaksOf('remoteproc') && tale.isSaid(mCoreName)
      ? tale.first(
          (event) =>
            /\b(?:only|just|instead|nothing but)\b.{0,30}\b(?:dsp|hifi\d?|pru|r5f?)\b|\b(?:dsp|hifi\d?|pru|r5f?)\b.{0,30}\b(?:only|alone|instead)\b/i.test(
              event.text,
            ) && !/\bwant/i.test(event.text),
        )
      : undefined,
};
const mCoreName = /(?<![a-z\d])c?m[47](?![a-z\d])|\bm33\b|cortex[ -]?m\d?/i;

const bothSides =
  /\b(?:a(?:5|7|9|35|53|55|72)|linux)\b.{0,80}\b(?:m[47]|m33|cortex-?m\d?)\b|\b(?:m[47]|m33|cortex-?m\d?)\b.{0,80}\b(?:a(?:5|7|9|35|53|55|72)|linux)\b/i;

const memoryDiffers: EventRule = {
  claim: 'stale-shared-memory',
  find: (tale) =>
    tale.speaksOf('core')
      ? tale.first(
          (event) =>
            (tale.speaksOf('sharedMemory') &&
              ((what(event, 'denied') &&
                (about(event, 'sharedMemory', 'core', 'linux') || /\b(?:read|writ|access)\w*\b/i.test(event.text))) ||
                (about(event, 'sharedMemory') && what(event, 'absent')))) ||
            (bothSides.test(event.text) &&
              /\b(?:values?|data|bytes|writes?|changes?)\b/i.test(event.text) &&
              /\b(?:seen|visible|read|arrives?|updated)\b.{0,30}\b(?:only (?:after|when)|late|not at all|sometimes)\b/i.test(event.text)),
        )
      : undefined,
};

const debuggerLost: EventRule = {
  claim: 'debugger-fails',
  find: (tale) =>
    tale.speaksOf('debugger') && (tale.speaksOf('core') || tale.speaksOf('linux'))
      ? tale.first(
          (event) =>
            names(event, 'debugger') &&
            (what(event, 'absent', 'refused') || /\bnever\b/i.test(event.text)) &&
            /\b(?:connect\w*|attach\w*|find\w*|found|detect\w*|halt\w*|identif\w*|sees?)\b/i.test(event.text) &&
            !/\bscript\b|\bdocument\w*\b/i.test(event.text),
        )
      : undefined,
};

/** What becomes of the core, and of Linux beside it. */
export const coreEvents: readonly EventRule[] = [
  startFreezes,
  endsAtLinux,
  sharedDevice,
  faultBesideLinux,
  linuxDies,
  mutedInDdr,
  oldImage,
  trafficStops,
  noLink,
  otherCore,
  memoryDiffers,
  debuggerLost,
];
