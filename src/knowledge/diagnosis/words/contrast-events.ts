import { byUBoot, hitsBoard, neverBoots } from './core-events.ts';
import type { EventRule } from './event-rule.ts';
import { about, names, type Tale, what, when } from './tale.ts';

const core = String.raw`(?<![a-z\d])(?:c?m[47](?:_?\d)?|m33|m[- ]core|cortex[ -]?m\d*|co-?processor|bootaux|firmware)(?![a-z\d])`;
const wellWithout = new RegExp(
  String.raw`\b(?:without|(?:do|does|did|is|am|are) ?(?:n[o']t|not)|not (?:to )?(?:start|boot|load|run)\w*|(?:leave|leaving|comment\w*) out|skip\w*)\b(?! (?:work|help))[^.;]{0,30}${core}[^.;]{0,70}\b(?:fine|ok(?:ay)?|works?|(?<!-)boots|comes up|normal\w*|perfect\w*|disappears?|gone|no (?:problem|crash|panic|hang|issue)s?|never (?:crash|hang|happen)\w*)\b`,
  'i',
);

// Linux is well as long as the core is not started first.
const linuxWellWithout: EventRule = {
  claim: 'linux-stops-with-core',
  instead: ['works-only-after-u-boot', 'm7-silent'],
  unless: ['output-ends-with-linux', 'start-freezes-board'],
  find: (tale) =>
    tale.events.some(({ whole }) => wellWithout.test(whole)) && tale.isSaid(byUBoot) && !tale.speaksOf('remoteproc', 'debugger')
      ? tale.first(
          (event) =>
            (hitsBoard.test(event.text) || neverBoots.test(event.text) || /\bkernel panics?\b/i.test(event.text)) &&
            !when(event, 'suspend') &&
            !wellWithout.test(event.text),
        )
      : undefined,
};

const device =
  /(?<![a-z])(?:(?:lp)?uart\d{0,2}|i2c\d{0,2}|(?:ec|flex|d|q)?spi\d?|gpios?\d?|gpt\d?|timers?|e?pwm\d?|(?:flex)?can\d?|sai\d?|micfil|sound ?card|audio|codec|adc\d?|s?dma\d?|f?enet\d?|fec\d?|ethernet|pcie|usdhc\d|emmc|peripherals?|drivers?)(?![a-z])/i;
const well = String.raw`\b(?:fine|ok(?:ay)?|works?|(?<!-)boots|comes up|normal\w*|perfect\w*|goes away|went away|vanish\w*|disappears?|gone|solved|(?:does|do|did) ?n[o']t (?:happen|occur|crash|panic|hang|fail)|no (?:more )?(?:problem|crash|panic|hang|issue|failure|error|abort)\w*|never (?:crash|hang|happen|fail)\w*)\b`;
const leftOut = String.raw`\b(?:disabl\w*|remov\w*|delet\w*|without|leav\w+ out|left out|comment\w* out|unload\w*|blacklist\w*|unbind\w*|drop\w*|(?:(?:do|does|did|is|are|am) ?(?:n[o']t|not)) (?:load|prob|us|enabl)\w*|status ?= ?"?disabled"?)`;
const wellWithoutDevice = new RegExp(
  String.raw`${leftOut}[^.;]{0,50}${device.source}[^.;]{0,70}${well}|${device.source}[^.;]{0,12} (?:disabled|removed|deleted|off|left out|commented out)[^.;]{0,24}${well}|${well}[^.;]{0,40}\b(?:if|when|once|as soon as|after|with)\b[^.;]{0,40}${device.source}[^.;]{0,30}\b(?:disabled|removed|deleted|off|left out|commented out|not (?:loaded|enabled|used|probed))\b`,
  'i',
);

const isWellWithoutCore = (tale: Tale): boolean => tale.events.some(({ whole }) => wellWithout.test(whole)) && !tale.speaksOf('debugger');

// Without the core all is well, and without one device of Linux as well: the two meet in that device.
const wellWithoutEither: EventRule = {
  claim: 'rdc',
  instead: ['linux-stops-with-core', 'output-ends-with-linux'],
  find: (tale) => (isWellWithoutCore(tale) ? tale.first(({ whole }) => wellWithoutDevice.test(whole)) : undefined),
};

