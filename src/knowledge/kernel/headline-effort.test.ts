import { expect, test } from 'vitest';
import { Headlines } from './headlines.ts';
import { builtInRules } from './rules/index.ts';

let looks = 0;
class Counted extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    looks++;
    return super.exec(text);
  }
}
const headlines = new Headlines(builtInRules.map((rule) => ({ ...rule, headline: new Counted(rule.headline) })));

/** How often a row's pattern is tried on a line that is no headline. */
const effort = (line: string): number => {
  looks = 0;
  headlines.find(line);
  headlines.findGlued(line);
  headlines.findAnywhere(line);
  return looks;
};

const words = [...new Set(builtInRules.flatMap((rule) => rule.words ?? []))];

test.each([
  ['each word as often as a line holds it', (word: string) => `rig|7: ${`${word} `.repeat(Math.ceil(300 / (word.length + 1)))}`],
  ['each word behind as many places as a headline may begin at', (word: string) => `${'a: '.repeat(100)}${word}`],
  ['each word and all others', (word: string) => `rig|7: x${word}${words.join(' ')}`.slice(0, 399)],
])('a line costs no more looks than its length allows: %s', (_, lineOf) => {
  for (const word of words) {
    const line = lineOf(word);
    expect(effort(line), line.slice(0, 60)).toBeLessThanOrEqual(2 * line.length);
  }
});
