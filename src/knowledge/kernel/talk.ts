/** Why a headline that stands behind other text is nobody's report. */
export type Talk = 'quoted' | 'source code' | 'a test' | 'a setting' | 'typed' | 'a title' | 'a list' | 'a sentence';

const verbs = 'echo|printf|grep|egrep|rg|awk|sed|logger';

/** By the text in front of the headline. */
const signs: readonly (readonly [Talk, RegExp])[] = [
  ['quoted', /(?:^|[^\w\\]|\b[frbu]{1,2})["`][^"`]*$|(?:^|[\s(=:,[])'[^']*$/],
  ['source code', /\\|\/\/ |\/\*|<!--|#(?:define|include)\b|\b(?:printk|pr_\w+|dev_\w+|WARN\w*|return|assert\w*|print\w*)\s*\(|[=!]=[ =]/],
  [
    'a test',
    /\b(?:not )?ok \d+\b|^\W*(?:PASS|FAIL|SKIP|XFAIL|RUN)\b|--- (?:PASS|FAIL|SKIP)|\b(?:self|sub)tests?\b|\btests? ?(?:\d|case|name)|\bexpect\w*\b|\bassert\w*: $/i,
  ],
  ['a setting', /(?:^|\s)(?!(?:msg|message|log|text|line)\b)[a-z][\w.-]* ?= ?\S*$|\bCONFIG_\w+/i],
  ['typed', new RegExp(String.raw`[#$%] +\S|(?:^|[\s|+])(?:${verbs})\s`)],
  ['a title', /^\W*(?:Subject|Title|Re|Fwd|Fixes|Closes|Link|commit)\b:? /i],
  ['a list', /^\s*(?:[-*+\u2022\xb7#;]|--|#\d{1,6}:?|[\da-f]{7,40}) (?!.*[|>\]])/],
];

// Three words in a row are a sentence, and so is a word that needs another behind it.
const prose = /[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}/;
const needsMore =
  /\b(?:no|not|without|never|like|as|an?|the|of|for|on|when|if|with|and|or|this|that|is|was|gets?|got|sees?|saw|seen|to|by|in|finds?|ignor\w+|inject\w*|simulat\w+|known|fix\w*|causes?|e\.g\.)[,:]? $/i;

/** `isNamed`: a colon at the end of a sentence introduces what nobody could mistake for a part of it. */
export const talkInFront = (front: string, { isNamed = false } = {}): Talk | undefined => {
  const said = signs.find(([, sign]) => sign.test(front))?.[0];
  const isApart = /(?:\s|<\w{1,6}>)$/.test(front);
  if (said !== undefined || !isApart) return said;
  const last = isNamed ? front.split(/[:>|]\s/).at(-1)! : front;
  return prose.test(last) || needsMore.test(front.replace(/<\w{1,6}>$/, '')) ? 'a sentence' : undefined;
};

/** By the headline itself and what stands behind it. `mayBeProse`: a report may say so in words. */
export const talkBehind = (text: string, { mayBeProse = true } = {}): Talk | undefined => {
  if (isFormat.test(text) || isTemplate.test(text) || isAlternation.test(text)) return 'source code';
  return !mayBeProse && /[!)] [a-z]+ [a-z]+ [a-z]+/.test(text) ? 'a sentence' : undefined;
};

/** `Kernel panic - not syncing: <reason>`: what somebody is to fill in. */
export const isTemplate = /(?:: |\b(?:for|at|on|in) )<[a-z][a-z ]*>\s*$/;

/** What a script looks for: one of several texts, of which kernel flags have no blanks. */
export const isAlternation = /\w\|[A-Za-z][^|()]* [^|()]*\|/;

/** What printf() fills in, the end of a literal, a variable of a script. */
const isFormat = /%(?:-?\d*l{0,2}[dux]|-?\d*s|p[A-Za-z]?)\b|\\n["']|\$\{\w|\{[a-z_]+\}|\.\*|\[0-9/;
