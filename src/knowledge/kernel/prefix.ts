/** What stands in front of a message: where it ends and what it says. */
export interface Prefix {
  readonly end: number;
  /** Kernel time in seconds. */
  readonly time: number | undefined;
  readonly caller: string | undefined;
  /** Something in it says that the kernel printed the message. */
  readonly stamped: boolean;
  /** The facility that it names is not the kernel's: a program wrote the message into the kernel's log. */
  readonly foreign: boolean;
  /** A log daemon wrote the line into a file, which never holds what the console says after the daemon has ended. */
  readonly filed: boolean;
  /** Of logcat: a tag, which is the beginning of the message. */
  readonly tag: string | undefined;
}

interface Layer {
  /** Sticky. Groups: `time` in seconds, `usec` in microseconds, `caller`, `tag`, `priority` with the facility in it, `program`: a facility that is not the kernel's. */
  readonly pattern: RegExp;
  /** The first characters with which it can begin. */
  readonly first: string;
  readonly stamps?: true;
  readonly files?: true;
  /** Text that the line must hold behind its beginning. */
  readonly needs?: string;
  /** Only at the start of a line, behind quoting at most; only behind something else; only behind what the kernel stamped. */
  readonly only?: 'start' | 'behind' | 'stamped';
}

const digits = '0123456789';
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const letters = 'abcdefghijklmnopqrstuvwxyz';
// How names of months in other alphabets begin, in UTF-8.
const beyondAscii = String.fromCharCode(...Array.from({ length: 0x32 }, (_, index) => 0xc3 + index));

const clock = String.raw`\d\d?:\d\d:\d\d(?:[.,:]\d+){0,2}(?: ?[AP]M(?!:))?`;
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}';
// Log daemons write the month's name in the language of the system.
const foreign = String.raw`[A-Za-z\x80-\xff]{3,8}\.?`;
const weekday = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? +)';
const day = String.raw`(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{2,4}|\d{8}|\d\d-\d\d|${month} {1,2}\d{1,2}(?:,? \d{4})?|${foreign} {1,2}\d{1,2}(?= )|\d{1,2}(?:\xe6\x9c\x88|\xec\x9b\x94) {1,2}\d{1,2}(?= )|\d{1,2}[ -]${month}(?:[ -]\d{2,4})?)`;
const zone = String.raw`(?:Z| ?[+-]\d\d:?\d\d| (?:UTC|MSK|[A-Z]{2,4}T)(?= |$))`;
const moment = String.raw`${weekday}?${day}[T ,_-]+(?:${clock}|\d{6}(?:\.\d+)?)${zone}?(?: \d{4})?`;
const separator = String.raw`(?: ?(?:->|=>|[|>:-]))?(?: +|\t|$|(?=[[<]))`;

/**
 * What consoles, log daemons, vendors' kernels and capture tools put in front of a message, in any order and number: printk_sprint() and
 * print_prefix(), util-linux sys-utils/dmesg.c, systemd src/shared/logs-show.c, BusyBox sysklogd, RFC 3164 and 5424, logcat, `ts`, grabserial, picocom, tio.
 */
