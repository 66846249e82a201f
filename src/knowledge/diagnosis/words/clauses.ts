import { crashes, linuxComes, mCore, output, stops, uBoot, underLinux, works } from './concepts.ts';

/** What a clause can speak of. */
export type Topic = keyof typeof topics;

/** A part of a sentence that says one thing. */
export interface Clause {
  readonly text: string;
  readonly topics: ReadonlySet<Topic>;
}

const peripheral = String.raw`(?<![a-z])(?:(?:lp)?uart\d{0,2}|i2c\d?|(?:ec|flex|d)?spi\d?|gpios?\d?|gpt\d?|e?pwm\d?|(?:flex)?can\d?|sai\d?|adc\d?|s?dma\d?|enet\d?|ccm|pll\w*|peripherals?|registers?|(?:the )?same (?:pins?|device|interface|resource|clock)|ttymxc\d|ttystm\d|ttylp\d)(?![a-z])`;
const touches = String.raw`\b(?:access\w*|open(?:s|ed|ing)?|us(?:e|es|ed|ing)|reads?|reading|writ(?:e|es|ing)|touch\w*|initiali[sz]\w*|prob(?:e|es|ed|ing)|configur\w*|enabl(?:e|es|ed|ing)|claim\w*|requests?|echo|stty|cat)\b`;

