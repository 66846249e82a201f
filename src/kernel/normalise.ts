/** One kernel or program line freed of everything that a console, a log daemon or a capture tool put in front of it. */
export interface Message {
  readonly text: string;
  /** Kernel time in seconds. */
  readonly time: number | undefined;
  /** The printing context of CONFIG_PRINTK_CALLER: `T123` a task, `C1` a CPU in an interrupt. */
  readonly caller: string | undefined;
  /** True when something in front says that the kernel printed it: its time stamp, `kernel:`, a facility, a kmsg record. */
  readonly stamped: boolean;
}

/** The messages of one line: more than one when a newline was lost, or when a prompt stood in front of a kernel line. */
export const normalise = (line: string): readonly Message[] => {
  const clean = control.test(line) ? stripControls(line) : line;
  if (clean.includes('\r')) return clean.split('\r').flatMap((part) => (part === '' ? [] : normalise(part)));
  const inner = innerStamp(clean, 1);
  if (inner === -1) return [message(clean)];
  return splitAtStamps(clean);
};

const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r+$/;
const controls = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]|\r+$|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
export const stripControls = (line: string): string => line.replace(controls, '');

const stampInside = /(?:<\d{1,3}>)?\[ *\d+\.\d{6}\](?=[ [])/g;
const innerStamp = (line: string, from: number): number => {
  // Two searches for a fixed string are far cheaper than the pattern, and most lines hold one bracket at most.
  const bracket = line.indexOf('[', from);
  if (bracket === -1) return -1;
  stampInside.lastIndex = from;
  for (;;) {
    const found = stampInside.exec(line);
    if (!found) return -1;
    if (!onlyPrefix.test(line.slice(0, found.index))) return found.index;
  }
};

const splitAtStamps = (line: string): Message[] => {
  const parts: Message[] = [];
  let from = 0;
  for (let to = innerStamp(line, 1); to !== -1; to = innerStamp(line, Math.max(to, from) + 1)) {
    if (to > from) parts.push(message(line.slice(from, to)));
    from = to;
  }
  parts.push(message(line.slice(from)));
  return parts;
};

// Time stamps as `ts`, grabserial, picocom, tio, LAVA, journald and syslog put them in front.
const captures: readonly RegExp[] = [
  /\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?:? */y,
  /\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?:? +/y,
  /\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)? /y,
  /[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? /y,
];
const wallClock = /\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4}\] ?/y;
const daemon = /(?:[\w.-]+ )?kernel(?:\[\d+\])?: /y;
const facility =
  /(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\d) *:(?:emerg|alert|crit|err|warn|notice|info|debug) *: ?/y;
const level = /<\d{1,3}>/y;
const stamp = /\[ *(\d+\.\d{3,9})\](?: ?\[ *([TC]\d+)[\] ]| {1,5}([TC]\d+)\])?(?: ?\[\d+\](?= )| \(\d+\)\[[^\]]*\])? ?/y;
const record = /(\d{1,3}),(\d+),(\d+),[-c+](?:,(?:caller=([TC]\d+))?[^;]*)?;/y;
const onlyPrefix =
  /^(?:<\d{1,3}>|\[?\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?\]?:? *|\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?:? +|\d{4}\/\d\d\/\d\d [\d:.]+ |[A-Z][a-z]{2} [ \d]\d [\d:.]+ |(?:[\w.-]+ )?kernel(?:\[\d+\])?: |[a-z]+\d? *:[a-z]+ *: ?)*$/;

const message = (line: string): Message => {
  let at = 0;
  let time: number | undefined;
  let caller: string | undefined;
  let stamped = false;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found) at = pattern.lastIndex;
    return found;
  };
  for (let layers = 0; layers < 5; layers++) {
    const before = at;
    const first = line.charCodeAt(at);
    if (first === 91 /* [ */) {
      const found = take(stamp);
      if (found) {
        time = Number(found[1]);
        caller = found[2] ?? found[3];
        stamped = true;
      } else if (take(wallClock)) stamped = true;
    } else if (first === 60 /* < */) take(level);
    else if (first >= 48 && first <= 57) {
      const found = at === 0 ? take(record) : null;
      if (found) return { text: unescaped(line.slice(at)).trim(), time: Number(found[3]) / 1e6, caller: found[4], stamped: true };
    } else if (first >= 97 && first <= 122 && take(facility)) stamped = true;
    if (at === before) for (const pattern of stamped ? captures.slice(2, 3) : captures) if (take(pattern)) break;
    if ((at > 0 || stamped) && take(daemon)) stamped = true;
    if (at === before) break;
  }
  return { text: (at === 0 ? withoutPrompt(line) : line.slice(at)).trim(), time, caller, stamped };
};

/** /dev/kmsg writes what is not printable ASCII as `\xNN`. */
const unescaped = (text: string): string =>
  text.includes('\\x') ? text.replace(/\\x([\da-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;

const prompt =
  /^(?:[\w.@~:/ -]{0,60}?(?:login:|[Pp]assword:) |(?:[\w.-]+@[\w.-]+:[^#$]{0,80}|(?:\/|~)[\w./-]* ?|)[#$] |Verdin iMX8MP # |=> )/;
const withoutPrompt = (line: string): string => {
  const found = prompt.exec(line);
  return found ? line.slice(found[0].length) : line;
};