const layers: readonly Layer[] = [
  { first: '<', pattern: /<(?<priority>\d{1,3})>(?=\[ *\d+\.\d{6}\])/y },
  { first: '<', pattern: /<\d{1,3}>(?:1 (?=\d{4}-))?/y },
  {
    first: '[',
    stamps: true,
    pattern: /\[ *(?:(?<time>\d+\.\d{5,9})|\d+\.\d{2,4}) ?(?:s|@\d+)?(?: *< *[+-]?[\d.]+ *>| \/ [\d :.-]+)? *\](?:@\d+)?(?:-(?= ))?/y,
  },
  { first: '[', stamps: true, pattern: /\[(?:[A-Z][a-z]{2} ?\d\d? \d\d:\d\d| *[+-] *\d+\.\d{6}|< *\d+\.\d{6}>)\]/y },
  { first: '[', stamps: true, pattern: /\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4}(?: < *\d+\.\d{6}>)?\]/y },
  { first: '[', only: 'behind', stamps: true, pattern: /\[ *(?<caller>[TC]\d+) *\]/y },
  { first: 'TC', only: 'stamped', pattern: /(?<caller>[TC]\d+)\](?= )/y },
  { first: '[', only: 'stamped', pattern: /\[c?\d+\](?= )|\[ +\d+\](?= [A-Z])/y },
  // A stamp that lost its point or its closing bracket on the wire.
  { first: '[', only: 'start', stamps: true, pattern: /\[ {0,6}\d{8,12}\](?=[ [])|\[ {0,6}\d+\.\d{5,6}(?=\[ *[TC]\d| [A-Z])/y },
  // The CPU, task and pid of MediaTek, Samsung, HiSilicon, Qualcomm and Amlogic kernels.
  { first: '[', only: 'stamped', pattern: /\[(?=[^\]]{0,40}\d)(?![\da-f]{6,16}\])[\w ./-]{0,24}[:,][\w ./:,#@+-]{1,48}\]/y },
  { first: `-(${capitals}`, only: 'stamped', pattern: /(?:[A-Z]|-)?(?:\(\d+\))?\[\d+: *[^\]]{1,40}\]|\((?:CPU:)?\d[\w:./-]{0,40}\)(?= )/y },
  { first: 'c', only: 'stamped', pattern: /c\d{1,2}(?= )/y },
  // A logger's (?:DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|TRACE) between its stamp and what it was told to write.
  {
    first: `-[${capitals}`,
    only: 'behind',
    pattern:
      /(?:- +)?(?:\[(?:DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|TRACE) *\]:? |(?:DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|TRACE) *[-|>] +)/y,
  },
  // Markdown: a line in bold, or in backticks to its end.
  { first: '*`', pattern: /\*\*(?=[\w[<"(])|`{1,3}(?=[\w[<"][^`]*`*\s*$)/y },
  { first: '@', only: 'behind', pattern: /@(?:cpu)?\d+:?/iy },
  { first: '[', pattern: new RegExp(String.raw`\[(?:${moment}|${clock})\]:?`, 'y') },
  { first: '[', pattern: /\[\d+\.\d+ \d+\.\d+\]/y },
  { first: '(', pattern: new RegExp(String.raw`\((?:${moment}|${clock})\):?`, 'y') },
  // logcat -v threadtime, time and brief: of the kernel's buffer the process is 0.
  {
    first: digits,
    stamps: true,
    pattern: /(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}(?: [+-]\d{4})? +(?:root +)?0 +0 [VDIWEFA] (?<tag>[^:]{0,40}?) *: /y,
  },
  {
    first: digits,
    pattern: /(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}(?: [+-]\d{4})? +(?:\w+ +)?\d+ +\d+ [VDIWEFA] (?<tag>[^:]{0,40}?) *: /y,
  },
  { first: `${digits}VDIWEFA`, stamps: true, pattern: /(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} )?[VDIWEFA]\/(?<tag>[^(]{0,40}?) *\( *0\): /y },
  { first: `${digits}VDIWEFA`, pattern: /(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} )?[VDIWEFA]\/(?<tag>[^(]{0,40}?) *\( *\d+\): /y },
  {
    first: digits,
    stamps: true,
    only: 'behind',
    pattern: /(?<priority>\d{1,3}),\d+,(?<usec>\d+),[-c+](?:,(?:caller=(?<caller>[TC]\d+))?[^;]*)?;/y,
  },
  {
    first: digits,
    stamps: true,
    only: 'start',
    pattern: /(?<priority>\d{1,3}),\d+,(?<usec>\d+),[-c+](?:,(?:caller=(?<caller>[TC]\d+))?[^;]*)?;/y,
  },
  { first: digits + capitals + letters + beyondAscii, pattern: new RegExp(String.raw`${moment}(?: \d\d[OE][ +])?${separator}`, 'y') },
  { first: digits, pattern: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)/y },
  { first: digits, pattern: new RegExp(`${clock}${separator}`, 'y') },
  { first: digits, pattern: /\d{9,10}\.\d{3,9} +/y },
  { first: digits, stamps: true, only: 'start', pattern: /(?<time>\d+\.\d{6})\](?=[ [@]|$)/y },
  // A copied or photographed line whose first characters were lost.
  { first: `${digits}.({|Il!`, stamps: true, only: 'start', pattern: /[({|Il!]? *\d*\.\d{6}[\])}|](?=[ [@]|$)/y },
  { first: digits, only: 'start', pattern: /\d+\.\d{6}:? +/y },
  {
    first: letters,
    stamps: true,
    pattern:
      /(?:kern|(?<program>user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\d)) *:(?:emerg|alert|crit|err|warn|notice|info|debug) *: ?/y,
  },
  {
    // `talosctl dmesg`: node, facility, level and the date.
    first: `${letters}${capitals}${digits}`,
    stamps: true,
    only: 'start',
    needs: ': kern: ',
    pattern: /[\w.-]{1,64}: kern: +(?:emerg|alert|crit|err|warning|notice|info|debug): \[[\dT:.Z+-]{20,36}\]: /y,
  },
  {
    first: letters,
    files: true,
    pattern: /(?:kern|user|daemon|syslog|local\d)\.(?:emerg|alert|crit|err|warn|warning|notice|info|debug) (?!kernel)/y,
  },
  {
    first: letters,
    stamps: true,
    files: true,
    pattern: /(?:(?:kern|user|daemon|syslog|local\d)\.\w+ )?kernel(?:\[\d+\])?: ?(?:- - (?:- )?)?/y,
  },
  {
    // A host without a name is `(none)`.
    first: `${letters}${capitals}${digits}:_(`,
    stamps: true,
    files: true,
    only: 'behind',
    needs: ' kernel',
    pattern: /(?:[^\s[\]()]{1,64}|\(none\)) (?:(?:kern|user|daemon|syslog|local\d)\.\w+ )?kernel(?:(?:\[\d+\])?: | - - (?:- )?)/y,
  },
];

const byFirst = new Map<number, readonly Layer[]>();
for (let code = 33; code < 256; code++)
  byFirst.set(
    code,
    layers.filter(({ first }) => first.includes(String.fromCharCode(code))),
  );

const mostLayers = 10;
const quoting = /(?:[ \t]{0,4}[>|]){1,8} ?/y;

/** Reads as much prefix as there is from `from` on. */
export const prefixOf = (line: string, from = 0): Prefix => {
  const read = {
    end: afterQuoting(line, from),
    time: undefined,
    caller: undefined,
    stamped: false,
    foreign: false,
    filed: false,
    tag: undefined,
  };
  const state: { -readonly [Key in keyof Prefix]: Prefix[Key] } = read;
  const start = state.end;
  for (let count = 0; count < mostLayers && state.tag === undefined; count++) {
    const at = afterBlanks(line, state.end);
    if (takePlain(line, at, state)) continue;
    if (!takeLayer(line, at, at === afterBlanks(line, start), state)) break;
  }
  return state;
};

/** What printk itself writes, read without a pattern: a stamp, and a caller behind one. */
const takePlain = (line: string, start: number, state: { -readonly [Key in keyof Prefix]: Prefix[Key] }): boolean => {
  if (line.charCodeAt(start) !== 91) return false;
  const from = afterSpaces(line, start + 1);
  const letter = line.charCodeAt(from);
  const isCaller = letter === 84 || letter === 67;
  if (isCaller && !state.stamped) return false;
  const middle = afterDigits(line, isCaller ? from + 1 : from);
  const end = isCaller || line.charCodeAt(middle) !== 46 ? middle : afterDigits(line, middle + 1);
  const isStamp = !isCaller && middle > from && end === middle + 7;
  if (line.charCodeAt(end) !== 93 || !(isStamp || (isCaller && middle > from + 1))) return false;
  const next = line.charCodeAt(end + 1);
  // What other kernels put behind the stamp is a part of it.
  if (next === 64 || next === 45) return false;
  state.end = end + 1;
  if (isCaller) state.caller = line.slice(from, end);
  else state.time = Number(line.slice(from, end));
  state.stamped = true;
  return true;
};

const takeLayer = (line: string, at: number, first: boolean, state: { -readonly [Key in keyof Prefix]: Prefix[Key] }): boolean => {
  for (const layer of byFirst.get(line.charCodeAt(at)) ?? []) {
    if (layer.only === 'stamped' ? !state.stamped : layer.only === 'behind' ? first : layer.only === 'start' && !first) continue;
    if (layer.needs !== undefined && line.indexOf(layer.needs, at) === -1) continue;
    layer.pattern.lastIndex = at;
    const found = layer.pattern.exec(line);
    if (!found || found[0] === '') continue;
    const { time, usec, caller, tag, priority, program } = found.groups ?? {};
    state.end = layer.pattern.lastIndex;
    state.time = time !== undefined ? Number(time) : usec !== undefined ? Number(usec) / 1e6 : state.time;
    state.caller = caller ?? state.caller;
    state.tag = tag ?? state.tag;
    state.stamped ||= layer.stamps ?? false;
    state.foreign ||= program !== undefined || Number(priority ?? 0) >> 3 > 0;
    state.filed ||= layer.files ?? false;
    return true;
  }
  return false;
};

const afterSpaces = (line: string, from: number): number => {
  let at = from;
  while (line.charCodeAt(at) === 32) at++;
  return at;
};

const afterDigits = (line: string, from: number): number => {
  let at = from;
  while (line.charCodeAt(at) >= 48 && line.charCodeAt(at) <= 57) at++;
  return at;
};

const afterBlanks = (line: string, from: number): number => {
  let at = from;
  while (line.charCodeAt(at) === 32 || line.charCodeAt(at) === 9) at++;
  return at;
};

const afterQuoting = (line: string, from: number): number => {
  const code = line.charCodeAt(from);
  // A line that a diff of two logs has added.
  if (code === 43) return from === 0 && line.charCodeAt(1) > 43 ? 1 : from;
  if (code !== 62 && code !== 124 && code !== 32) return from;
  quoting.lastIndex = from;
  return quoting.test(line) ? quoting.lastIndex : from;
};
