import { type ClaimPattern, either, re } from './claim.ts';
import { crashes, fails, mCore, silent } from './concepts.ts';

/** The core has been started before Linux, or runs beside its boot. */
const withCore = String.raw`(?:\b(?:after|when|if|once|while|as soon as|with|since|whenever|because)\b.{0,24}\b(?:load\w*|start\w*|boot\w*|run\w*|launch\w*|autostart\w*)?\b.{0,24}(?:${mCore}|\bm4boot\w*|\bbootaux\b)(?:.{0,30}\b(?:runs?|running|boots?|booted|starts?|started|loaded|active|demo|application|firmware|automatically)\b)?)`;
/** Linux does not get through its boot. */
const bootStops = String.raw`\b(?:won'?t (?:boot|start|come up)|will not (?:boot|start)|(?:does|do|did) ?n[o']t (?:boot|start|come up|continue)|(?:can'?t|cannot) boot|(?:is |are |was )?(?:unable|not able) to boot|(?:is ?n[o']t|is not|its not|not) booting|(?:gets?|got|is|remains|stays) stuck|stuck|hangs?|hung|blocks?|blocked|freezes?|froze|stops?|crash\w*|reboots?|(?:before (?:a |the )?)?resets?|no longer boots|never (?:boots|comes up|finishes|reaches))\b`;

