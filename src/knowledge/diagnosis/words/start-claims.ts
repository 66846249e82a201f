import { type ClaimPattern, either, re } from './claim.ts';
import { fails, mCore, uBoot, works } from './concepts.ts';

const oldOne = String.raw`\b(?:old|older|previous|earlier|former|first|wrong|prior)\b`;
const image = String.raw`\b(?:firmware|image|banner|version|program|elf|build|text|output|application|app|binary|one|code)\b`;
const on = String.raw`\b(?:power(?:ed|ing)?(?: is| was)?[- ](?:on|up|cycl\w*)|(?:switch|turn)\w*\b.{0,20}\bon|(?:apply|applied|plug\w*(?: in)?|power|powering) (?:the )?(?:power|supply|board|module))\b`;
const noBytes = String.raw`(?:\b(?:no|not a single|not one|zero|without any)\b.{0,12}\b(?:bytes?|outputs?|characters?|texts?|serial|sign of life|life|line)|\b(?:nothing|silent|silence|dead)\b)`;
const board = String.raw`\b(?:board|system|linux|kernel|module|console|everything|terminal|ssh|shell|session|target|device)\b`;

/** What people say of a start and of what they did before it. */
export const startClaims: readonly ClaimPattern[] = [
  {
    claim: 'works-only-after-u-boot',
    says: [
      re(`\\b(?:works?|runs?|starts?) (?:only|just|just fine|fine only|more reliabl\\w+) (?:after|when|if|with|once)\\b.{0,80}${uBoot}`),
      re(`\\bonly (?:works?|runs?|starts?|comes up) (?:after|when|if|once)\\b.{0,80}${uBoot}`),
      re(
        `\\b(?:without|unless)\\b.{0,60}${uBoot}.{0,80}\\b(?:doesn'?t|does not|don'?t|do not|won'?t|fails?|not|hangs?|freezes?|nothing|never)\\b`,
      ),
      re(
        `\\b(?:if|when)\\b.{0,30}${uBoot}.{0,10}\\b(?:hasn'?t|has not|did ?n[o']t|didn'?t|does ?n[o']t|is ?n[o']t)\\b.{0,80}\\b(?:doesn'?t|does not|don'?t|do not|won'?t|fails?)\\b`,
      ),
      re(`\\b(?:not|isn'?t|wasn'?t)\\b.{0,40}started (?:on|from|by|in) ${uBoot}.{0,60}fails?`),
      re(`\\bmore reliabl\\w* (?:after|when|if|with|once)\\b.{0,60}${uBoot}|${uBoot}.{0,60}\\bmore reliabl`),
      re(`${uBoot}.{0,60}\\b(?:otherwise|or else|else)\\b.{0,60}(?:${fails}|\\b(?:not|no|never|nothing)\\b)`),
      re(
        `\\b(?:if|when|once|after) (?:i |we |you )?(?:have |had )?(?:first |once |already )?(?:run|ran|start\\w*|load\\w*|boot\\w*)\\b.{0,40}${uBoot}.{0,60}\\b(?:then|also|afterwards|too)\\b.{0,60}${works}.{0,30}\\blinux\\b`,
      ),
    ],
    unless: /\bdoes (?:it|this) (?:only )?work|\b(?:remoteproc|linux)\b.{0,20}\bnot (?:with |from |by |in )?u-?boot\b/i,
  },
  {
    claim: 'm7-silent',
    says: [
      re(
        `\\b(?:no|without|zero|any|never any|never see an?y?)\\b.{0,14}\\b(?:outputs?|prints?|printing|texts?|banner|messages?|characters?|printfs?|sign of life)\\b.{0,50}(?:${mCore}|\\buart[ _]?\\d?\\b)`,
      ),
      re(
        `(?:${mCore}|\\buart[ _]?\\d?\\b).{0,40}\\b(?:silent|mute|quiet|dead|empty|blank|prints? nothing|shows? nothing|stays? (?:silent|quiet|empty)|no output|without output)`,
      ),
      re(
        `\\b(?:do ?n[o']t|don't|does ?n[o']t|can'?t|cannot|could ?n[o']t|not|never)\\b.{0,12}\\b(?:see|get|receive|hear|read|getting|seeing)\\b.{0,12}\\b(?:any\\w*|a (?:single )?\\w+|single)\\b.{0,40}(?:${mCore}|\\buart[ _]?\\d?\\b)`,
      ),
      re(
        `\\bnothing\\b.{0,20}\\b(?:is |gets |was )?(?:printed|shown|output|seen|comes|appears|visible)\\b.{0,40}(?:${mCore}|\\buart[ _]?\\d?\\b)`,
      ),
    ],
    unless: re(`\\b(?:no|any) (?:messages?|output) (?:about|errors?)|\\bno (?:error|problem|issue)|\\bsilent(?:ly)? (?:fail|ignor)`),
  },
  {
    claim: 'm7-alive',
    says: [
      re(
        String.raw`\b(?:c?m[47]|cortex-?m\d?|uart\d?)\b(?: \w+){0,2} (?:does )?(?:prints?(?! nothing)|output is (?:fine|there|ok)|counts|answers|blinks|says)\b`,
      ),
      re(String.raw`\b(?:c?m[47]|uart\d?)\b.{0,20}\bbanner (?:appears|is there|comes)`),
      re(String.raw`\boutput of the (?:c?m[47]|cortex-?m\d?)\b.{0,10}\b(?:is|looks) (?:fine|there|ok|right|good)`),
      re(
        String.raw`\b(?:i|we) (?:can|do|could|did)\b.{0,6}\b(?:see|get|read)\b.{0,20}\b(?:text|prints?|output|banner|hello|characters)\b.{0,20}\b(?:c?m[47]|cortex)`,
      ),
      re(String.raw`\b(?:c?m[47]) (?:is|itself is) (?:running|alive)\b`),
      re(
        String.raw`\b(?:i|we) (?:see|get|read) (?:its|the|my|our) (?:banner|text|output|prints?|hello)\b.{0,20}\b(?:c?m[47]|cortex\S*|(?:lp)?uart\d?|serial|console|terminal)\b`,
      ),
      re(
        String.raw`\b(?:firmware|c?m[47]|core)\b.{0,30}\bruns\b.{0,16}\b(?:its|the|my|our) (?:led|lamp|heartbeat) (?:blinks|toggles|flashes)\b`,
      ),
      re(String.raw`\b(?:c?m[47]) (?:console|uart|terminal) shows (?:the|its|my|our) (?:expected |right )?(?:text|output|banner|counter)`),
    ],
    unless:
      /(?<!^|[.!?] )\bbut\b|\b(?:not|never|nothing|no|only|until|till|stops?|then|garbage|old|previous|if|when|once|before|after)\b|n't\b/i,
  },
  {
    claim: 'board-freezes',
    says: [
      re(`\\b(?:freezes|hangs|locks up|kills|crashes|blocks|stalls) (?:the |my |our |up )*(?:entire |whole |complete )?(?:${board})`),
      re(
        String.raw`^<?frozen>?[.!]?$|\bhard reset (?:is|was) (?:necessary|needed|required)|\b(?:need|have) to (?:power[- ]cycle|pull the power|hard reset)|\bonly a power[- ]cycle helps`,
      ),
      re(
        `(?:${board}|\\bit\\b).{0,30}\\b(?:freez\\w+|froze|frozen|hangs?|hung|locks? up|locked up|stops? responding|becomes? unresponsive|is unresponsive|stuck|no longer (?:reacts?|responds?|answers?))\\b`,
      ),
    ],
  },
  {
    claim: 'asks-for-argument',
    says: [
      re(String.raw`\b(?:how|where|what|which|should|can|could|need|try|tried|add|adding|set)\b.{0,90}\bmcore_?booted`),
      re(String.raw`\bmcore_?booted\b.{0,90}(?:\?|\b(?:argument|parameter)\b.{0,40}(?:add|set|pass))`),
    ],
    isAsked: true,
  },
  {
    claim: 'old-firmware-runs',
    says: [
      re(`${oldOne}.{0,30}${image}.{0,60}\\b(?:again|still|starts? instead|keeps?)\\b`),
      re(`\\b(?:prints?|shows?|see|outputs?|get|runs?|starts?|keeps?)\\b.{0,40}\\b(?:old|previous|former|earlier)\\b.{0,20}${image}`),
      re(`\\bstill\\b.{0,30}\\b(?:runs?|running|prints?|shows?|see)\\b.{0,40}\\b(?:old|previous|former|earlier)\\b`),
      re(
        `\\bkeeps? (?:on )?(?:showing|printing|running|executing|displaying)\\b.{0,40}(?:\\b(?:old|previous|former|earlier)\\b|\\b(?:banner|version|text|output) of v?\\d)`,
      ),
      re(`\\binstead of (?:my |the |our )?new\\b.{0,40}\\b(?:old|previous|former|earlier|first)\\b`),
      re(`\\b(?:output|banner|text) is (?:that|the one) of (?:the |an? )?(?:old|previous|former|earlier)\\b`),
      re(
        `\\b(?:always|still|again) (?:runs?|starts?|executes?)\\b.{0,20}${image}.{0,20}\\b(?:loaded|flashed|started) (?:first|before|earlier)`,
      ),
      re(
        `\\bload\\w*\\b.{0,20}\\b(?:v|version ?|v\\. ?)\\d[\\d.]*.{0,60}\\b(?:get|see|prints?|shows?|keeps?)\\b.{0,40}\\b(?:v|version ?|v\\. ?)\\d`,
      ),
    ],
    unless: /\b(?:old|previous|earlier|former) (?:kernel|bsp|u-?boot|torizon|board|module|overlay|sdk|linux)/i,
  },
  {
    claim: 'nothing-after-power-on',
    says: [
      ...either(on, noBytes, 60),
      re(`${on}.{0,120}\\bnothing (?:\\w+ ){0,3}(?:displayed|shown|printed|visible|seen)`),
      re(`${on}.{0,40}\\bstays? (?:silent|dark|dead|black)`),
      re(
        String.raw`(?:\bconsole\b.{0,20}\b(?:stays?|remains?|is)\b.{0,20}\b(?:silent|dark|dead|black|empty)|\b(?:no|nothing|without)\b.{0,60}\b(?:console|serial|uart)\b.{0,20})\b.{0,20}\bnot even\b.{0,12}\b(?:spl|u-?boot|boot ?loader|boot rom)\b`,
      ),
      re(
        String.raw`\bno (?:data|bytes?) (?:is |are |was )?(?:\w+ )?(?:sent|seen|comes?|received|transmitted)\b.{0,16}\b(?:to|on|at|over|from) (?:the )?(?:serial|debug|uart|console)`,
      ),
      // Of two boards that were installed alike one says nothing at all.
      re(
        String.raw`\b(?:nothings?|no (?:output|text|characters?))\b.{0,12}\b(?:ap+ears?|comes?|is (?:shown|printed|seen)|shows?)?\b.{0,12}\b(?:on|at|over) (?:the )?(?:serial|debug|uart|rs-?232)\b.{0,12}\b(?:console|port|line|terminal)?`,
      ),
    ],
    unless: re(
      `${mCore}|\\b(?:hdmi|display|screen|lvds|ethernet|usb stick|linux|kernel)\\b|(?<!not even (?:the |an? |that of (?:the )?)?)\\b(?:u-?boot|spl)\\b`,
    ),
  },
  {
    claim: 'no-key-pressed',
    says: [
      re(
        String.raw`\b(?:no(?:body| one| key\w*)?|nothing|without|did ?n[o']t|have ?n[o']t|has ?n[o']t|never|not)\b.{0,30}\b(?:keys?|typed?|press\w*|touch\w*|keystrokes?|sent|send|input|keyboard)\b`,
      ),
    ],
    unless:
      /\b(?:before|until|unless) i (?:press|type|hit)|\bhow\b|\bplease\b|\bmessages?\b|\bpackets?\b|\bfail|\b(?:device tree|overlay|kernel|config\w*|file|script|dts)\b/i,
  },
  {
    claim: 'peripherals-dead',
    says: [
      ...either(
        String.raw`\b(?:e?c?spi\d?|i2c\d?|pwm\d?|uart\d?|can\d?|usb|ethernet|sai\d?|peripherals?|devices?|hdmi|wifi)\b.{0,40}\b(?:dead|stop\w* working|fail\w*|do(?:es)?n'?t work|do(?:es)? not work|not work\w*|broken|breaks)\b`,
        String.raw`\bmcore_?booted`,
        60,
      ),
      re(String.raw`\bmcore_?booted(?:=1)?\b.{0,20}\b(?:breaks|kills|disables)\b`),
    ],
  },
  {
    claim: 'file-is-there',
    says: [
      re(
        String.raw`\b(?:file|elf|image|firmware|binary)\b.{0,20}\b(?:is|does|can be|has been)\b.{0,14}\b(?:there|exists?|present|found|in (?:the )?(?:right |correct )?(?:\/\S*firmware|folder|directory|place))\b`,
      ),
      re(String.raw`\bfile exists\b|\bls (?:shows|lists|finds) (?:it|the (?:file|firmware|elf))\b`),
      re(String.raw`\bcopied\b.{0,30}\bto \/(?:usr\/)?lib\/firmware\b.{0,30}\b(?:see|there|exists)`),
    ],
    unless: /\b(?:not|n't|no|missing|if)\b/i,
  },
  {
    claim: 'u-boot-works-partly',
    says: [
      re(
        String.raw`\b(?:only|just)\b.{0,20}\b(?:first|part|beginning|half)\b.{0,40}\b(?:bin(?:ary)?|image|firmware|file|copied|works|runs|code|arrives?)\b`,
      ),
      re(
        String.raw`\b(?:second|last|other|rest|end|upper)\b.{0,10}\b(?:half|part|bytes)? ?\bof the (?:image|firmware|binary|bin|code|file)\b.{0,30}\b(?:missing|not copied|is ?n[o']t|garbage|never|lost|crash\w*)`,
      ),
      re(String.raw`\b(?:firmware|image|binary|bin|code)\b.{0,20}\b(?:cut off|truncated|cut) (?:after|at)\b`),
      re(String.raw`\bnot the (?:whole|entire|complete|full) (?:image|binary|firmware|file|bin)\b`),
      re(String.raw`\bbehind the first \w+ (?:bytes|kb|kib)\b`),
      re(String.raw`\bonly a part of the (?:firmware|image|binary)`),
    ],
  },
  {
    claim: 'after-restart',
    says: [
      re(String.raw`(?<!can be )\bstop(?:ped)?\b.{0,60}\b(?:start|load|restart)\w*\b.{0,30}\bagain\b`),
      re(String.raw`\bstop(?:ped)?,? (?:and|then|->)(?: then)? ?(?:re)?(?:start|load)`),
      re(String.raw`\bsecond start\b|\brestart(?:s|ing|ed)? (?:of )?(?:the |my |our )?(?:c?m[47]|core|remote|firmware|co-?processor)`),
      re(String.raw`\breload(?:ing)? (?:the |my |our )?firmware\b`),
      re(String.raw`\bfirst start\b.{0,40}\bsecond\b`),
      re(String.raw`\becho stop\b.{0,50}\becho start\b`),
    ],
    unless: /\bcan be stopped\b/i,
  },
  {
    claim: 'worked-for-a-while',
    says: [
      re(
        String.raw`\b(?:worked|works|ran|runs|fine|communicat\w+|exchang\w+)\b.{0,40}\b(?:for|until|at first|in the beginning|a while|some time)\b`,
      ),
      re(
        String.raw`\bafter (?:a while|some time|some|a few|several|many|about|\d+)\b.{0,20}\b(?:seconds|minutes|hours|days|messages|packets|time)\b|\bafter (?:a while|some time)\b`,
      ),
      re(
        String.raw`\b(?:timing|times?|moments?|intervals?|points?)\b.{0,30}\brandom\b|\bat random\b|\brandom (?:times|moments|intervals|points)\b`,
      ),
      re(String.raw`\b(?:randomly|sporadic\w*|from time to time|every now and then|occasionally)\b`),
      re(
        String.raw`\bfirst (?:few )?(?:messages|packets|frames)\b.{0,40}\b(?:exchanged|arrive|come|work|fine|sent|received)\b.{0,40}\b(?:then|but|nothing|stop\w*)`,
      ),
    ],
    unless:
      /\bboth run\b|\bi typed?\b|\bwatchdog\b|\bworks? for (?:me|us|you|all|both|every)|\b(?:works?|fine) for (?:the|a|an|my|our|this|that)\b/i,
  },
];
