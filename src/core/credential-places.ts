/**
 * Whether a secret is a word, a number or so short that other text holds it by chance. Blanking it everywhere would spoil logs and advice, and the
 * gaps would tell what it is.
 */
export const isOrdinary = (value: string): boolean =>
  value.length < 6 ||
  new Set(value).size < 4 ||
  /^\d{1,9}$/.test(value) ||
  // Letters of one case, or with a capital, are what a person types as one word; mixed ones are what a generator makes.
  /^(?:[a-z]{1,10}|[A-Z][a-z]{1,9}|[A-Z]{1,10})$/.test(value) ||
  value.split(/[-_. ]+/).every((part) => vocabulary.has(part.toLowerCase()));

// What the names of this field's boards, images and users are made of.
const vocabulary: ReadonlySet<string> = new Set(
  'imx imx8 imx8m imx8mp imx8mm verdin toradex torizon apalis colibri uboot linux a53 m7 root user admin test lab board password 1 123 1234'.split(
    ' ',
  ),
);

const keys = 'pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|community|credentials?';
const blank = '[^\\S\\r\\n]';
const quotes = `["'\\\\]*`;

/** A place of a value that is used as a credential, in sources of regular expressions. */
export interface CredentialPlace {
  readonly before: string;
  /** Where only what comes behind the value makes it one: `end`, with nothing but the characters of `rest` up to it. */
  readonly until?: { readonly rest: string; readonly end: string };
}

/** Wherever a value may be used as a credential. `labels` are names of variables that hold one. */
export const credentialPlaces = (labels: readonly string[]): readonly CredentialPlace[] => [
  ...surePlaces(labels),
  // mysql -p…, snmpset -c …, ldapwhoami -w …: elsewhere these are ports and files, but what is looked for is known to be secret.
  { before: `(?:^|\\s)-[pPwc]${blank}*${quotes}` },
];

/** As the source of a regular expression that matches what stands before the value. */
export const decidedPlace = ({ before, until }: CredentialPlace): string => (until ? `${before}(?=${until.rest}*${until.end})` : before);

const surePlaces = (labels: readonly string[]): readonly CredentialPlace[] => [
  // PDU_PASSWORD=… , "password": "…", Password: …
  { before: `(?:${[keys, ...labels.map(escapeRegExp)].join('|')})[\\w.-]*${quotes}${blank}*(?:=>|[=:])${blank}*${quotes}` },
  // --password …, password '…'
  { before: `(?:pass(?:word|wd|phrase)?|--[\\w-]*(?:${keys})[\\w-]*)${blank}+${quotes}` },
  { before: `\\b(?:sshpass\\b[^|;\\r\\n]*?${blank}-p|snmp\\w+\\b[^|;\\r\\n]*?${blank}-c)${blank}*${quotes}` },
  { before: `[?&](?:pw|key|auth|pin)=` },
  // http://user:…@host
  { before: `//[^\\s/@:]*:`, until: { rest: '[^\\s/]', end: '@' } },
  // curl -u user:…
  { before: `(?:\\s-u|--(?:proxy-)?user)[\\s=]*${quotes}[^\\s:"']+:` },
  // echo 'user:…' | chpasswd
  {
    before: `\\b(?:echo|printf)\\b${blank}+(?:-\\w+${blank}+|["']%[^"'\\r\\n]*["']${blank}+)*${quotes}(?:[\\w.-]+:)?`,
    until: { rest: '[^|\\r\\n]', end: '\\|' },
  },
];

/** What stands in the text as a credential, whoever knows it. A shell's variable is the name of one, and none itself. */
export const credentialsIn = (text: string): readonly string[] =>
  [...text.matchAll(anyCredential)].map(([, , value]) => value!).filter((value) => !value.startsWith('$'));

/** The text without what stands in it as a credential. */
export const withoutCredentials = (text: string): string => text.replace(anyCredential, '$1[secret]');

/** The program that a command line runs first, without its folder. All else of a command may be a credential. */
export const programOf = (command: string): string | undefined =>
  /^\s*(?:\w+=(?:"[^"]*"|'[^']*'|\S*)\s+)*["']?(?:[\w.-]*\/)*([\w.-]+)["']?(?=\s|;|$)/.exec(command)?.[1];

export const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const anyCredential = new RegExp(`(${surePlaces([]).map(decidedPlace).join('|')})([^\\s"'\\\\|&;<>@]+)`, 'gi');
