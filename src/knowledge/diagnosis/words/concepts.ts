/** Pieces of patterns: what people call the things that a report is about. All are for case-insensitive use, and bounded so that no text makes them slow. */
const any = (...alternatives: readonly string[]): string => `(?:${alternatives.join('|')})`;
const word = (...alternatives: readonly string[]): string => `\\b${any(...alternatives)}\\b`;

// Underscores stand between names of files and variants: imx8qx_m4_TCM.
export const mCore = `(?<![a-z\\d])${any(
  'c?m[47]s?(?:_?[01])?',
  'm33',
  'm(?:cu)?[- ]core',
  String.raw`cortex[ -]?m\d*`,
  'co-?processor',
  'mcu',
  '(?:second|other|remote|auxiliary|small|real[- ]?time|rt) core',
  'freertos',
  'zephyr',
  'hello ?world',
  'firmware',
  'bare[- ]metal',
)}(?![a-z\\d])`;

/** What is seen of a core: its text, or a lamp. */
export const output = word(
  'outputs?',
  String.raw`(?:lp)?uart\d?`,
  String.raw`uart[_ ]?\d`,
  'console',
  'terminal',
  'serial(?: port| console)?',
  'text',
  'prints?',
  'printing',
  'printfs?',
  'log',
  'led',
  'lamp',
  'blink(?:s|ing|er)?',
  'echo(?:es)?',
  'messages?',
  'characters?',
  'counter',
  'banner',
  'heartbeat',
  'toggl(?:es|ing)',
  'gpios?',
  'pwm',
  'ticks?',
  'signals?',
  'waveform',
  'pulses?',
  'tty',
);

export const stops = word(
  String.raw`(?:does|do|did|is|are|was|will)(?: not|n't) \w+ any ?more`,
  "(?:does ?n't|does not|do not|don't) (?:respond|answer|react|blink|toggle)",
  'stops?',
  'stopped',
  'dies',
  'died',
  'dead',
  'silent',
  'mute',
  'quiet',
  'freezes?',
  'froze',
  'frozen',
  'hang(?:s|ing)?',
  'hung',
  'halts?',
  'halted',
  'disappears?',
  'vanish(?:es)?',
  'vanished',
  '(?<!(?:the|its) )ends?',
  'quits?',
  'stuck',
  'stalls?',
  '(?:stands?|stood|stays?|stayed) still',
  '(?:never|no longer) (?:moves?|moved|advances?|counts?|increments?)',
  'blocks?',
  'ceas(?:es|ed)',
  'blank',
  'no (?:more|longer)',
  'nothing (?:more|else|any ?more|after|comes)',
  'not? any ?more',
  '(?:is|are|was|gets?|got) (?:gone|killed|lost|cut|cut off|switched off|turned off|shut off|shut down|powered (?:off|down)|disabled|gated|reset|halted|stopped|suspended|blocked)',
  'cuts? (?:off|out)',
  'shuts? (?:down|off)',
  'goes? away',
  'breaks? off',
  'never (?:again|seen again)',
  String.raw`(?:lose|loses|lost)\b.{0,20}\b(?:output|text|console|uart\d?)`,
);

/** Linux begins to run. */
export const linuxComes = any(
  String.raw`\b(?:linux|the kernel|kernel|a(?:53|72|35|55|7|9)(?: cores?| side)?|torizon(?:core)?(?: os)?|yocto|android|the os|systemd)\b(?:(?!\bnot\b|\bnever\b|n't)[^,.;:]){0,25}\b(?:boots?|booted|booting|starts?|started|starting|comes? (?:up|alive)|came up|coming up|is up|is running|takes? over|took over|loads?|loaded|begins?|runs?|running|login|reach\w*|appears?|initiali[sz]es?|arrives?)\b(?! (?:its|my|our) )`,
  String.raw`\b(?:boot\w*|start\w*|load\w*|launch\w*|jump\w*|go(?:es)? on|hand\w* over|continu\w*|reach\w*|enter\w*)\b.{0,20}\b(?:linux|kernel|torizon\w*|yocto|android|a(?:53|72|35|55|7|9)|the os|userspace|user space|login prompt)\b`,
  String.raw`\bstarting kernel\b`,
  String.raw`\b(?:booti|bootm|bootz)\b`,
  String.raw`\blogin (?:prompt|screen|appears)\b`,
  String.raw`\b(?:disabling|unused) (?:unused )?clocks?\b`,
  String.raw`\blinux boot\b`,
  String.raw`\bboot of (?:linux|the kernel)\b`,
);

/** Linux runs, however it came to. */
export const underLinux = any(
  linuxComes,
  String.raw`\b(?:under|in|with|on|from|after) (?:linux|torizon\w*|yocto|the kernel|the os|android)\b`,
);

export const uBoot = any(
  String.raw`\bu-?boot\b`,
  String.raw`\bbootaux\b`,
  String.raw`\bboot ?loader\b`,
  String.raw`\bm4boot\b`,
  String.raw`\bspl\b`,
);

