import type { Headline } from './headlines.ts';
import { strongWords } from './rules/strong-words.ts';
import { talkBehind, talkInFront } from './talk.ts';
import { WordSearch } from './word-search.ts';

const search = new WordSearch(strongWords.map(({ word }) => word));

/** So much of a line is looked at. */
const longest = 1024;
const longestSaid = 60;

/** The line as an unverified headline, if it holds words that hardly anything but a failure prints and nobody merely talks of them. */
export const strongHeadline = (line: string, isStamped = true): Headline | undefined => {
  const text = line.slice(0, longest);
  const held = search.all(text);
  if (held.length === 0) return undefined;
  for (const { says, word, rule } of strongWords) {
    const at = held.some((each) => each.word === word) ? text.search(says) : -1;
    if (at === -1 || talkInFront(text.slice(0, at), { isNamed: true }) || talkBehind(text.slice(at), { mayBeProse: isStamped || at > 0 }))
      continue;
    return { rule, groups: { said: text.slice(at, at + longestSaid) }, text: text.slice(at), unverified: true };
  }
  return undefined;
};
