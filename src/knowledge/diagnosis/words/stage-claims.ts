import { type ClaimPattern, either, re } from './claim.ts';
import { fails, mCore, memoryCleared, stops } from './concepts.ts';

const dram = String.raw`(?<![a-z])(?:lp)?ddr\d?x?|\bdram|\bram`;
const tfA = String.raw`\b(?:bl31|atf|tf-?a|trusted firmware|op-?tee)\b`;
const stuck = String.raw`(?:${stops}|${fails}|\b(?:loop\w*|repeat\w*|nothing|forever|never|infinite)\b)`;

/** What people say of the stages of a boot, and of what they read about the core. */
export const stageClaims: readonly ClaimPattern[] = [
  {
    claim: 'dram-fails',
    says: [
      ...either(`(?:${dram})[- ]?(?:phy|(?:phy[- ]?)?(?:training|initiali[sz]ation|init|calibration))\\b`, stuck, 40),
      // NXP's tools for the memory of a new board.
      ...either(
        String.raw`(?<![a-z])(?:(?:lp)?ddr\d?x?|dram)[- ]?(?:(?:config\w*|stress|test|tester|testing|calibration) ?)+(?:tool|test|run)s?\b`,
        String.raw`(?:${fails}|\b(?:fail\w*|errors?|hangs?|stuck)\b)`,
        40,
      ),
      // SPL's own word, where nobody says of what.
      re(
        String.raw`\b(?:spl|flash\.bin|imx-?boot|boot ?loader|u-?boot|uuu|terminal|serial|console|uart\d?|log)\b.{0,80}\b(?:training (?:has |is |was )?fail\w*|failed training|failing training)\b`,
      ),
      re(String.raw`\b(?:training (?:has |is |was )?fail\w*|failed training)\b.{0,60}\b(?:spl|u-?boot|boot ?loader|lpddr\w*|ddr\d?|mts)\b`),
    ],
    unless: new RegExp(
      String.raw`\b(?:stress test|passes|passed|works|succeed\w*|done)\b.{0,30}$|\b(?:link|pcie?|lane|equali[sz]\w*|displayport|dp|hdmi|model|network|neural|tensorflow|pytorch|dataset)\b.{0,12}\btraining\b|${memoryCleared.source}`,
      'i',
    ),
  },
  {
    claim: 'boot-ends-at-tf-a',
    says: [
      re(
        String.raw`\bu-?boot\b.{0,30}\b(?:fails? to|failed to|does ?n[o']t|does not|won't|will not|never|no longer) (?:boots?|starts?|comes? up|run)\b.{0,60}\b(?:no|nothing|without|any)\b.{0,20}\b(?:outputs?|text|console|serial|prints?|printed)\b`,
      ),
      re(String.raw`\bu-?boot\b.{0,60}\b(?:console|serial)\b.{0,20}\b(?:gives?|shows?|has|with|stays?)\b.{0,12}\b(?:no|nothing|silent)\b`),
      re(
        String.raw`\b(?:spl|bl31|boot ?rom|u-?boot)\b.{0,200}\b(?:jumps?|jumped|jumping|hands? over|handed over)\b.{0,120}(?:\bnothing\b|\b(?:hangs?|stuck|freezes?|stops?|silent|dead)\b)`,
      ),
      re(
        // Where nothing is heard at all, SPL was not either.
        String.raw`\b(?:imx-?boot|flash\.bin|boot ?loader|boot container|boot image)\b.{0,120}\b(?:does ?n[o']t|does not|never|won't|will not|no longer) (?:seem to |appear to )?(?:starts?|run|come up|boot)\b(?!.{0,40}\b(?:no|nothing|without|not any|zero|silent|blank)\b.{0,16}\b(?:serial|consoles?|uart\d?|terminal|outputs?|leds?)\b)`,
      ),
      re(`(?:${stops}).{0,30}\\b(?:at|in|after|behind|with|on|when|once)\\b.{0,20}(?:${tfA})`),
      re(`(?:${tfA}).{0,40}(?:${stops})`),
      re(`(?:${tfA}).{0,30}\\b(?:is|was) (?:all|the last)\\b`),
      re(`\\b(?:nothing|no output|no more output|never)\\b.{0,40}\\b(?:after|behind|beyond|past)\\b.{0,20}(?:${tfA})`),
      re(
        `\\bu-?boot\\b.{0,40}\\b(?:never|not|does ?n[o']t|no)\\b.{0,25}\\b(?:start|appear|come|speak|show|print)\\w*\\b.{0,30}\\b(?:after|behind)\\b.{0,16}(?:${tfA})`,
      ),
    ],
  },
  {
    claim: 'root-missing',
    says: [
      re(String.raw`\b(?:waits?|waiting)\b.{0,20}\b(?:for )?(?:the |its )?root ?(?:device|fs|file ?system|partition)`),
      re(
        String.raw`\b(?:unable|not able|cannot|can't|could ?n[o']t|could not|fails?|failed|does ?n[o']t|does not)\b.{0,20}\b(?:to )?(?:be )?(?:mount\w*|find|found|open)\b.{0,20}\b(?:the |its |a )?root ?(?:device|fs|file ?system|partition)`,
      ),
      re(
        String.raw`\broot ?(?:device|fs|file ?system|partition)\b.{0,30}\b(?:not|never|cannot|can't|could)\b.{0,20}\b(?:found|mounted|mount|appears?|there|opened)`,
      ),
      re(
        String.raw`\b(?:partitions?|file ?systems?)\b.{0,12}\b(?:of|on|in) (?:the |its |an? )?(?:e?mmc|sd|nand|flash|usb)\b.{0,20}\b(?:cannot|can't|could ?n[o']t|could not|is ?n[o']t|is not|not) (?:be )?(?:found|mounted|detected|there)`,
      ),
      re(String.raw`\bno (?:working )?root ?(?:device|fs|file ?system|partition)\b`),
      re(String.raw`\bvfs\b.{0,30}\b(?:panic|unable|root)`),
    ],
  },
  {
    claim: 'u-boot-aborts',
    says: [
      // Only U-Boot calls it so.
      re(String.raw`["'\u201c]?synchronous abort["'\u201d]? handler\b`),
      re(
        String.raw`(?:\bu-?boot\b|\bspl\b|\bmd(?:\.[blq])?\b|\bmw\b|\bcp\.b\b|\bbootaux\b).{0,70}\b(?:data abort\w*|synchronous (?:abort\w*|errors?|exceptions?)|aborts?|external abort\w*)\b`,
      ),
      re(
        String.raw`\b(?:data|synchronous|external) aborts?\b.{0,70}(?:\bu-?boot\b|\bmd(?:\.[blq])?\b|\bmw\b|\bcp\.b\b|\bbootaux\b|\b(?:itcm|dtcm|tcm|ocram)\b)`,
      ),
      re(
        String.raw`\b(?:reading|writing|accessing|touching)\b.{0,16}\b0x[0-9a-f]{6,8}\b.{0,20}\b(?:causes?|gives?|leads? to|ends? in)\b.{0,12}\babort`,
      ),
    ],
    unless: /\babort(?:ed|s)? autoboot|\bautoboot\b|\bunder linux\b|\bfrom linux\b/i,
  },
  {
    claim: 'no-room',
    says: [
      re(
        String.raw`\ballocation error\b.{0,60}\b(?:overlay|device ?tree|fdt|dtb)|\b(?:overlay|device ?tree|fdt|dtbo?)\b.{0,60}\ballocation error`,
      ),
      re(
        String.raw`\b(?:no|not enough|too little|out of|insufficient) (?:room|space|memory)\b.{0,40}\b(?:device ?tree|fdt|dtb|overlays?)\b`,
      ),
      re(
        String.raw`\b(?:device ?tree|fdt|dtb|overlays?)\b.{0,60}\b(?:no|not enough|too little|out of|insufficient) (?:room|space|memory)\b`,
      ),
      re(String.raw`\bFDT_ERR_NOSPACE\b`),
    ],
    unless: /\brpmsg\b|\bvring|\bvdev/i,
  },
  {
    claim: 'core-attached',
    says: [
      re(String.raw`\b(?:state|status|remoteproc\d?|core)\b.{0,70}["']?\battached\b`),
      re(String.raw`["']?\battached\b["']?.{0,30}\b(?:state|status|instead of|rather than|and not)\b`),
    ],
    unless:
      /\b(?:logs?|files?|screenshots?|pictures?|images?|see|i have|i've|patch|dts)(?: is| are| was| were)? attached\b|\battached (?:to (?:this|the) (?:post|mail|message)|file|log|picture|screenshot)|\b(?:usb|debugger|jtag)\b/i,
  },
  {
    claim: 'kick-fails',
    says: [
      re(String.raw`\bimx_rproc_kick\b`),
      re(String.raw`(?:\berr(?:or|no)?[: ]*|\bcode )\(?-62\b`),
      // A fan kicks in, too.
      re(`\\bkick(?:s|ing)?\\b(?! (?:in|off|out)\\b).{0,40}(?:${fails})|(?:${fails}).{0,30}\\bkick(?:s|ing)?\\b(?! (?:in|off|out)\\b)`),
      re(`(?:${mCore}|\\bmailbox\\b|\\bmbox\\b).{0,40}\\b(?:etime|timer expired)\\b`),
    ],
  },
  {
    claim: 'u-boot-hangs-early',
    says: [
      re(
        String.raw`\bu-?boot\b.{0,60}\b(?:hangs?|hung|hanging|freez\w+|frozen|stuck|stops?|stopped|crash\w*|resets?|dies)\b.{0,40}\b(?:initiali[sz]\w*|init|relocat\w*|dram|ddr|start-?up|early|before (?:the |its )?(?:prompt|countdown|autoboot)|after (?:the |its )?(?:banner|version|dram|cpu))\b`,
      ),
      re(
        String.raw`\b(?:hangs?|hung|freez\w+|stuck|stops?|stopped)\b.{0,30}\b(?:at|after|behind|on|with|during|in)\b.{0,12}(?:["']?\bdram:|\bu-?boot(?:'s)? (?:banner|relocation)|\bthe dram line|\brelocat\w+)`,
      ),
      re(
        String.raw`(?:\bdram:|\bdram line\b|\brelocation\b).{0,40}\b(?:is the last|last (?:line|thing|output)|and (?:then )?nothing|nothing (?:more|else|follows|comes))`,
      ),
    ],
    unless: /\btraining\b|\bspl\b.{0,20}(?:hangs|stops|stuck)|\bm[47]\b|\bcore\b/i,
  },
  {
    claim: 'rproc-command-fails',
    says: either(String.raw`\brproc (?:load|start|init|list|is_running)(?:_rsc)?\b`, fails, 60),
  },
  {
    claim: 'authentication-fails',
    says: either(
      String.raw`(?<![a-z])(?:a?hab(?:v4)?(?:_\w+)?|secure[- ]boot\w*|(?:signed|unsigned) (?:\w+ )?(?:u-?boot\S*|boot ?loader|kernel|image|container|flash\S*|spl|firmware|fit)|srk\w*|(?:sec_config|security) fuses?|closed (?:device|board|module|part|soc|state)|production mode|closing the (?:device|board|module|part|soc))(?![a-z])`,
      String.raw`(?:${fails}|\b(?:not (?:boot\w*|start\w*|accepted|authenticated|verified|valid)|(?:does|do|did|will|wo|can) ?n[o']t (?:boot|start|verify|authenticate|accept)|never (?:boots?|starts?)|hangs?|stuck|loops?|bricked|events? (?:found|reported|show\w*|appear\w*))\b)`,
      100,
    ),
    unless:
      /\b(?:no|any|without) (?:hab |ahab )?(?:events?|errors?|failures?)\b|\bssh\b|\bwi-?fi\b|\blogin\b|\bpassword\b|\buuu\b|\bstm32|\b_sign\b|\bmake\b.{0,30}\bfail to\b/i,
  },
  {
    claim: 'mailbox-missing',
    says: [
      ...either(
        String.raw`(?<![a-z])(?:mailbox(?:es)?|mbox(?:_\w+)?(?:\(\))?|messaging unit)(?: \w+){0,2}`,
        String.raw`(?:(?<![\w.])-(?:517|19)\b|\b(?:eprobe_defer|enodev|probe[- ]defer\w*|defer(?:red|ral|s)|no driver|not (?:probed|registered|ready|enabled|found|there|available)|is (?:disabled|missing)|never (?:probe[sd]?|register(?:s|ed)|ready))\b)`,
        110,
      ),
      re(String.raw`\b(?:forgot|need\w*|had) to enable (?:the )?(?:mailbox|mbox|mu\d?)\b.{0,60}\b(?:driver|node|config)`),
    ],
    unless: /(?<![\w.])-16\b|\bebusy\b|\bbusy\b|\bin use\b|\bno longer\b/i,
  },
];
