import { prefixOf } from './prefix.ts';
import { structuredLine } from './structured-line.ts';

/** One kernel or program line freed of everything that a console, a log daemon or a capture tool put in front of it. */
export interface Message {
  readonly text: string;
  /** Kernel time in seconds. */
  readonly time: number | undefined;
  /** The printing context of CONFIG_PRINTK_CALLER: `T123` a task, `C1` a CPU in an interrupt. */
  readonly caller: string | undefined;
  /** True when something in front says that the kernel printed it: its time stamp, `kernel:`, a facility, a kmsg record. */
  readonly stamped: boolean;
  /** True when the facility in front says that a program wrote it into the kernel's log. */
  readonly foreign?: boolean;
  /** True when a log daemon wrote it into a file. */
  readonly filed?: boolean;
}

/** The messages of one line: more than one when a newline was lost, or when a prompt stood in front of a kernel line; none for a line between records. */
export const normalise = (line: string): readonly Message[] => {
  const ended = withoutReturns(line);
  const clean = plain(control.test(ended) ? stripControls(ended) : ended);
  if (clean.includes('\r')) return clean.split('\r').flatMap((part) => (part === '' ? [] : normalise(part)));
  const record = isRecord.test(clean) ? structuredLine(clean) : undefined;
  if (!record) return messages(clean);
  if (record.text === undefined) return [];
  return messages(record.text).map((message) => ({
    ...message,
    time: message.time ?? record.time,
    stamped: message.stamped || record.stamped,
    filed: message.filed || record.filed,
  }));
};

// What word processors and forums make of dashes, quotes and blanks, as bytes of UTF-8.
const typographic = /\xe2\x80[\x93\x94\x98\x99\x9c\x9d]|\xc2\xa0/g;
const asTyped: Readonly<Record<string, string>> = {
  '\x93': '-',
  '\x94': '-',
  '\x98': "'",
  '\x99': "'",
  '\x9c': '"',
  '\x9d': '"',
  '\xa0': ' ',
};
const plain = (line: string): string =>
  line.includes('\xe2\x80') || line.includes('\xc2\xa0') ? line.replace(typographic, (bytes) => asTyped[bytes.at(-1)!]!) : line;

const withoutReturns = (line: string): string => {
  let end = line.length;
  while (line.charCodeAt(end - 1) === 13) end--;
  return end === line.length ? line : line.slice(0, end);
};

const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|\xc3\xbf\xc3\xbe|(?:\xef\xbf\xbd){2})/;
// A tab, a space, a brace, a quotation mark or a field's name: what a record of a structured log begins with.
const isRecord = /^(?:\s*["{}\]]|- \{|data: \{|\s{0,8}_{0,2}[A-Z][A-Z0-9_]{2,}=)/;
const controls =
  /\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]|\r+$|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|\xc3\xbf\xc3\xbe|(?:\xef\xbf\xbd){2})/g;
/** Without colours, controls, and the zeros that UTF-16 puts between the letters of ASCII. */
export const stripControls = (line: string): string => {
  const plain = line.includes('\0') ? line.replaceAll('\0', '') : line;
  return plain.replace(controls, '');
};

const stampInside = /(?:<\d{1,3}>)?\[ *\d+\.\d{5,6} ?\](?=[ [])/g;
const messages = (line: string): Message[] => {
  const parts: Message[] = [];
  if (isTableRow(line) || isComment.test(line)) return parts;
  for (let from = 0; ; ) {
    const prefix = prefixOf(line, from);
    const next = stampFrom(line, Math.max(prefix.end, from + 1));
    const end = next === -1 ? line.length : next;
    const rest = line.slice(prefix.end, end);
    const bare = prefix.stamped ? rest : withoutPrompt(rest);
    const text = (prefix.tag === undefined || prefix.tag === 'kernel' || prefix.tag === '' ? bare : `${prefix.tag}: ${bare}`).trim();
    const { time, caller, stamped, foreign, filed } = prefix;
    parts.push({
      text: unbold(stamped ? unescaped(text) : text),
      time,
      caller,
      stamped,
      ...(foreign ? { foreign } : {}),
      ...(filed ? { filed } : {}),
    });
    if (next === -1) return parts;
    from = next;
  }
};

/** Of a program that was copied. */
const isComment = /^[ \t]*\/[/*]/;

/** A row of a table, closed at its end, that no stamp begins: it explains messages. */
const isTableRow = (line: string): boolean => line.includes('|') && /(?:^|\S )\|.*\|\s*$/.test(line) && !/\d{4,6}[\] ]|\d:\d\d/.test(line);

const stampFrom = (line: string, from: number): number => {
  if (line.indexOf('[', from) === -1) return -1;
  stampInside.lastIndex = from;
  const at = stampInside.exec(line)?.index ?? -1;
  return at > 0 && isLiteral(line, at) ? -1 : at;
};

/** A line in quotes within a program's: something stands in front of it, or a comma or a bracket behind it. */
const isLiteral = (line: string, at: number): boolean =>
  /["'`]/.test(line[at - 1]!) && (/\w/.test(line.slice(0, at)) || /["'`][,)\]};]*\s*$/.test(line));

/** Without the end of Markdown's bold, whose beginning is read as a prefix. */
const unbold = (text: string): string => (text.endsWith('**') ? text.slice(0, -2).trimEnd() : text);

/** /dev/kmsg writes what is not printable ASCII as `\xNN`, and so do the tools that read it. */
const unescaped = (text: string): string =>
  text.includes('\\x') ? text.replace(/\\x([\da-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;

// A sharp alone is the beginning of a title in Markdown, or of a comment.
const prompt =
  /^(?:[\w.@~:/ -]{0,60}?(?:login:|[Pp]assword:) |(?:[\w.-]+@[\w.-]+:[^#$]{0,80}|(?:\w{1,20}:)?(?:\/|~)[\w./-]* ?)[#$] |Verdin \w{1,20} # |=> )/;
const withoutPrompt = (line: string): string => {
  const found = prompt.exec(line);
  return found ? line.slice(found[0].length) : line;
};
