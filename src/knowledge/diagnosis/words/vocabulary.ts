import { crashes, fails, garbled, linuxComes, mCore, stops, underLinux } from './concepts.ts';

const word = (...alternatives: readonly string[]): string => `\\b(?:${alternatives.join('|')})\\b`;
const not = String.raw`(?:\b(?:not|never|nor|neither|hardly|no longer)|n['o]?t)`;

/** Whose environment is none of U-Boot's: where something is built, runs or stands. */
const elsewhere =
  '(?:linux|kernel|os|build|bitbake|yocto|development|dev|work(?:ing)?|test(?:ing)?|lab|production|desktop|python|virtual|cross[- ]compilw+|sdk|host|ci|docker|shell|run-?time|execution|target|tool ?chain|debug(?:ging)?|software|hardware|operating|office|industrial|noisy|hot|real[- ]?time|real|rt|freertos|zephyr|ide|user|windows|vm|secure|trusted)';

/** Who or what a clause tells of. In the order in which a doubt between two is settled. */
export const subjects = {
  debugger: String.raw`\b(?:j-?link|jtag|swd|openocd|gdb(?: ?server)?|debugger|debug probe|lauterbach|trace32|pyocd|linkserver|mcu-link|ozone|segger(?: probe)?)\b`,
  downloader: String.raw`\b(?:uuu|mfg-?tools?\d?|recovery(?:[- ]mode)?|recovery script|serial[- ]down ?load(?:er)?(?: mode)?|usb down ?load(?:er)?|sdps?|boot rom|imx_usb\w*|libusb|hid[- ]compliant|usb boot(?: mode)?|bmode|device descriptor)\b`,
  environment: String.raw`\b(?:fw_\w+|(?:u-?boot'?s? )?(?<!\b${elsewhere} )environment(?! of (?:the |our |my )?(?:linux|build|customer|lab|test))|(?:u-?boot|boot ?loader|env\w*) variables?|env(?: vars?)?|saveenv|printenv|setenv)\b`,
  rpmsg: String.raw`(?<![a-z])(?:imx_)?rpmsg(?:_?(?:tty|char|ctrl|lite|pingpong)\w*)?(?![a-z])|(?:/dev/)?\btty_?rpmsg\w*|\bvirtio\b|\bopenamp\b|\bname ?service\b`,
  sharedMemory: String.raw`\bshared?(?: \w+)? (?:memory|buffer|ram|region|variable|structure|ddr)\b|\bshmem\b|/dev/mem\b|\bmmap\w*\b`,
  remoteproc: String.raw`\bremoteproc\d?\b|/sys/class|\brproc\b`,
  overlay: String.raw`\b(?:device[- ]?tree )?overlays?\b|\bdtbo\b|\bdevice ?tree\b|\bdtb\b`,
  core: `${mCore}|\\b(?:m4_?[01]|cm4_[01])\\b|\\b(?:the|this|my|our|remote) core\\b(?! (?:module|board))|\\b(?:rpmsg_lite|str_echo|hello_world|pingpong)\\w*|\\b[\\w-]+\\.(?:elf|axf)\\b`,
  spl: String.raw`\bspl\b`,
  uBoot: String.raw`\bu-?boot\b|\bboot ?loader\b`,
  linux: String.raw`\b(?:linux|kernel|a(?:5|7|9|35|53|55|72)(?: cores?| side)?|a[- ](?:core|side)s?|cortex-?a\d*|android|torizon\w*|user ?space)\b`,
  board: String.raw`\b(?:system|board|module|modul|som|device|everything|target|machine|unit|evk|mek|kit|carrier|(?:my|our|the) (?:verdin|colibri|apalis|imx\w*|i\.mx ?\w+)|boot(?:ing)? process)\b`,
} as const satisfies Record<string, string>;

