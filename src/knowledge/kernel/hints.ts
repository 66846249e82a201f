import { bootWords } from '../boot/boot-signs.ts';
import { auditWords } from './audit.ts';
import { evidenceWords } from './damaged.ts';
import type { Headlines } from './headlines.ts';
import type { Hint } from './line-reader.ts';
import { askingWords } from './lost-reports.ts';
import { footprintWords } from './rules/footprints.ts';
import { strongWords } from './rules/strong-words.ts';
import { saturationWords } from './saturation.ts';
import { typedWords } from './typed-text.ts';
import { cutWords } from './unknown-prefix.ts';
import { WordSearch } from './word-search.ts';

const others = [
  ...bootWords,
  ...typedWords,
  ...evidenceWords,
  ...askingWords,
  ...footprintWords,
  ...strongWords.map(({ word }) => word),
  ...auditWords,
  ...saturationWords,
  ...cutWords,
];
const hints = new WeakMap<Headlines, Hint>();

/** Each of them, but for `[#`, has the seven characters that the search skips by. A line that holds a word holds every part of it, too. */
export const hintWords = ({ words }: Headlines): readonly string[] => {
  const all = [...new Set([...words, ...others])];
  return all.filter((word) => !all.some((part) => part !== word && part.length >= shortestPart && word.includes(part)));
};
const shortestPart = 7;

/** What a line must hold to be looked at while nothing is being reported; compiled once for all boards. */
export const hintFor = (headlines: Headlines): Hint => {
  const hint = hints.get(headlines) ?? { words: new WordSearch(hintWords(headlines)), pattern: headlines.pattern };
  hints.set(headlines, hint);
  return hint;
};

const ofBoots = new WordSearch(bootWords);

/** Whether it is worth a closer look. */
export const mayTellOfBoot = (text: string): boolean => ofBoots.next(text) !== -1;
