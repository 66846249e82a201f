import { normalise, stripControls } from '../kernel/normalise.ts';
import type { LineChannel, LogLine } from './log-line.ts';
import { withoutJoins } from './paste-joins.ts';
import { inEnglish } from './paste-language.ts';
import { withoutHeading, withoutMarkup } from './paste-markup.ts';
import { withoutMisreadings } from './paste-misread.ts';
import { withoutLineNumbers, withoutTerminalStamp } from './paste-stamps.ts';
import { withoutWraps } from './paste-wraps.ts';

export interface PastedText {
  /** Its file name, for quotes. */
  readonly name: string;
  readonly text: string;
  /** Guessed from the name by default. */
  readonly channel?: LineChannel;
}

/** The lines of a pasted log: what forums, mailers and terminals did to it is undone as far as it can be told. */
export const pastedLines = ({ name, text, channel = channelOf(name) }: PastedText): LogLine[] => {
  const raw = withoutMarkup(decoded(text))
    .split(/\r\n|\n\r|\n|\r/)
    .map((line) => withoutHeading(withoutTerminalStamp(stripControls(line))));
  const lines = withoutWraps(withoutLineNumbers(raw));
  // One alone is a mailing list's: "[U-Boot] The board hangs".
  const isTagged = channel === 'text' && lines.filter((line) => consoleTag(line) !== undefined).length > 1;
  return lines.flatMap((line, index) => {
    const tag = isTagged || (index > 0 && channel === 'text') ? consoleTag(line) : undefined;
    const place = { channel: tag?.channel ?? channel, source: name, number: index + 1 };
    return withoutJoins(inEnglish(withoutMisreadings(tag?.rest ?? line))).flatMap((part) => linesOf(part, place));
  });
};

/** One raw line may hold several messages: a lost newline, or kernel text behind a prompt. */
export const linesOf = (raw: string, place: Pick<LogLine, 'channel' | 'source' | 'number' | 'at'>): LogLine[] =>
  split(stripControls(raw).slice(0, longestLine)).flatMap((piece) => {
    const typed = typedIn(piece);
    if (typed) {
      const { command, prompt } = typed;
      return [
        {
          ...place,
          ...(isUBoot.test(prompt) ? { channel: 'u-boot' as const } : {}),
          text: command,
          command,
          ...(prompt ? { prompt } : {}),
        },
      ];
    }
    return normalise(piece)
      .map(({ text, time, stamped }) => ({ time, stamped, text: text === '' && time === undefined ? piece.trim() : text }))
      .filter(({ text, time }) => text !== '' || time !== undefined)
      .map(({ text, time, stamped }) => ({
        ...place,
        text,
        ...(time === undefined ? (stamped ? { stamped: true as const } : {}) : { kernelTime: time }),
      }));
  });