/** What became of it. */
export const outcomes = {
  works: String.raw`(?<!not )(?<!n[o']t )(?<!never )(?<!no longer )(?<!not even )\b(?:works?|worked|working|runs|ran|prints|printed|fine|ok|okay|good|alive|perfect\w*|says hello|as expected|success\w*|no (?:problem|issue|trouble)s?)\b(?! (?:on it|around))`,
  silent: [
    String.raw`(?:${not}|\bwithout) (?:\w+ ){0,2}(?:a )?single (?:\w+ )?(?:messages?|characters?|lines?|bytes?|output)\b`,
    String.raw`\b(?:no|zero|without(?: any)?|${not} (?:\w+ ){0,2}any|any)\b(?: [\w-]+){0,2} (?:outputs?|feedback|text|prints?|printouts?|logs?|messages?|characters?|signs? of life|activity|responses?|reactions?|answers?|repl(?:y|ies)|signals?|traces?)\b`,
    String.raw`\b(?:nothing|nothing else|nothing more|nothing at all)\b(?! (?:of|about|wrong|special|(?:else )?(?:was|is|has been) (?:changed|connected|wrong))\b)`,
    String.raw`(?:${not}) (?:\w+ ){0,1}(?:gets?|sees?|receives?|hears?)\b(?: [\w-]+){0,6} (?:banner|anything|text|output|characters?|sign of life)\b`,
    word('blank', 'silent', 'dead', 'mute', 'quiet', 'unresponsive', 'bricked', 'black screen', 'sees? nothing'),
    String.raw`${not} (?:\w+ ){0,2}(?:respond\w*|react\w*|answer\w*|print\w*|output\w*|display\w*|show (?:up|anything)|come alive|blink\w*|toggle\w*)\b`,
    String.raw`\b(?:stop\w*|ceas\w*) (?:respond\w*|react\w*|answer\w*|print\w*|output\w*|work\w*)\b`,
  ].join('|'),
  stops,
  hangs: `${crashes}|${word('locks? (?:up|down)', 'locked up', 'stuck', 'unresponsive', 'restarts?', 'restarted', 'halts?', 'kills?', '(?:brings?|takes?) down', 'hung', 'hanging', 'frozen', 'freezed')}`,
  garbled: `${garbled}|${word('undefined (?:symbols?|characters?)')}`,
  refused: `${fails}|${word('denied', 'unable', 'not able', 'not possible', 'impossible', '(?:problems?|troubles?)(?! (?:is|was|here is) (?:that|when|the following|as follows)\\b)', 'unsuccessful\\w*')}|${not} (?:\\w+ ){0,2}(?:able|possible|allow\\w*|let)\\b|\\b(?:wo|ca|could|did|does|do|is|was)n['o]?t\\b`,
  absent: [
    String.raw`${not} (?:\w+ ){0,3}(?:find|found|detect\w*|recogni[sz]e\w*|enumerat\w*|see|seen|listed|visible|there|created?|exist\w*|appear\w*|available|present|show(?:n|s)?(?: up)?|identif\w*|discover\w*)\b`,
    word('missing', 'absent', 'empty', 'nowhere'),
    String.raw`\b(?:no|neither|nor|without(?: an?y?)?)(?: new)?(?: \w+){0,2} (?:devices?|entry|entries|channels?|nodes?|folders?|directory|tty\w*|endpoints?|interfaces?|files?)\b|\b(?:no|neither|not any) /\w+`,
  ].join('|'),
  stale: String.raw`\b(?:old|older|previous|former|earlier)\b.{0,24}\b(?:firmware|image|binary|program|application|code|version|build|one)\b`,
  denied: String.raw`\b(?:denied|no effect|has no effect|inaccessible|not (?:be )?accessible|only (?:zeros?|0)|(?:reads?|returns?|value|is|are) (?:always |just |only )?(?:0|zeros?|0x0+)\b|read as (?:0|zero))`,
} as const satisfies Record<string, string>;

