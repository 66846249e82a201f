import { plainLine, plainText } from './plain-text.ts';

/** Any text as one line of Markdown that says just this text: no markup, no HTML, no table cells of its own. */
export const escapeMarkdown = (text: string): string =>
  plainLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]#|~$]/g, '\\$&')
    .replace(/^(?:[-+](?= |$)|[-=](?=[-= ]*$))/, '\\$&')
    .replace(/^(\d+)(?=[.)](?: |$))/, '$1\\');

/** Text in code form that ends only where it should, also in a table, where the backslashes before a bar are counted: an odd number keeps it in its cell. */
export const codeSpan = (text: string): string => {
  const content = plainLine(text).replaceAll(/(\\*)\|/g, (_, before: string) => `${before}${before.length % 2 === 0 ? '\\' : '\\\\'}|`);
  const fence = '`'.repeat(longestRun(content) + 1);
  return content === '' ? '' : `${fence}${content.startsWith('`') || content.endsWith('`') ? ` ${content} ` : content}${fence}`;
};

export const codeBlock = (lines: readonly string[]): string => {
  const content = plainText(lines.join('\n'));
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return content === '' ? '' : `${fence}text\n${content}\n${fence}`;
};

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));

/** A table of cells that are Markdown already; nothing where there are no rows. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell || ' ').join(' | ')} |`).join('\n');

/** A heading with what belongs under it; nothing where that is empty. */
export const section = (title: string, ...blocks: readonly string[]): string => {
  const content = blocks.filter((block) => block !== '');
  return content.length === 0 ? '' : [`## ${title}`, ...content].join('\n\n');
};

/** A link where the address is one, else the text alone. */
export const link = (address: string): string => {
  const shown = plainLine(address);
  return /^https?:\/\/[^\s<>()|`\\]+$/.test(shown) ? `<${shown}>` : escapeMarkdown(shown);
};
