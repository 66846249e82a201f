import type { LogLine } from './log-line.ts';
import { isSaid } from './provenance.ts';
import { claimPatterns, type WordClaim } from './words/claims.ts';
import { type Sentence, sentencesIn } from './words/sentences.ts';

/** What people say beside their logs, and what it claims. Weaker than a line that a machine printed. */
export type Claim =
  | 'works-only-after-u-boot'
  | 'm7-silent'
  | 'm7-alive'
  | 'board-freezes'
  | 'asks-for-argument'
  | 'old-firmware-runs'
  | 'nothing-after-power-on'
  | 'no-key-pressed'
  | 'peripherals-dead'
  | 'file-is-there'
  | 'u-boot-works-partly'
  | 'after-restart'
  | 'after-update'
  | 'worked-for-a-while'
  | WordClaim;

export interface Statement {
  readonly claim: Claim;
  readonly line: LogLine;
}

const uBoot = '(?:u-?boo+t|bootaux)';
const m7 = String.raw`(?:c?m7|cm4|m4|cortex-?m\d?|uart|firmware)`;

const claims: readonly (readonly [Claim, RegExp])[] = [
  [
    'works-only-after-u-boot',
    new RegExp(String.raw`\bworks? (?:only|just|fine only|more reliabl\w+) (?:after|when|if|with)\b.{0,80}${uBoot}`, 'i'),
  ],
  ['works-only-after-u-boot', new RegExp(String.raw`\bonly works? (?:after|when|if|once)\b.{0,80}${uBoot}`, 'i')],
  [
    'works-only-after-u-boot',
    new RegExp(
      String.raw`\b(?:without|unless)\b.{0,60}${uBoot}.{0,80}\b(?:doesn'?t|does not|don'?t|do not|won'?t|fails?|not|hangs?|freezes?|nothing)\b`,
      'i',
    ),
  ],
  [
    'works-only-after-u-boot',
    new RegExp(
      String.raw`\b(?:if|when)\b.{0,30}${uBoot}.{0,10}\b(?:hasn'?t|has not|did ?n[o']t|didn'?t|does ?n[o']t|is ?n[o']t)\b.{0,80}\b(?:doesn'?t|does not|don'?t|do not|won'?t|fails?)\b`,
      'i',
    ),
  ],
  [
    'works-only-after-u-boot',
    new RegExp(String.raw`\b(?:not|isn'?t|wasn'?t)\b.{0,40}started (?:on|from|by|in) ${uBoot}.{0,60}fails?`, 'i'),
  ],
  ['works-only-after-u-boot', new RegExp(String.raw`${uBoot}.{0,60}\bmore reliabl`, 'i')],
  [
    'm7-silent',
    new RegExp(String.raw`\b(?:no|without|zero|any|never any) (?:output|print\w*|text|banner|message|character)s?\b.{0,40}\b${m7}`, 'i'),
  ],
  [
    'm7-silent',
    new RegExp(String.raw`\b${m7}\b.{0,40}\b(?:silent|mute|quiet|dead|prints nothing|shows nothing|stays? (?:silent|quiet|empty))`, 'i'),
  ],
  ['m7-alive', /\b(?:m7|uart)\b.{0,40}\b(?:prints(?! nothing)|output is (?:fine|there|ok)|banner (?:appears|is there))/i],
  [
    'board-freezes',
    /\b(?:board|system|linux|module|console|everything|it|terminal|ssh)\b.{0,30}\b(?:freez\w+|froze|hangs?|hung|locks? up|stops? responding|becomes? unresponsive|stuck)\b/i,
  ],
  ['asks-for-argument', /\b(?:how|where|what|should|can|could|need|try|add|adding|set)\b.{0,90}\bmcore_?booted/i],
  ['asks-for-argument', /\bmcore_?booted\b.{0,90}(?:\?|\b(?:argument|parameter)\b.{0,40}(?:add|set|pass))/i],
  [
    'old-firmware-runs',
    /\b(?:old|previous|earlier|former)\b.{0,30}\b(?:firmware|image|banner|version|program|elf)\b.{0,60}\b(?:again|still)\b/i,
  ],
  [
    'old-firmware-runs',
    /\b(?:prints?|shows?|see|outputs?|get)\b.{0,30}\b(?:old|previous)\b.{0,20}\b(?:firmware|image|banner|version|text|output)\b/i,
  ],
  ['old-firmware-runs', /\bstill\b.{0,30}\b(?:runs?|prints?|shows?|see)\b.{0,40}\b(?:old|previous)\b/i],
  [
    'nothing-after-power-on',
    /\b(?:no|not a single|not one|zero|without any)\b.{0,20}\b(?:byte|output|character|text|serial)s?\b.{0,60}\b(?:power|relay|switch\w*) ?on/i,
  ],
  [
    'nothing-after-power-on',
    /\b(?:power|relay|switch\w*)\w* on\b.{0,60}\b(?:nothing|silent|silence|no (?:byte|output|character|text)s?)\b/i,
  ],
  [
    'no-key-pressed',
    /\b(?:no(?:body| one| key\w*)?|nothing|without|did ?n[o']t)\b.{0,30}\b(?:keys?|typed?|press\w*|touch\w*|keystrokes?|sent|input)\b/i,
  ],
  [
    'peripherals-dead',
    /\b(?:spi|i2c|pwm|uart\d?|can|usb|ethernet|sai|peripherals?|devices?)\b.{0,60}\b(?:dead|stop\w* working|fail\w*|do(?:es)?n'?t work|not work\w*|broken)\b.{0,60}\bmcore_?booted/i,
  ],
  [
    'peripherals-dead',
    /\b(?:with|since|after|only)\b.{0,40}\bmcore_?booted.{0,60}\b(?:dead|stop\w* working|fail\w*|do(?:es)?n'?t work|not work\w*|broken)\b/i,
  ],
  ['file-is-there', /\bfile\b.{0,30}\b(?:is|does)\b.{0,10}\b(?:there|exists?|present)\b/i],
  ['u-boot-works-partly', /\bonly\b.{0,20}\b(?:first|part|beginning)\b.{0,40}\b(?:bin|image|firmware|copied|works|runs)\b/i],
  ['after-restart', /\bstop\b.{0,60}\b(?:start|load)\w*\b.{0,30}\bagain\b|\bstop(?:ped)? (?:and|then|->) ?(?:re)?start/i],
  [
    'worked-for-a-while',
    /\b(?:worked|works|ran|runs|fine|communicat\w+|exchang\w+)\b.{0,40}\b(?:for|until|at first|in the beginning|a while|some time)\b|\bafter (?:a while|some time|some|a few|several|many|about|\d+)\b.{0,20}\b(?:seconds|minutes|hours|days|messages|packets|time)\b|\b(?:randomly|sporadic\w*|from time to time|every now and then|occasionally)\b/i,
  ],
  ['after-update', /\b(?:after|since)\b.{0,30}\b(?:update|upgrade|updating|upgrading|torizon ?(?:os)? ?\d)/i],
];

/** The sentences of a pasted text that claim something. Lines of a machine are never read as sentences. */
export const statementsIn = (lines: readonly LogLine[]): Statement[] => [...lineClaims(lines), ...sentenceClaims(sentencesIn(lines))];

const lineClaims = (lines: readonly LogLine[]): Statement[] =>
  lines.filter(isSaid).flatMap((line) => {
    const said = { ...line, channel: 'said' as const, text: line.text.slice(0, 240) };
    const found = claims
      .filter(([claim, pattern]) => pattern.test(said.text) && (claim === 'asks-for-argument' || !isQuestion(said.text)))
      .map(([claim]) => claim);
    return [...new Set(found)].map((claim) => ({ claim, line: said }));
  });

// A question claims nothing, and neither does what somebody would like to do.
const isQuestion = (text: string): boolean => /\?\s*$/.test(text) && !/^(?:why|what(?! if)|how come|where (?:did|has))\b/i.test(text);
const isHypothetical = /^(?:if|in case|would|could|should|what happens|is it|can (?:i|we|you)|does it|how (?:do|can|to|should))\b.*\?\s*$/i;

// Two sentences that follow each other often tell one thing: "It runs in U-Boot. When Linux boots, nothing more comes."
const sentenceClaims = (sentences: readonly Sentence[]): Statement[] =>
  claimPatterns.flatMap(({ claim, says, unless }) => {
    const holds = (text: string): boolean =>
      !isHypothetical.test(text) && !unless?.test(text) && says.some((pattern) => pattern.test(text));
    const statement = ({ line, text }: Sentence): Statement => ({ claim, line: { ...line, channel: 'said', text: text.slice(0, 240) } });
    const alone = sentences.find(({ text }) => !isQuestion(text) && holds(text.slice(0, longest)));
    if (alone) return [statement(alone)];
    const pair = sentences.find((one, index) => {
      const next = sentences[index + 1];
      return (
        next !== undefined &&
        next.line.source === one.line.source &&
        !isQuestion(one.text) &&
        !isQuestion(next.text) &&
        holds(`${one.text} ${next.text}`.slice(0, longest))
      );
    });
    return pair ? [statement({ line: pair.line, text: `${pair.text} ${sentences[sentences.indexOf(pair) + 1]!.text}` })] : [];
  });

const longest = 600;
