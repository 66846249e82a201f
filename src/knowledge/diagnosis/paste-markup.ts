import { isSentence } from './provenance.ts';

const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  lsquo: "'",
  rsquo: "'",
  ldquo: '"',
  rdquo: '"',
  ndash: '-',
  mdash: '-',
  hellip: '...',
};

/** Text as a program printed it, out of what forums, mailers and word processors make of it: HTML, Markdown, quotes, typographic characters. */
export const withoutMarkup = (text: string): string =>
  titlesOfFences(text)
    .replace(/<(head|style|script)\b[\s\S]{0,20000}?<\/\1>|<!doctype[^>\n]{0,100}>|<!--[\s\S]{0,2000}?-->/gi, '\n')
    .replace(/<\/t[dh]>/gi, ' ')
    .replace(/(?<=\S)<(?:p|div|li|pre|blockquote|tr|h\d)(?: [^<>\n]{0,200})?>/gi, '\n')
    .replace(/<br ?\/?>|<\/(?:p|div|li|pre|blockquote|tr|h\d)>/gi, '\n')
    .replace(
      /<\/?(?:p|div|li|ul|ol|pre|code|span|blockquote|strong|em|b|i|a|td|tr|tbody|table|html|body|h\d|details|summary)(?: [^<>\n]{0,200})?>/gi,
      '',
    )
    .replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w{2,6}));/gi, entity)
    .replace(/[\u2018\u2019\u201b\u2032\u00b4]/g, "'")
    .replace(/[\u201c-\u201f\u2033\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/\u2026/g, '...')
    .replace(/(?<![\w])O[xX](?=[\dA-Fa-f]+(?![\w]))/g, '0x')
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
    .replace(/^[ \t]*(?:(?:[>|] ?)+(?=[^\s>|])|(?:> ?)+|```\w*|~~~\w*|\[\/?(?:code|quote)[^\]\n]{0,60}\])[ \t]*/gim, '')
    .replace(bbCode, '')
    .replace(/\\([_*[\]#>`()-])/g, '$1')
    .replace(/\*\*([^*\n]{1,80})\*\*/g, '$1')
    .replace(/(?<![\w_/.*-])_(?!_)([^_\s](?:[^\n]{0,78}?[^_\s])??)_(?![\w_/-])/g, '$1')
    .replace(/^`(.*)`$/gm, '$1');

const fence = /^[ \t]*(?:```|~~~)/;
// What stands outside of all code and right above some is a heading, however short; inside, the same mark is a root's prompt.
const titlesOfFences = (text: string): string => {
  if (!/^[ \t]*#/m.test(text) || !/^[ \t]*(?:```|~~~)/m.test(text)) return text;
  let isCode = false;
  const lines = text.split('\n');
  return lines
    .map((line, index) => {
      if (fence.test(line)) isCode = !isCode;
      const [, title] = isCode ? [] : (/^[ \t]*#{1,6}[ \t]+(\S.*)$/.exec(line) ?? []);
      if (title === undefined) return line;
      const next = lines.slice(index + 1, index + 4).find((each) => each.trim() !== '');
      return next !== undefined && fence.test(next) ? title : line;
    })
    .join('\n');
};

// Forum software: with a value, or in words that no array index is; the short ones only around something.
const bbCode =
  /\[\/?(?:code|quote|color|colour|size|font|url|img|pre|spoiler|center|list|indent|attach|highlight)(?:[= ][^\]\n]{0,80})?\]|\[\/[bius]\]|\[[bius]\](?=[^\n]{0,400}\[\/[bius]\])/gi;

/** A heading of Markdown is a sentence; a root's prompt is followed by a command. */
export const withoutHeading = (line: string): string => {
  const [, title = ''] = /^\s*#{1,6} +(\S.*)$/.exec(line) ?? [];
  const isBanner = line.trimStart().startsWith('##') && bannerWord.test(title);
  const isProse = !isBanner && isSentence(title) && !/[>|$;&]|^(?:[a-z]\w*|[./]\S*)(?: -| \/|$)/.test(title) && !commandWord.test(title);
  return isProse ? title : line;
};

/** U-Boot marks lines of its own so. */
const bannerWord =
  /^(?:Auxiliary|Starting|Executing|Flattened|Loading|Booting|No elf|Error|Info|Warning|Transferring|Application|Valid|Current|Unknown|Switch|Resetting|Total|Start |JFFS|Checking)/i;

const commandWord =
  /^(?:echo|cat|ls|cd|dmesg|modprobe|insmod|mount|grep|find|reboot|systemctl|journalctl|hexdump|od|printf|sudo|fw_\w+|apt|tdx-info|uname|stty|minicom|run|load|setenv|printenv) /;

const entity = (whole: string, decimal?: string, hexadecimal?: string, name?: string): string => {
  if (name !== undefined) return named[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return code >= 32 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ' ';
};
