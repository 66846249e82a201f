import { memoryCleared } from './concepts.ts';
import type { EventRule } from './event-rule.ts';
import type { Event } from './events.ts';
import { about, names, what, when } from './tale.ts';

const laterStage = /\b(?:hdmi|display|lvds|screen|monitor|ethernet|wi-?fi|linux|kernel|login|systemd|splash|desktop|weston|camera)\b/i;
const wire =
  /\b(?:serial|consoles?|uarts?|terminal|debug|rs-?232|com ?port|putty|minicom|teraterm|anything|at all|whatsoever|any ?more|leds?|signs? of life)\b/i;
const isOn = (event: Event | undefined): boolean => when(event, 'powerOn', 'flashed');
/** An M-core, and not the firmware of a whole board. */
const mCoreItself =
  /(?<![a-z\d])c?m[47](?![a-z\d])|\bm33\b|cortex[ -]?m\d|\bm[- ]core|\bco-?processor|\bfreertos\b|\bzephyr\b|\bbootaux\b|hello[ _]?world/i;
/** It had come up before it fell silent. */
const cameUp = /\b(?:can|could|able to) (?:still )?(?:log ?in|ssh)\b|\blogged in\b|\bfreez\w+\b/i;
const otherThings = /\b(?:errors?|problems?|issues?|fan|keys?|keyboard|quiet(?: argument)?|changes?|difference|colou?rs?)\b/i;

// No core is spoken of: the whole board says nothing.
const silentBoard: EventRule = {
  claim: 'nothing-after-power-on',
  instead: ['works-only-after-u-boot', 'no-prompt', 'm7-silent'],
  unless: [
    'boot-ends-at-tf-a',
    'dram-fails',
    'stops-at-kernel',
    'spl-finds-nothing',
    'u-boot-hangs-early',
    'nothing-boots',
    'root-missing',
  ],
  find: (tale) => {
    if (tale.speaksOf('rpmsg', 'remoteproc', 'spl', 'sharedMemory') || tale.isSaid(mCoreItself) || tale.isSaid(cameUp)) return undefined;
    if (!tale.events.some(isOn) && !tale.speaksOf('board')) return undefined;
    return tale.first(
      (event, before, after) =>
        (what(event, 'silent') || /\b(?:a|is|our|the) brick(?:ed)?\b/i.test(event.text)) &&
        !names(event, 'linux', 'environment', 'overlay', 'debugger') &&
        (!names(event, 'downloader') || /\bout of\b/i.test(event.text)) &&
        (wire.test(event.text) || isOn(event) || /\bbrick/i.test(event.text)) &&
        !(laterStage.test(event.text) && !/\b(?:serial|uart|debug)\b/i.test(event.text)) &&
        (isOn(event) || isOn(before) || isOn(after) || names(event, 'board') || about(event, 'board', 'downloader')) &&
        !otherThings.test(event.text),
    );
  },
};

const memoryPart =
  /\blpddr\w*_timing\b|\b(?:ram|dram|l?p?ddr\dx?|ddr|memory)[- ](?:timings?|config(?:uration|uring)?|calibration|init\w*|training|parts?|chips?|vendor|ics?|type|size)\b|\b(?:other|another|different|new|second[- ]source) (?:\w+ ){0,2}(?:lpddr\w*|ddr\d\w*|dram|ram|memory)\b/i;
const reachesSystem =
  /\b(?:linux|kernel|u-?boot|login|rootfs)\b.{0,20}\b(?:boots|is up|comes up|runs|loads|starts)\b|\bstarting kernel\b|\b(?:log ?in|ssh)\b|\b(?:shared|reserved) memory\b/i;

