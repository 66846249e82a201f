import { cleanText, shownText } from '../../core/clean-text.ts';

const colours = /\x1b\[[\d;]*m/;
const coloursWithin = /(\x1b\[[\d;]*m)/;
const keptLength = 4096;

/**
 * A line as the page may hold it: one line, clean of all but colours. Where it holds a secret even the colours go, since they could stand within it.
 */
export const colouredText = (line: string): string => {
  const text = line.length > keptLength ? `${line.slice(0, keptLength)} …` : line;
  if (isPlain.test(text)) return shownText(text);
  const shown = shownText(text).replaceAll('\n', ' ');
  if (!colours.test(text) || shown !== cleanText(text).replaceAll('\n', ' ')) return shown;
  return text
    .split(coloursWithin)
    .map((part, index) => (index % 2 === 1 ? part : cleanText(part).replaceAll('\n', ' ')))
    .join('');
};

const isPlain = /^[\t -~]*$/;
