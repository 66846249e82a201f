import { builtInRules } from './rules/index.ts';
import { openings } from './unknown-prefix.ts';
import { WordSearch } from './word-search.ts';

/** What stands in a pattern as it stands in the line. */
const literalsIn = ({ source }: RegExp): readonly string[] =>
  source.split(/\\[a-zA-Z]|\?<\w+>|[\\^$.*+?()[\]{}|<>=!]/).filter((part) => part.length >= 9 && /^[\w ':-]+$/.test(part));

/** The fixed words of the headlines, as the rows' own test lines have them: what stands between names, numbers and addresses. */
const phrases: readonly string[] = [
  ...new Set([
    ...openings,
    'BUG: using ',
    'BUG: KASAN: ',
    'BUG: KFENCE: ',
    'WARNING: CPU: ',
    ' PID: ',
    'Kernel panic - not syncing: ',
    ...builtInRules.flatMap(({ test, headline }) => [...test.split(/(?<= )\S*[\d/+=_]\S*/), ...literalsIn(headline)]),
  ]),
].filter((phrase) => phrase.length >= 6);

/** So many characters of a phrase may be lost. */
const mostLost = (phrase: string): number => (phrase.length < 8 ? 1 : phrase.length < 18 ? 2 : phrase.length < 30 ? 3 : 4);

interface Piece {
  readonly phrase: string;
  readonly at: number;
}

const pieces = new Map<string, Piece[]>();
for (const phrase of phrases) {
  // Of one piece more than may be damaged, one is whole.
  const count = mostLost(phrase) + 1;
  for (let index = 0; index < count; index++) {
    const [from, to] = [index, index + 1].map((part) => Math.floor((part * phrase.length) / count));
    const piece = phrase.slice(from, to);
    pieces.set(piece, [...(pieces.get(piece) ?? []), { phrase, at: from! }]);
  }
}
const search = new WordSearch(pieces.keys());

interface Found {
  readonly phrase: string;
  readonly start: number;
  readonly end: number;
}

/** The text with every phrase whole that it holds with a few characters lost or garbled; undefined when there is none. */
export const mendedPhrases = (text: string): string | undefined => {
  const damaged = damagedPhrases(text);
  if (damaged.length === 0) return undefined;
  let mended = '';
  let from = 0;
  for (const { phrase, start, end } of damaged) {
    mended += text.slice(from, start) + phrase;
    from = end;
  }
  return mended + text.slice(from);
};

/** Those that do not overlap, the longest of all first; from left to right. What is part of a longer one that is there as it should be is no damage. */
const damagedPhrases = (text: string): readonly Found[] => {
  const all = phrasesIn(text);
  const isWhole = ({ phrase, start, end }: Found): boolean => end - start === phrase.length && text.startsWith(phrase, start);
  const whole = all.filter(isWhole);
  const taken: Found[] = [];
  for (const found of all) {
    if (isWhole(found) || whole.some(({ start, end }) => start <= found.start && found.end <= end)) continue;
    if (taken.every(({ start, end }) => found.end <= start || end <= found.start)) taken.push(found);
  }
  return taken.sort((one, other) => one.start - other.start);
};

/** The longest first. */
const phrasesIn = (text: string): readonly Found[] => {
  const found = new Map<string, Found>();
  for (const { word, at } of search.all(text))
    for (const { phrase, at: offset } of pieces.get(word)!) {
      const aligned = align(text, at, word.length, phrase, offset);
      if (aligned) found.set(`${aligned.start} ${phrase}`, aligned);
    }
  return [...found.values()].sort((one, other) => other.phrase.length - one.phrase.length);
};

const align = (text: string, at: number, length: number, phrase: string, offset: number): Found | undefined => {
  const most = mostLost(phrase);
  const front = walk(text, at - 1, phrase, offset - 1, -1, most);
  const back = front && walk(text, at + length, phrase, offset + length, 1, most - front.lost);
  return back && { phrase, start: front.at + 1, end: back.at };
};

/** Walks both texts in one direction to the phrase's end; undefined when more is damaged than may be. */
const walk = (
  text: string,
  from: number,
  phrase: string,
  start: number,
  step: 1 | -1,
  most: number,
): { readonly at: number; readonly lost: number } | undefined => {
  let at = from;
  let lost = 0;
  for (let place = start; place >= 0 && place < phrase.length; place += step) {
    if (text[at] === phrase[place]) at += step;
    else if (++lost > most) return undefined;
    else if (text.charCodeAt(at) >= 128) at += step;
  }
  return { at, lost };
};