/** What people say of device trees, memory, images and who owns what. */
export const treeClaims: readonly ClaimPattern[] = [
  {
    claim: 'overlay-fails',
    says: [
      re(String.raw`\bFDT_ERR_(?:NOTFOUND|BADMAGIC|BADOVERLAY|BADPHANDLE)\b`),
      re(
        String.raw`\boverlays?\b.{0,60}\b(?:not (?:be )?(?:applied|apply|fit|found|match)|is ?n[o']t (?:be )?(?:applied|apply)|does ?n[o']t (?:apply|fit|match|get applied)|fails? to apply|can(?:no|')t (?:be )?appl\w+|refus\w*|reject\w*|fails?|failed|wrong|for (?:another|a different|the wrong) (?:board|module|dtb|device tree|som))`,
      ),
      re(String.raw`\b(?:applying|apply|application of)\b.{0,30}\boverlays?\b.{0,30}\b(?:fails?|failed|errors?|ends|gives)`),
      re(String.raw`\b__symbols__|\bsymbols? node\b|\bcompiled? (?:it )?with(?:out)? -@`),
      re(
        String.raw`\b(?:wrong|another|different|other board'?s?|evk'?s?) (?:base )?(?:dtb|device ?tree|dts|fdt)\b.{0,60}\b(?:overlay|apply|fdt)`,
      ),
      re(String.raw`\boverlays?\b.{0,60}\b(?:evk'?s?|another|wrong|different) (?:base )?(?:dtb|device ?tree|dts|fdt)`),
      re(String.raw`\b(?:wrong|mistakes?|errors?)\b.{0,20}\b(?:in|with) (?:an?|the|my|our) (?:\w+ )?overlay\b`),
      re(String.raw`\bdtbo\b.{0,50}\b(?:fails?|failed|not applied|refused|error|mismatch)`),
    ],
    unless: /\bNOSPACE\b|\bfdt_high\b|no (?:room|space)/i,
  },
  {
    claim: 'region-fails',
    says: [
      re(String.raw`\b(?:fail\w*|unable|cannot|can't|could ?n[o']t|could not|impossible|refus\w*)\b.{0,20}\b(?:to )?(?:be )?reserve\w*\b`),
      re(String.raw`\breserv(?:e|ing|ation)\b.{0,50}\b(?:fails?|failed|refused|impossible|not possible|rejected|error)`),
      re(
        String.raw`\b(?:reserved|m[47]|carve-?out|firmware)(?: memory)?(?: region| area)?\b.{0,30}\b(?:overlaps?|collides?|conflicts?)\b.{0,40}\b(?:ramdisk|initrd|kernel|cma|dtb|optee|atf|memory|region|linux)`,
      ),
      re(
        String.raw`\b(?:ramdisk|initrd|kernel|cma|dtb|optee|linux)\b.{0,40}\b(?:overlaps?|lies? (?:in|over)|occupies|sits? (?:in|on)|already (?:in|at|uses)|loaded (?:into|over|on))\b.{0,40}\b(?:reserved|m[47]|carve-?out|region|0x80000000)`,
      ),
      re(String.raw`\b(?:region|reserved[- ]memory|memory)\b.{0,30}\b(?:could|can|was|is)(?: not|n't)(?: be)? reserved`),
      re(String.raw`\bkernel\b.{0,40}\b(?:ignores?|skips?|drops?|refuses)\b.{0,30}\b(?:reserved|reservation|m[47]|region)`),
    ],
  },
  {
    claim: 'mailbox-taken',
    says: [
      ...either(
        String.raw`\b(?:mailbox|mbox|mu|mu1|messaging unit|txdb|rxdb)\b(?: channels?)?`,
        String.raw`(?:\b(?:busy|ebusy|taken|occupied|claimed|already (?:in use|used|requested)|in use|shared by two|used twice)\b|(?<![\w.])-16\b)`,
        60,
      ),
      re(
        String.raw`\brpmsg\b.{0,20}\b(?:node|driver|device)?\b.{0,30}\b(?:and|plus|together with|as well as|besides)\b.{0,30}\b(?:imx-rproc|remoteproc|c?m[47])\b.{0,60}\b(?:same|both|share|conflict|twice|clash)`,
      ),
      re(String.raw`\bboth\b.{0,40}\b(?:rpmsg|imx-rproc|remoteproc)\b.{0,40}\b(?:mu|mailbox|mbox)\b`),
      re(
        String.raw`\b(?:(?:imx-rproc|remoteproc|rproc)\b.{0,40}\b(?:probe|probing)|(?:probe|probing)\b.{0,20}\b(?:imx-rproc|remoteproc|rproc))\b.{0,30}(?:(?<![\w.])-16\b|\bebusy\b)`,
      ),
    ],
  },
  {
    claim: 'no-vring-memory',
    says: [
      re(String.raw`\bno vring buffers?\b`),
      ...either(
        '(?<![a-z])(?:rpmsg|vrings?|vdevbuffer)(?![a-z])',
        String.raw`(?:(?<![\w.])-12\b|\b(?:enomem|out of memory|no memory|not enough memory|cannot allocate|can't allocate|allocation fail\w*|fail\w* to allocate|unable to allocate|dma (?:memory|pool) (?:is )?(?:missing|too small))\b)`,
        60,
      ),
      re(
        String.raw`\b(?:vdevbuffer|vdev buffer|vring buffer|dma pool)\b.{0,40}\b(?:missing|absent|not (?:there|reserved|defined|declared|found)|too small|forgot\w*)`,
      ),
      re(
        String.raw`\b(?:forgot|missing|without|no) (?:the |a )?(?:vdevbuffer|vdev0buffer|vring buffer|reserved memory for (?:the )?(?:vrings?|rpmsg))`,
      ),
    ],
  },
  {
    claim: 'headers-in-segment',
    says: [
      ...either(
        String.raw`\b(?:program headers?|phdrs?|elf headers?|pt_load)\b`,
        String.raw`\b(?:first (?:segment|load|pt_load)|page (?:aligned|boundary|start|size)|page'?s start|begins? elsewhere|starts? (?:too early|earlier|elsewhere|64|a page|below)|64 ?k\w*|rounded down|aligned down|offset 0|part of|included in|inside)\b`,
        90,
      ),
      re(
        String.raw`\bsections? (?:are|is|look) (?:all )?(?:right|fine|ok|correct|good)\b.{0,60}\b(?:program header|phdr|segment|load address|readelf -l)`,
      ),
      re(
        String.raw`\b(?:segment|phdr|load)\b.{0,40}\b(?:begins?|starts?)\b.{0,30}\b(?:before|below|earlier than|in front of|64 ?k\w* (?:before|below))\b.{0,40}\b(?:link|vector|text|section|origin|ram)`,
      ),
      re(String.raw`\blink\w* (?:it )?with -n\b|\bmax-page-size\b|\bnmagic\b|-Wl,-n\b`),
    ],
  },
  {
    claim: 'bootaux-unknown',
    says: [
      re(
        String.raw`\bbootaux\b.{0,60}\b(?:unknown|is ?n[o']t (?:there|available|known|supported|included|present|compiled|a command)|not (?:there|available|known|supported|included|present|compiled|found|enabled|a command|part|built)|does ?n[o']t (?:exist|know)|missing|no such|unrecogni[sz]ed|gone|disappeared|unavailable|disabled)\b`,
      ),
      re(
        String.raw`\b(?:unknown command|no command|no|without|lacks?|missing|unrecogni[sz]ed|has no|have no|does ?n[o']t (?:have|know|support|offer|recogni[sz]e)|did ?n[o']t (?:find|know)|lost|cannot find|can't find)\b.{0,30}\bbootaux\b`,
      ),
      re(String.raw`\bwhere (?:is|did|has)\b.{0,20}\bbootaux\b`),
    ],
    unless:
      /\b(?:output|print\w*|text|works?|boot\w*)\b.{0,10}\bwithout bootaux|without (?:using |the )?bootaux|no bootaux (?:needed|required)|\bbootaux(?: command)? (?:itself )?(?:(?:seems|appears) to )?(?:works?|runs|worked|ran|is (?:ok|fine|there)|starts?|returns?|says|prints?)\b/i,
  },
  {
    claim: 'elf-to-bootaux',
    says: [
      re(
        String.raw`\bbootaux\b.{0,60}(?:\belf\b|\.elf\b|\.axf\b|\baxf\b|\.out\b).{0,80}(?:${fails}|${silent}|${crashes}|\bjunk\b|464c457f)`,
      ),
      re(String.raw`(?:\belf\b|\.elf\b|\.axf\b|\baxf\b).{0,80}\bbootaux\b.{0,80}(?:${fails}|${silent}|${crashes}|\bjunk\b|464c457f)`),
      re(String.raw`\b0x464c457f\b`),
      re(
        String.raw`(?:${fails}|${silent}|${crashes}).{0,60}(?:\belf\b|\.elf\b|\.axf\b).{0,40}\b(?:to|with|by|into|at) (?:u-?boot'?s? )?bootaux\b`,
      ),
    ],
    unless: /\b(?:converted?|objcopy|turned) .{0,30}\bbin\b.{0,30}\bworks\b.{0,20}\bnow\b|No elf image/i,
  },
  {
    claim: 'linux-stops-with-core',
    says: [
      re(
        `(?:${mCore}).{0,60}\\b(?:at the same time|simultaneously|together|in parallel|both)\\b.{0,80}\\b(?:linux|kernel)\\b.{0,40}(?:${bootStops})`,
      ),
      re(String.raw`\bscfw fault\b`),
      re(
        `(?:${mCore}).{0,40}\\b(?:causes?|makes?|lets?|prevents?|stops?|blocks?|keeps?)\\b.{0,16}\\b(?:linux|the kernel|kernel|boot\\w*|(?:the )?(?:board|system|module))\\b.{0,16}\\b(?:to (?:hang|freeze|stop|crash|reboot)|hang\\w*|freez\\w*|from (?:boot|start)\\w*|crash\\w*|stuck)\\b`,
      ),
      re(
        `\\b(?:boot|start|load|run|launch)\\w* (?:the )?(?:${mCore}) first\\b.{0,60}\\b(?:linux|kernel|a(?:7|9|53|35|55|72))\\b.{0,40}(?:${bootStops})`,
      ),
      re(
        `(?:${withCore}).{0,80}\\b(?:linux|(?:the |my |our )?kernel|a(?:7|9|53|35|55|72)(?: side| cores?)?|(?:boot )?process)\\b.{0,40}(?:${bootStops})`,
      ),
      re(`\\b(?:linux|(?:the |my |our )?kernel|a(?:7|9|53|35|55|72))\\b.{0,40}(?:${bootStops}).{0,80}(?:${withCore})`),
      re(
        `\\b(?:board|system|module)\\b.{0,30}\\b(?:reboot loop|boot loop|reboots? (?:endlessly|again and again|in a loop))\\b.{0,80}(?:${withCore})`,
      ),
      re(`(?:${withCore}).{0,80}\\b(?:reboot loop|boot loop|infinite boot\\w*)\\b`),
    ],
    unless: re(
      `\\bremoteproc\\b|\\becho (?:start|stop)|\\b(?:under|from|in) (?:a running )?linux\\b|\\bstop(?:s|ped)? responding\\b|(?:${mCore}) (?:\\w+ ){0,3}(?:stops?|hangs|freezes|dies|is silent|goes silent|goes quiet|falls silent)`,
    ),
  },
  {
    claim: 'rdc',
    says: [
      re(
        `(?<![a-z])rdc(?:_?init\\w*)?(?![a-z]).{0,100}(?:${crashes}|${fails}|\\b(?:owns?|belongs?|assigned|denies|deny|domain|permission|register|read\\w*|blocks?|locked|forbids?|exclud\\w*|protect\\w*)\\b)`,
      ),
      re(
        `(?:${crashes}|${fails}|\\b(?:owns?|belongs?|assigned|denied|blocked|protected|excluded?)\\b).{0,100}(?<![a-z])rdc(?:_?init\\w*)?(?![a-z])`,
      ),
      re(
        `(?:${mCore}).{0,60}\\b(?:hard ?faults?|bus ?faults?|mem ?manage ?faults?|crash\\w*|exceptions?)\\b.{0,40}\\b(?:initiali[sz]\\w*|access\\w*|touch\\w*|read\\w*|writ\\w*|us(?:e|es|ing)|configur\\w*)\\b.{0,30}\\b(?:(?:lp)?uart\\d?|i2c\\d?|(?:ec|flex|d)?spi\\w*|gpios?\\d?|gpt\\d?|peripherals?|can\\d?|sai\\d?|pwm\\d?|dma\\w*|registers?|devices?)\\b`,
      ),
      re(
        `\\b(?:hard ?faults?|bus ?faults?|crash\\w*)\\b.{0,30}\\b(?:when|while|at|on|during|after|as soon as|if)\\b.{0,30}\\b(?:initiali[sz]\\w*|access\\w*|touch\\w*|read\\w*|writ\\w*|us(?:e|es|ing)|configur\\w*)\\b.{0,30}\\b(?:(?:lp)?uart\\d?|i2c\\d?|(?:ec|flex|d)?spi\\w*|gpios?\\d?|gpt\\d?|peripherals?|can\\d?|sai\\d?|pwm\\d?|dma\\w*|registers?)\\b.{0,50}(?:${mCore})`,
      ),
      re(
        `(?:(?:${mCore}).{0,80})?\\b(?:hard ?faults?|bus ?faults?)\\b.{0,60}\\b(?:read\\w*|writ\\w*|access\\w*|touch\\w*)\\b.{0,30}\\b(?:from |to )?(?:the )?(?:dram|ddr|lpddr\\d?|ocram|shared memory|external (?:ram|memory))\\b`,
      ),
      re(String.raw`\bresource domain\b`),
      // The whole SoC stands still when the core touches one device or its clock.
      re(
        `(?:${mCore}).{0,90}\\b(?:initiali[sz]\\w*|access\\w*|touch\\w*|writ\\w*|us(?:e|es|ing)|configur\\w*|calls?|enabl\\w*|sets?)\\b.{0,60}\\b(?:ccm\\w*|clocks?|(?:lp)?uart\\d?|i2c\\d?|(?:ec|flex|d)?spi\\d?|gpios?\\d?|gpt\\d?|peripherals?)\\b.{0,90}\\b(?:(?:entire|whole|complete) (?:soc|chip|board|system|module|thing|machine|device)|everything)\\b.{0,20}\\b(?:locks? up|locked up|freez\\w+|froze|hangs?|hung|stops|crash\\w*)\\b`,
      ),
      re(String.raw`\b0x303d0[0-9a-f]{3}\b`),
      re(
        `\\b(?:uart\\d?|i2c\\d?|(?:ec|flex)?spi\\d?|gpio\\d?|gpt\\d?|peripheral|can\\d?|sai\\d?|pwm\\d?)\\b.{0,60}\\b(?:belongs? to|is owned by|is assigned to|is reserved for|is claimed by) (?:the )?(?:${mCore}).{0,80}(?:${crashes}|${fails})`,
      ),
      re(
        `(?:${crashes}|external abort).{0,60}\\b(?:first )?(?:register|access(?:es|ing|ed)?|touch\\w*|read\\w*|writ\\w*)\\b.{0,60}\\b(?:owned by|belongs? to|assigned to|of) (?:the )?(?:${mCore})`,
      ),
    ],
  },
];