// The module's own prompt, those of its sisters, and NXP's.
const isUBoot = /^\s*(?:(?:Verdin|Colibri|Apalis) iMX\w+ #|(?:u-boot|U-Boot)? ?=?>|MX\w+ .*U-Boot >)/;
const longestLine = 16_384;

const channelOf = (name: string): LineChannel => {
  if (/(?:^|[^a-z])(?:m7|cm7|m4)(?:[^a-z0-9]|$)/i.test(name)) return 'm7';
  if (/kmsg|dmesg/i.test(name)) return 'kmsg';
  return /a53|console|serial/i.test(name) ? 'a53' : 'text';
};

// What only ever begins a line: where it stands elsewhere a newline was lost.
const beginnings =
  /([^\]:;>\s"'(])[ \t]*(?=remoteproc remoteproc\d+: |imx-rproc imx8m\w-cm7: |virtio_rpmsg_bus virtio\d+: |U-Boot SPL 20\d\d\S* ?\(|## Starting auxiliary core|watchdog: BUG: |(?:root|torizon)@[\w.-]+:[^#$\n]{0,40}[#$] )/g;
const stampInside = /(\S)[ \t]*(?=\[ *\d{1,6}\.\d{3,6}\] ?[a-z])/gi;
const cutStamp = /^(\s*)(\d{1,6}\.\d{3,6}\]) ?/;
const shortStamp = /(\[ *\d{1,6}\.\d)(\d?)\](?= )/g;

const split = (line: string): string[] =>
  line
    .replace(cutStamp, '$1[$2 ')
    .replace(shortStamp, (_, head: string, tenth: string) => `${head}${tenth.padEnd(2, '0')}0]`)
    .replace(stampInside, (_, last: string) => `${last}\n`)
    .replace(beginnings, '$1\n')
    .split('\n');

// Shells of Torizon and BSP, U-Boot of modules and evaluation kits, and the bare marks that people leave of them.
const prompt =
  /^\s*((?:\([\w.-]+\) ?)?\[?[\w.-]+@[\w.-]+(?::| )[^#$\n]{0,80}\]?[#$]|(?:sh|bash|ash)-[\d.]+[#$]|(?:Verdin|Colibri|Apalis) iMX\w+ #|(?:u-boot|U-Boot) ?=?>|(?:STM32MP|ZynqMP|Zynq|Versal|J7\w*|AM\d\w*)>|=>|(?:~|\/[\w./-]*) ?[#$]|[#$]) +(?!#)(\S.*)$/;
// People leave prompts out, too.
const bare =
  /^\s*((?:sudo +)?(?:echo +(?:-\w+ +)?\S+ *(?:>|\| *(?:sudo +)?tee)|cat +[\w./*$"'-]+ *$|od +-|uname +-\w+ *$).*|(?:fw_)?printenv(?: +-n)?(?: +(?!(?:does|do|is|only|says|shows|works|fails|gives|prints|and|or|complains|reports|cannot|can|returns)\b)\w+){0,4} *)$/;

// `# First log of the A53`: no program is called by a word with a capital and takes plain words.
const heading = /^[A-Z][\w'-]*:? +[A-Za-z][\w.,-]*(?: |:?$)/;

// What stands in front of a prompt of Linux: the name of a port, a list's mark, a counter.
const beforePrompt =
  /^\s*(?:\d{1,5}[:>.|)]*\s+|\d{1,5}[:>.|)]+|[-*+] (?:\[[ x]\] )?|\[[\w/.-]{2,20}\] ?|[\w-]{2,10}[>:|] ?)(?=[\w.-]+@[\w.-]+[: ][^#$]{0,80}[#$] )/;

const typedIn = (whole: string): { readonly command: string; readonly prompt: string } | undefined => {
  const line = whole.replace(beforePrompt, '');
  const [, mark = '', behind] = prompt.exec(line) ?? [];
  const command = behind ?? bare.exec(line)?.[1];
  if (command === undefined || /^\[ *\d+\.\d+\]/.test(command)) return undefined;
  if (mark === '#' && heading.test(command)) return undefined;
  return { command: command.trim().replace(/^sudo +(?:-\w+ +)*/, ''), prompt: mark };
};

/** Two consoles in one paste: the name that people or their capture programs put in front of each line, in brackets or before a bar, an angle or a colon. */
const consoleTag = (line: string): { readonly channel: LineChannel; readonly rest: string } | undefined => {
  const [whole, name] =
    /^\s*(?:\[([A-Za-z][\w /-]{1,14})\]|<([A-Za-z]\w{1,10})>|(?<bar>[A-Z][\w-]{1,11}) ?\||(?<mark>[AMC]{1,2}\d{1,2})[>:](?= \S)) ?/.exec(
      line,
    ) ?? [];
  if (whole === undefined) return undefined;
  const tag = (name ?? /<(\w+)>/.exec(whole)?.[1] ?? whole.replace(/[\s|>:]/g, '')).trim();
  const rest = line.slice(whole.length);
  if (/^(?:c?m[47]|m33|cortex[ -]?m\d?|uart ?4|mcu|m-?core)(?:[ -]?(?:uart|console|log))?$/i.test(tag)) return { channel: 'm7', rest };
  if (/^(?:a53|a35|a55|a72|linux|kernel|cortex[ -]?a\d*|uart ?3|console|host)(?:[ -]?(?:uart|console|log))?$/i.test(tag))
    return { channel: 'a53', rest };
  return /^u-?boot$/i.test(tag) ? { channel: 'u-boot', rest } : undefined;
};

/** Text out of what a mail carries it in: quoted-printable (RFC 2045, 6.7), where the text shows that it is. */
const decoded = (text: string): string => {
  if (!isQuotedPrintable(text)) return text;
  const joined = text.replace(/=[ \t]*\r?\n/g, '');
  return joined.replace(/(?:=[0-9A-F]{2})+/gi, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('='), (pair) => Number.parseInt(pair, 16));
    return new TextDecoder('utf-8').decode(bytes);
  });
};

// A setting ends in "=3D" nowhere else, and a line in "=" hardly ever twice.
const isQuotedPrintable = (text: string): boolean =>
  /^Content-Transfer-Encoding: *quoted-printable/im.test(text) ||
  ((text.match(/=\r?$/gm) ?? []).length >= 2 && /=(?:3D|20|C2|E2|09)/i.test(text));