export const ddr = any(
  String.raw`(?<![a-z])(?:lp)?ddr\d?x?(?![a-z])`,
  String.raw`\bdram\b`,
  String.raw`\bexternal (?:ram|memory)\b`,
  String.raw`\b(?:0x)?80[0-9a-f]{6}\b`,
  String.raw`\bmain memory\b`,
);
export const tcm = any('(?<![a-z])[id]?tcm[lu]?(?![a-z])', String.raw`\binternal (?:ram|memory)\b`, String.raw`\btightly[- ]coupled\b`);

export const silent = any(
  stops,
  word(
    'nothing',
    'no (?:output|text|sign|life|prints?|printing|characters?|reaction|message)',
    'without (?:any )?(?:output|text|prints?|sign|life)',
    'invisible',
  ),
  String.raw`\b(?:does ?n[o']?t|do ?n[o']?t|did ?n[o']?t|will not|won't|never|fails? to|refuses? to) (?:even )?(?:run|print|start|work|boot|show|say|come|appear|execute|respond|output|answer|do anything)`,
  String.raw`\bnot (?:work\w*|run\w*|print\w*|start\w*|alive|respond\w*|execut\w*|boot\w*)`,
  String.raw`\bfails?\b`,
);
export const works = String.raw`(?<!not )(?<!n't )(?<!never )\b(?:works?|worked|working|runs?|ran|running|prints?|printed|fine|ok|okay|good|alive|perfect\w*|boots?|says hello|comes up|as expected|no (?:problem|issue)s?)\b`;

export const garbled = any(
  word(
    'garbage',
    'garbled',
    'rubbish',
    'gibberish',
    'scrambled',
    'unreadable',
    'illegible',
    'nonsense',
    'hieroglyph\\w*',
    'mojibake',
    'cryptic',
    'distorted',
    'random characters',
    '(?:weird|strange|wrong|broken|funny|odd|corrupt(?:ed)?|mangled|junk|undecipherable|undefined|unknown|special|random|unprintable|chinese) (?:characters?|symbols?|signs?|letters?|text|output|data|bytes)',
    String.raw`(?:characters?|output|text|uart\d?|letters?) (?:\w+ ){0,3}(?:corrupt(?:ed)?|mangled|junk|wrong|broken)`,
    '(?:wrong|different|changed|other|strange) baud(?: ?rate)?',
    '(?:change|changes|changed) (?:the |its )?speed',
    String.raw`speed of (?:the )?(?:\w+ )?(?:uart\d?|console|serial port)\b.{0,20}\b(?:increased|changed|different|wrong|doubled|halved)`,
    "(?:can ?not|can't|could ?n[o']t) read (?:the |any )?(?:messages?|text|output|characters)",
    String.raw`only \S{2,12} like characters`,
    String.raw`(?:set|switch|change)\w* (?:the |my )?(?:terminal|putty|minicom|baud ?rate) to (?:another|a different|a (?:lower|higher)|half|twice) (?:the )?(?:speed|rate|baud ?rate)?`,
    String.raw`(?:only|just) (?:things|something|stuff|lines|signs|characters) like .{0,16}(?:\\x[\da-f]{2}|[^\w\s.,:;!?'"()/\x2d]{2}|[\x80-\xff\ufffd])`,
    String.raw`(?:set|switch|change)\w* (?:the |my )?(?:terminal|baud ?rate|putty|minicom|speed) to \d{4,6}`,
    String.raw`baud ?rate (?:\w+ ){0,3}(?:wrong|off|changes?|changed|different|shifts?|no longer)`,
  ),
);

export const fails = any(
  word(
    'fails?',
    'failed',
    'failing',
    'refus\\w*',
    'reject\\w*',
    'errors?',
    'invalid',
    'unable',
    'cannot',
    "can't",
    'could not',
    "couldn't",
    'not accepted',
    "does ?n[o']?t (?:load|accept|work|fit|like)",
    'complain\\w*',
    'wrong',
    'broken',
    'denied',
    'incorrect',
    'aborts?',
  ),
  String.raw`(?<![\w.])-(?:2|12|16|22|110)\b`,
);

export const crashes = word(
  'crash\\w*',
  'oops\\w*',
  'panics?',
  'abort\\w*',
  'serrors?',
  'faults?',
  'hangs?',
  'freez\\w+',
  'froze',
  'dies',
  'reboots?',
  'resets?',
  'locks? up',
  'bus error',
  'exceptions?',
);

/** Who says so has looked at the DRAM and found nothing, or names it as what would have come next. */
export const memoryCleared =
  /\b(?:before|prior to|until|up to|ahead of) (?:\w+ ){0,3}(?:(?:lp)?ddr\w*|dram|ram)\b|(?:\b(?:not|no)|\b\w+n['o]t|\brul\w+ out)\b.{0,24}\b(?:(?:lp)?ddr\w*|dram|ram)\b.{0,24}\b(?:issue|problem|fault|error|failure|cause|to blame)\b/i;

/** Zephyr and bare programs exist for the A-cores, too, and there go is the way to start them. */
export const forACore =
  /\ba(?:7|9|35|53|55|72)\b[\s'-]*(?:dtsi?|device ?tree|overlay|builds?|config\w*|board target|variant|port)\b|\b(?:zephyr|build|built|compil\w+|board|target)\b.{0,24}\b(?:for|of|on) the (?:cortex-?)?a(?:7|9|35|53|55|72)\b|\b\w+_a(?:35|53|55|72)\b/i;