const ofLinux = /\b(?:linux|kernel|drivers?|probe\w*|panic\w*|oops|nodes?|user ?space)\b|\/dev\//i;

// A device of Linux fails beside the core, and does not without it.
const deviceBesideCore: EventRule = {
  claim: 'rdc',
  instead: ['linux-stops-with-core'],
  unless: ['output-ends-with-linux', 'no-link'],
  find: (tale) =>
    isWellWithoutCore(tale) && tale.isSaid(byUBoot)
      ? tale.first(
          (event, before) =>
            device.test(event.text) &&
            (ofLinux.test(event.text) || ofLinux.test(before?.text ?? '')) &&
            what(event, 'refused', 'hangs', 'stops', 'silent') &&
            !about(event, 'core', 'rpmsg', 'remoteproc') &&
            !when(event, 'suspend', 'remoteproc') &&
            !wellWithout.test(event.whole),
        )
      : undefined,
};

const release =
  /\b(?:linux|kernel|bsp|yocto|torizon(?:core)?(?: os)?|release|lf)[ -]?(?:version |release |kernel )?v?(\d+(?:\.\d+){0,2})\b/gi;
const releasesOf = (tale: Tale): Set<string> =>
  new Set(tale.events.flatMap(({ whole }) => [...whole.matchAll(release)].flatMap(([, number]) => (number === undefined ? [] : [number]))));
const anyKernel = /\b(?:linux|kernel|bsp|yocto|torizon\w*)\b/i;
const older = /\b(?:older|old|previous|former|earlier|last|vendor) (?:\w+ )?(?:kernels?|linux|bsp|release|version|image)\b/i;
const newer =
  /\b(?:newer|new|latest|current|recent|updated|upgraded|mainline) (?:\w+ )?(?:kernels?|linux|bsp|release|version|image)\b|\b(?:updat|upgrad|switch|mov|port|migrat)\w+ (?:\w+ ){0,4}(?:kernel|linux|bsp|release|yocto|torizon\w*)\b/i;
const isRegression =
  /\bregression\b|\b(?:since|after) (?:the |an? |we |i )*(?:kernel |linux |bsp )?(?:updat|upgrad|switch|mov|migrat)\w* (?:\w+ ){0,4}(?:kernel|linux|bsp|yocto|torizon\w*)\b/i;

/** It depends on the kernel's release: what has changed is what Linux does. */
const dependsOnKernel = (tale: Tale): boolean =>
  tale.isSaid(isRegression) ||
  (tale.events.some((event) => what(event, 'works') && (event.whole.match(release) !== null || older.test(event.whole))) &&
    (releasesOf(tale).size > 1 || tale.isSaid(newer)));

// Rights of a core are set by TF-A and by the firmware, whichever kernel runs; clocks and power are taken by the kernel.
const stopsUnderNewKernel: EventRule = {
  claim: 'output-ends-with-linux',
  instead: ['rdc', 'linux-stops-with-core'],
  find: (tale) =>
    tale.speaksOf('core') && tale.isSaid(anyKernel) && !tale.speaksOf('remoteproc', 'debugger') && dependsOnKernel(tale)
      ? tale.first((event, before) => {
          const isCores =
            (about(event, 'core') || (about(event, 'uBoot') && names(event, 'core'))) && what(event, 'hangs', 'stops', 'silent');
          const isBoards =
            hitsBoard.test(event.text) || neverBoots.test(event.text) || (about(event, 'board', 'linux') && what(event, 'hangs'));
          return (
            (isCores || (isBoards && (tale.isSaid(byUBoot) || names(before, 'core')) && !tale.isSaid(device))) &&
            !when(event, 'suspend') &&
            !/\bstarting kernel\b/i.test(event.text)
          );
        })
      : undefined,
};

/** What follows from how it is without something. */
export const contrastEvents: readonly EventRule[] = [linuxWellWithout, wellWithoutEither, deviceBesideCore, stopsUnderNewKernel];