const topics = {
  core: `${mCore}|\\b(?:m4_?[01]|cm4_[01])\\b`,
  output,
  stops: `(?:${stops})|\\bblocks?\\b|\\bno response\\b`,
  works,
  linuxComes,
  underLinux,
  uBoot,
  crashes: `(?:${crashes})|\\b(?:bus|hard|usage|mem\\w*) ?faults?\\b|\\brestarts?\\b|\\b(?:is|gets?) stuck\\b|\\bstuck\\b`,
  peripheral,
  touches,
  aSide: String.raw`\b(?:linux|kernel|a(?:5|7|9|35|53|55|72)(?: cores?| side)?|a-?core|cortex-?a\d*|driver|android|torizon\w*|userspace|application processor)\b`,
  board: String.raw`\b(?:system|board|module|linux|kernel|som|a(?:5|7|9|35|53|55|72)|android|boot(?:ing)?|device|everything|target|machine)\b`,
  loads: String.raw`\b(?:load(?:s|ed|ing)?|start(?:s|ed|ing)?|boot(?:s|ed|ing)?|run(?:s|ning)?|launch\w*|bootaux|activ\w+|power(?:ed|ing)? up)\b`,
  remoteproc: String.raw`\bremoteproc\b|\becho (?:start|stop)\b|/sys/class`,
  rpmsg: '(?<![a-z])(?:imx_)?rpmsg(?:_tty|_char|_ctrl|lite)?(?![a-z])',
  nothing: String.raw`\bnothing (?:happen\w*|comes?|appears?|shows?|is (?:created|shown|printed)|at all)\b|\bdoes nothing\b|\b(?:no|without(?: any)?) (?:result|effect|success|reaction|response|device|progress|feedback)s?\b|\b(?:does ?n[o']t|does not|not) (?:do anything|seem to do anything|work\w*)\b|\bno (?:new )?(?:channels?|devices?|endpoints?)\b`,
  afterSeconds: String.raw`\b(?:after|within|about|for) (?:\w+ ){0,3}(?:\d+|one|two|three|four|five|ten|few|couple of|some|several) ?(?:m?s|secs?|seconds?)\b|\b(?:seconds?|moments?) later\b`,
  suspends: String.raw`\b(?:suspend\w*|(?:deep )?sleep(?:s|ing)?|stand-?by|low[- ]power mode|hibernat\w*|power/state|goes? to sleep|systemctl suspend|rtcwake)\b`,
  debugger: String.raw`\b(?:j-?link|jtag|swd|openocd|gdb(?: ?server)?|debug(?:ger|ging)?(?: probe)?(?! (?:builds?|consoles?|ports?|uarts?|messages?|outputs?|boards?|versions?|logs?|serial|prints?|level|info|symbols?|mode))|lauterbach|trace32|pyocd|linkserver|mcu-link|ozone|segger)\b`,
  connects: String.raw`\b(?:connect\w*|attach\w*|find|found|detect\w*|access\w*|identif\w*|halt\w*|(?:to|can't|cannot|could ?n[o']t|unable to) debug)\b`,
  cannot: String.raw`\b(?:cannot|can't|could ?n[o']t|could not|unable|not able|fails?|failed|failing|failure|impossible|does ?n[o']t|does not|not|never|no longer|error\w*|refus\w*)\b`,
  noBoot: String.raw`\b(?:fails?|failed|failing|unable|refuses?|not able) to (?:boot|start|come up)\b|\b(?:won't|will not|does ?n[o']t|does not|did ?n[o']t|cannot|can't|never|no longer|not) (?:boots?|start|booting|starting|come up)\b(?! (?:(?:the|a|an|my|our|your)(?! (?:linux )?kernel\b)|it|this|that|m[47]|any|automatically)\b)`,
  noText: String.raw`(?:\bnot|n't|\bwithout|\bnever) (?:\w+ ){0,2}(?:a )?single (?:\w+ )?(?:messages?|characters?|lines?|bytes?|output)\b|\b(?:no|zero|without(?: any)?|not any|any|never any|absolutely no)\b(?: [\w-]+){0,2} (?:outputs?|feedback|text|prints?|logs?|messages?|characters?|sign of life|activity|response|signals?)\b|\bnothing(?: at all)?(?: \w+){0,3} (?:print\w*|shown|display\w*|seen|output|comes?|appears?|on)\b|\b(?:blank|silent|dead|mute|quiet)\b|\bsees? nothing\b|\bprints? nothing\b`,
  serial: String.raw`(?<![a-z])(?:(?:lp)?uart\d?|consoles?|serial(?: port| console| line| terminal)?|terminal|rs-?232|com ?port|debug port|boot (?:messages?|log|output)|putty|minicom|teraterm)(?![a-z])`,
  flashed: String.raw`\b(?:flash(?:ed|ing)?|power(?:ed|ing)? (?:it )?(?:on|up)|power[- ](?:on|up|cycl\w+)|boots? from|sd ?-?card|e?mmc|own board|custom board|our board|new board|bring[- ]?up|reboot\w*|rebooting|image|flash\.bin|imx-boot|boot ?loader|dip ?switch\w*|ram|l?p?ddr\d?)\b`,
  prompt: String.raw`\bu-?boot(?:'?s)?(?: (?:prompt|console|shell|command line|menu|cli))?\b|\bautoboot\b|\bcount-?down\b|\bboot ?loader (?:prompt|console|shell)\b|\bboot process\b|\bbootdelay\b`,
  enters: String.raw`\b(?:start (?:the )?u-?boot (?:prompt|shell|console)|stop|interrupt|enter|reach|get(?:ting)? (?:in(?:to)?|to)|access|abort|break into|stopping)\b`,
  keys: String.raw`\b(?:keys?|key ?press\w*|keyboard|keystrokes?|space ?bar|press(?:ing|ed)?|ctrl|enter key)\b`,
  ignored: String.raw`\b(?:anyway|ignored?|no effect|no reaction|nothing|not (?:be(?:ing)? )?(?:recogni[sz]ed|accepted|registered|working|react\w*|taken)|does ?n[o']t (?:react|respond|stop|work|help|accept|matter)|never stops|keeps booting|boots? (?:on|straight|anyway|regardless)|(?:boots?|starts?|runs|continues|goes on) (?:\w+ )?(?:anyway|nevertheless|all the same|regardless)|continues?)\b`,
  kernelStart: String.raw`\bstarting kernel\b|\b(?:the |linux )?kernel\b|\blinux\b`,
  sharedMemory: String.raw`\b(?:shared?(?: \w+)? (?:memory|buffer|ram|region|variable|structure|ddr)|(?:memory|buffer|region)\b.{0,30}\bshare\w*|shmem|ring buffer)\b|/dev/mem\b|\bshare (?:a|the|some) (?:\w+ ){0,2}(?:buffer|memory|region)`,
  staleValue: String.raw`\b(?:old|stale|previous|wrong|outdated|not (?:the )?(?:new|latest|current|updated)) (?:\w+ )?(?:values?|data|contents?|bytes)\b|\b(?:does ?n[o']t|do ?n[o']t|never|not|cannot|can't) (?:sees?|gets?|reads?|notices?|receives?) (?:\w+ ){0,3}(?:changes?|updates?|new|what|writes?|values?)\b|\bnot (?:updated|visible|coherent|in sync|synchroni[sz]ed)\b|\bincoherent\b|\bonly (?:seen|visible|updated)\b`,
  cache: String.raw`\b(?:d-?|data )?caches?\b|\bcache(?:able|d)\b|\bcoheren\w+\b`,
  negatedStop: String.raw`\b(?:does ?n[o']t|do not|does not|did ?n[o']t|never|no longer|not|without) (?:stop|hang|freeze|die|halt|crash|block|suspend|reset|reboot)\w*|\bkeeps? (?:on )?(?:running|printing|blinking|going|working)|\bstops? being\b|\bblocks? (?:on|until|for) `,
} as const satisfies Record<string, string>;

const patterns = (Object.entries(topics) as [Topic, string][]).map(([topic, source]) => [topic, new RegExp(source, 'i')] as const);

const border =
  /(?<=[,;:.!?])\s+|\s+(?=[(])|(?<=[)])\s+|\s+(?=(?:but|however|though|although|while|whereas|when(?:ever)?|as soon as|the (?:very )?moment|the instant|(?<!\bat )once|after|until|till|if|because|and then|then|since|yet|unless)\b)/i;

const mostClauses = 24;

/** The parts of a sentence that say one thing each. */
export const clauseTexts = (text: string): string[] =>
  text
    .split(border)
    .filter((part) => /\w\W+\w{2}|\w{5}/.test(part))
    .slice(0, mostClauses);

export const clausesOf = (text: string): Clause[] =>
  clauseTexts(text).map((part) => ({
    text: part,
    topics: new Set(patterns.filter(([, pattern]) => pattern.test(part)).map(([topic]) => topic)),
  }));
