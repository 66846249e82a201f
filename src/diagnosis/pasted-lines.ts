import { normalise, stripControls } from '../kernel/normalise.ts';
import type { LineChannel, LogLine } from './log-line.ts';

export interface PastedText {
  /** Its file name, for quotes. */
  readonly name: string;
  readonly text: string;
  /** Guessed from the name unless told. */
  readonly channel?: LineChannel;
}

/** The lines of a pasted log: what forums, mailers and terminals did to it is undone as far as it can be told. */
export const pastedLines = ({ name, text, channel = channelOf(name) }: PastedText): LogLine[] =>
  withoutMarkup(text)
    .split(/\r\n|\n\r|\n|\r/)
    .flatMap((raw, index) => linesOf(raw, { channel, source: name, number: index + 1 }));

/** One raw line may hold several messages: a lost newline, or kernel text behind a prompt. */
export const linesOf = (raw: string, place: Pick<LogLine, 'channel' | 'source' | 'number' | 'at'>): LogLine[] =>
  split(stripControls(raw).slice(0, longestLine)).flatMap((piece) => {
    const command = commandOf(piece);
    if (command !== undefined)
      return [{ ...place, ...(isUBoot.test(piece) ? { channel: 'u-boot' as const } : {}), text: command, command }];
    return normalise(piece)
      .map(({ text, time }) => ({ time, text: text === '' && time === undefined ? piece.trim() : text }))
      .filter(({ text, time }) => text !== '' || time !== undefined)
      .map(({ text, time }) => ({ ...place, text, ...(time === undefined ? {} : { kernelTime: time }) }));
  });

const isUBoot = /^\s*Verdin iMX8MP # /;
const longestLine = 16_384;

const channelOf = (name: string): LineChannel => {
  if (/(?:^|[^a-z])(?:m7|cm7|m4)(?:[^a-z0-9]|$)/i.test(name)) return 'm7';
  if (/kmsg|dmesg/i.test(name)) return 'kmsg';
  return /a53|console|serial/i.test(name) ? 'a53' : 'text';
};

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&nbsp;': ' ',
};

const withoutMarkup = (text: string): string =>
  text
    .replace(/<br ?\/?>|<\/(?:p|div|li|pre|blockquote|tr)>/gi, '\n')
    .replace(/<\/?(?:p|div|li|ul|ol|pre|code|span|blockquote|strong|em|b|i|a|td|tr|tbody|table|html|body)(?: [^<>\n]{0,200})?>/gi, '')
    .replace(/&(?:lt|gt|amp|quot|#39|#x27|nbsp);/g, (entity) => entities[entity] ?? entity)
    .replace(/[\u2018\u2019\u201b\u2032]/g, "'")
    .replace(/[\u201c\u201d\u2033]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/\u2026/g, '...')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/^[ \t]*(?:(?:> ?)+|```\w*|~~~\w*|\[\/?(?:code|quote)[^\]\n]{0,60}\])[ \t]*/gim, '')
    .replace(/\\([_*[\]#>`()-])/g, '$1')
    .replace(/^`(.*)`$/gm, '$1');

// What only ever begins a line: where it stands elsewhere a newline was lost.
const beginnings =
  /([^\]:;>\s"'(])[ \t]*(?=remoteproc remoteproc\d+: |imx-rproc imx8m\w-cm7: |virtio_rpmsg_bus virtio\d+: |U-Boot SPL 20\d\d|## Starting auxiliary core|watchdog: BUG: |(?:root|torizon)@[\w.-]+:[^#$\n]{0,40}[#$] )/g;
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

// Shells of Torizon and BSP, U-Boot of the module, and the bare marks that people leave of them.
const prompt =
  /^\s*(?:[\w.-]+@[\w.-]+:[^#$\n]{0,80}[#$]|(?:sh|bash|ash)-[\d.]+[#$]|Verdin iMX8MP #|(?:~|\/[\w./-]*) ?[#$]|[#$]) +(?!#)(\S.*)$/;
// People leave prompts out, too.
const bare =
  /^\s*((?:sudo +)?(?:echo +(?:-\w+ +)?\S+ *(?:>|\| *(?:sudo +)?tee)|cat +[\w./*$"'-]+ *$|od +-|(?:fw_)?printenv|uname +-\w+ *$).*)$/;

const commandOf = (line: string): string | undefined => {
  const found = prompt.exec(line) ?? bare.exec(line);
  if (!found || /^\[ *\d+\.\d+\]/.test(found[1]!)) return undefined;
  return found[1]!.trim().replace(/^sudo +(?:-\w+ +)*/, '');
};