/** When, where and by what. */
export const circumstances = {
  inUBoot: String.raw`\bu-?boot\b|\bbootaux\b|\bboot ?loader\b|\bm4boot\b|\bcm_?boot\b|\bprepare_mcore\b`,
  linuxComes: `(?:${linuxComes})|\\b(?:boot|start)(?:ing)?(?: up)? (?:sequence|process|phase) of (?:linux|the kernel)\\b|\\b(?:linux|kernel) (?:boot|start)(?:[- ]?up)?\\b|\\b(?:tux|penguins?|login|boot logo)\\b.{0,12}\\b(?:appears?|shows? up|comes?|is (?:there|shown))\\b`,
  underLinux,
  remoteproc: String.raw`\bremoteproc\b|\bsysfs\b|\becho (?:start|stop)\b|/sys/class|\b(?:from|under|within|by|through|via|in) (?:linux|user ?space|torizon\w*|sysfs)\b`,
  suspend: String.raw`\b(?:suspend\w*|(?:deep )?sleep(?:s|ing)?|stand-?by|low[- ]power mode|hibernat\w*|power/state|rtcwake)\b`,
  powerOn: String.raw`\b(?:power(?:ed|ing|s)?(?: (?:it|the \w+))? (?:on|up)|power[- ]?(?:on|up|cycl\w+)|(?:re)?boot(?:s|ed|ing)?(?: up)?|reset|switch(?:ed|ing)? on|turn(?:ed|ing)? on|at start ?up)\b`,
  flashed: String.raw`\b(?:flash(?:ed|ing)?|updat(?:e|ed|ing)|upgrad\w+|install(?:ed|ing|ation)|wrote|written|programm(?:ed|ing)|erased?|burn(?:ed|t|ing)?|reflash\w*|fus(?:e|es|ed|ing))\b`,
  again: String.raw`\b(?:again|once more|second time|another time|re-?(?:start|load|flash)\w*|stop(?:s|ped|ping)? and (?:re)?start\w*|(?:another|different|new|other|modified|changed) (?:firmware|image|binary|program|application|code|version|build|elf|one))\b`,
  wholeReboot: String.raw`\b(?:until|unless|only (?:after|when|if|once)|without|after)\b.{0,30}\b(?:re-?boot\w*|power[- ]?cycl\w+|re-?start\w*|reset)\b`,
  starts: String.raw`\b(?:load(?:s|ed|ing)?|start(?:s|ed|ing)?|boot(?:s|ed|ing)?|run(?:s|ning)?|launch\w*|activ\w+|power(?:ed|ing)? up|attempts?)\b`,
  peripheral: String.raw`(?<![a-z])(?:(?:lp)?uart\d{0,2}|i2c\d?|(?:ec|flex|d)?spi\d?|gpios?\d?|gpt\d?|e?pwm\d?|(?:flex)?can\d?|sai\d?|adc\d?|s?dma\d?|enet\d?|ccm|pll\w*|peripherals?|registers?|(?:the )?same (?:pins?|device|interface|resource|clock)|tty(?:mxc|stm|lp)\d)(?![a-z])`,
  afterWhile: String.raw`\b(?:after|for) (?:a while|some time|(?:about |half )?an hour|a (?:day|night|week)|(?:\w+ (?:to|or) )?\w* ?(?:\d+|few|several|many|some|one|two|three|five|ten|twenty|thirty|a couple of|thousands?(?: of)?|hundreds?(?: of)?) (?:\w+ )?(?:min\w*|hours?|days?|seconds?|messages|packets|packages|loops|iterations|times))\b|\b(?:randomly|sporadic\w*|from time to time|sometimes|occasionally|eventually|intermittent\w*|all of a sudden|suddenly)\b`,
} as const satisfies Record<string, string>;

export type Subject = keyof typeof subjects;
export type Outcome = keyof typeof outcomes;
export type Circumstance = keyof typeof circumstances;