// Who speaks of the memory's part or timing, and of a board that does not come up, has named the cause as well.
const memoryDoesNotFit: EventRule = {
  claim: 'dram-fails',
  instead: ['nothing-after-power-on'],
  unless: ['stops-at-kernel', 'u-boot-hangs-early', 'boot-ends-at-tf-a', 'spl-finds-nothing'],
  find: (tale) =>
    tale.isSaid(memoryPart) &&
    !tale.isSaid(memoryCleared) &&
    !tale.isSaid(mCoreItself) &&
    !tale.isSaid(reachesSystem) &&
    !tale.speaksOf('rpmsg', 'remoteproc')
      ? tale.first(
          (event, before) =>
            (what(event, 'silent', 'hangs', 'stops') ||
              /\b(?:(?:does|do|did|will|wo|can) ?n[o']t|no longer|never|fails? to|refuses to) (?:\w+ )?(?:boots?|start|come up|power up)\b/i.test(
                event.text,
              )) &&
            (names(event, 'board', 'spl', 'uBoot') || isOn(event) || memoryPart.test(event.text) || memoryPart.test(before?.text ?? '')) &&
            !laterStage.test(event.text) &&
            !otherThings.test(event.text),
        )
      : undefined,
};

const usb = /\b(?:usb|hid|lsusb|host|pc|computer|windows|ubuntu|device manager|1fc9|15a2|otg|type-?c)\b/i;

const reaches =
  /\b(?:it|device|module|board)\b.{0,40}\b(?:find|found|detect\w*|open\w*|connect\w*|recogni[sz]\w*|enumerat\w*|appear\w*)\b/i;

const downloaderFails: EventRule = {
  claim: 'uuu-fails',
  // It sends SPL, and where it stops SPL has looked for nothing yet.
  instead: ['spl-finds-nothing'],
  find: (tale) =>
    tale.speaksOf('downloader')
      ? tale.first(
          (event, before, after) =>
            (what(event, 'refused', 'absent') ||
              (what(event, 'silent') && !wire.test(event.text)) ||
              (what(event, 'stops', 'hangs') && usb.test(event.text))) &&
            !what(event, 'works') &&
            !/\b(?:since|after|out of|before|from|without) (?:the )?recovery\b(?! script)/i.test(event.text) &&
            ((about(event, 'downloader') && (names(event, 'downloader') || usb.test(event.text) || reaches.test(event.text))) ||
              (names(event, 'downloader') &&
                /\b(?:update|flash|find|detect|recogni[sz]e|see|open|connect|enter|force|program|write|boot)\w*\b/i.test(event.text)) ||
              ((what(event, 'absent') || /\bno(?:thing| \w+)? (?:device|enumerat\w*)\b/i.test(event.text)) &&
                usb.test(event.text) &&
                (names(before, 'downloader') || names(after, 'downloader')))),
        )
      : undefined,
};

const ofEnvironment = /\bfw_(?:printenv|setenv|env)\b|\bfw[- ]utils\b/i;
// Not that of Linux itself.
const environmentInLinux =
  /(?<!linux )\benvironment\b.{0,60}\b(?:linux|user ?space)\b|\b(?:linux|user ?space)\b(?! environment).{1,60}(?<!linux )\benvironment\b/i;

const environmentUnread: EventRule = {
  claim: 'environment-unreadable',
  find: (tale) =>
    tale.isSaid(ofEnvironment) || tale.isSaid(environmentInLinux)
      ? tale.first(
          (event) =>
            names(event, 'environment') &&
            (/\bbad crc\b|\bdefaults?\b|\bwrong (?:values?|place|offset)\b/i.test(event.text) || what(event, 'refused', 'denied')),
        )
      : undefined,
};

// U-Boot itself starts from its defaults again and again.
const environmentForgotten: EventRule = {
  claim: 'environment-forgotten',
  unless: ['environment-unreadable'],
  find: (tale) =>
    tale.speaksOf('uBoot', 'environment') && !tale.isSaid(ofEnvironment)
      ? tale.first(
          (event) =>
            (names(event, 'uBoot', 'environment') || about(event, 'uBoot', 'environment')) &&
            /\b(?:forgets?|forgotten|loses?|lost|gone|(?:back to|reset to) (?:its |the )?defaults?|not (?:be )?(?:saved|kept|stored|remember\w*)|bad crc)\b/i.test(
              event.text,
            ) &&
            (/\b(?:environment|variables?|saved?|saveenv|setenv|settings?|bootargs|bootcmd)\b/i.test(event.text) ||
              (/\bcrc\b/i.test(event.text) && tale.isSaid(/\b(?:env\w*|variables?|defaults?|saveenv|setenv|settings)\b/i))) &&
            !/\b(?:kernel|u?z?image|data|file|header)\b.{0,20}\bcrc\b|\bcrc\b.{0,20}\b(?:kernel|u?z?image|file)\b|\benv default\b|\b(?:i|we) (?:set|reset|put)\b/i.test(
              event.text,
            ),
        )
      : undefined,
};

// What is closed boots signed images only.
const closedAndDead: EventRule = {
  claim: 'authentication-fails',
  find: (tale) =>
    tale.isSaid(/\b(?:un)?signed\b|(?<![a-z])a?hab(?![a-z])/i) &&
    tale.isSaid(/\b(?:clos(?:e|ed|ing)|fus(?:e|es|ed|ing)|secure boot|production)\b/i)
      ? tale.first((event) =>
          /\b(?:(?:does|do|did|will|wo|can+)(?: ?n[o']t|not)|no longer|never|refuses to) (?:boots?|start|power (?:on|up)|come up)\b/i.test(
            event.text,
          ),
        )
      : undefined,
};

const atPrompt =
  /\b(?:gives? up|gave up|abandons?|leaves?|ends?)\b.{0,12}\b(?:its |the )?auto-?boot\b|\b(?:u-?boot|boot ?loader)(?:'?s)?\b.{0,40}\b(?:prompt|shell|console|command line|cli)\b|\b(?:prompt|shell|console) of (?:the )?(?:u-?boot|boot ?loader)\b|\bauto-?boot\b.{0,40}\b(?:stop|interrupt|abort|cancel|halt)\w*|\b(?:stop|interrupt|abort|cancel|break)\w*\b.{0,30}\b(?:auto-?boot|count-?down|boot (?:process|sequence))|\b(?:stays?|stops?|sits?|sitting|waits?|waiting|remains?|hangs?|halts?|stuck|stands)\b.{0,20}\b(?:in|at|on) (?:the |its )?(?:u-?boot|boot ?loader|prompt)\b/i;
const unasked =
  /\btak(?:es?|en|ing) (?:it |them |that |this )?(?:for|as) (?:a |any )?key(?:s|press| press)?\b|\b(?:characters?|bytes?|letters?|garbage|junk)\b.{0,30}\b(?:by (?:it|them)sel(?:f|ves)|on (?:its|their) own)\b|\b(?:no ?(?:body|one)|nothing|never|without|have ?n[o']t|did ?n[o']t|had ?n[o']t|was ?n[o']t|not)\b.{0,24}\b(?:press\w*|touch\w*|typ(?:ed|ing)|keys?|keyboard|hit(?:ting)?|ask(?:ed|ing)|request\w*)\b|\b(?:spurious|phantom|ghost|stray) (?:keys?|characters?|bytes?|input)\b|\b(?:press|touch|typ|ask|request)\w*\b.{0,12}\b(?:nothing|no keys?)\b|\bunattended\b|\bby itself\b|\bon its own\b|\b(?:noise|noisy|glitch\w*|floating|floats?|cross-?talk|interference|emi)\b/i;
const nowAndThen =
  /\b(?:sometimes|occasional\w*|once in a while|(?:every )?now and then|now and again|random\w*|sporadic\w*|intermittent\w*|most of the time|rarely|seldom|one (?:out )?of \d+|\d+ (?:out )?of \d+|from time to time|not always)\b/i;
const wireHangs =
  /\b(?:cable|adapter|ftdi|uart\d?|rx|rxd|serial(?: line| port| console)?|debug (?:port|cable|console))\b.{0,50}\b(?:plug\w*|unplug\w*|connect\w*|disconnect\w*|unconnected|open|attach\w*|detach\w*|floating|on it|is in|is on|is off|removed?)\b|\b(?:plug|unplug|connect|disconnect|attach|detach|remov)\w*\b.{0,40}\b(?:cable|adapter|ftdi|uart\d?|rx|serial|debug)\b/i;
const wantsPrompt =
  /\b(?:can ?not|can't|unable|how (?:to|do|can|could)|not able|impossible|does ?n[o']t (?:let|stop|react))\b.{0,40}\b(?:stop|interrupt|enter|get (?:in)?to|reach|break)\b/i;
const findsNothing =
  /\b(?:no|not|nothing|missing|cannot|can't|fail\w*|bad|wrong)\b.{0,24}\b(?:boot\.scr|bootable|boot script|tftp|dhcp|card|partition|image|kernel image|magic)\b/i;

// Autoboot ends at a prompt that nobody wanted: said outright, or seen now and then and with the cable.
const promptUnasked: EventRule = {
  claim: 'prompt-unasked',
  instead: ['nothing-after-power-on', 'nothing-boots', 'no-prompt'],
  unless: ['environment-forgotten', 'rolled-back'],
  find: (tale) =>
    tale.isSaid(wantsPrompt) || tale.isSaid(findsNothing) || tale.isSaid(mCoreItself)
      ? undefined
      : tale.isSaid(unasked) || (tale.isSaid(nowAndThen) && tale.isSaid(wireHangs)) || tale.isSaid(onlyWithCable)
        ? tale.first((event) => atPrompt.test(event.text))
        : undefined,
};
const onlyWithCable =
  /\b(?:only|unless|if|when|without|as long as)\b.{0,40}\b(?:serial|debug|uart|console|ftdi)\b.{0,30}\b(?:cable|adapter|port|line)\b.{0,40}\b(?:is ?n[o']t|not|un|dis|plugged|connected|open|in|attached)/i;

/** What becomes of the board and of the way into it. */
export const boardEvents: readonly EventRule[] = [
  silentBoard,
  memoryDoesNotFit,
  downloaderFails,
  environmentUnread,
  environmentForgotten,
  closedAndDead,
  promptUnasked,
];
