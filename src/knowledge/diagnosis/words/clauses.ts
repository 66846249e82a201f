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
  debugger: String.raw`\b(?:j-?link|jtag|swd|openocd|gdb(?: ?server)?|debug(?:ger)?(?: probe)?|lauterbach|trace32|pyocd|linkserver|mcu-link|ozone|segger)\b`,
  connects: String.raw`\b(?:connect\w*|attach\w*|find|found|detect\w*|access\w*|identif\w*|halt\w*|debug)\b`,
  cannot: String.raw`\b(?:cannot|can't|could ?n[o']t|could not|unable|not able|fails?|failed|failing|failure|impossible|does ?n[o']t|does not|not|never|no longer|error\w*|refus\w*)\b`,
  negatedStop: String.raw`\b(?:does ?n[o']t|do not|does not|did ?n[o']t|never|no longer|not|without) (?:stop|hang|freeze|die|halt|crash|block|suspend|reset|reboot)\w*|\bkeeps? (?:on )?(?:running|printing|blinking|going|working)|\bstops? being\b|\bblocks? (?:on|until|for) `,
} as const satisfies Record<string, string>;

const patterns = (Object.entries(topics) as [Topic, string][]).map(([topic, source]) => [topic, new RegExp(source, 'i')] as const);

const border =
  /(?<=[,;:.!?])\s+|\s+(?=[(])|(?<=[)])\s+|\s+(?=(?:but|however|though|although|while|whereas|when(?:ever)?|as soon as|once|after|until|till|if|because|and then|then|since|yet|unless)\b)/i;

const mostClauses = 24;

export const clausesOf = (text: string): Clause[] =>
  text
    .split(border)
    .filter((part) => /\w\W+\w{2}|\w{5}/.test(part))
    .slice(0, mostClauses)
    .map((part) => ({ text: part, topics: new Set(patterns.filter(([, pattern]) => pattern.test(part)).map(([topic]) => topic)) }));
