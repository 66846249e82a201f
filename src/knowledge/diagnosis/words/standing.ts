import { eventsIn } from './events.ts';
import type { Glossed } from './glossed.ts';
import type { Outcome } from './vocabulary.ts';

/**
 * What a sentence is in its post. `complaint`: it tells what is not as it should be, or heads the post. `told`: how things are. Beside those stand what
 * was tried, what somebody guesses, what is wished or planned, how it would be by the book (`theory`), and what is only added.
 */
export type Standing = 'complaint' | 'told' | 'tried' | 'guess' | 'wish' | 'theory' | 'aside';

const lead = String.raw`^\W*(?:(?:and|so|but|now|then|well|also|actually|basically|in short|therefore|hence|in the end|finally),? )*`;
const starts = (source: string): RegExp => new RegExp(`${lead}(?:${source})`, 'i');

const added = starts(
  String.raw`(?:btw|by the way|p\.? ?s\b|(?:as )?a? ?side[- ]?note|additionally|moreover|furthermore|besides|apart from that|another (?:thing|question|point)|unrelated\w*|note(?: that| also| ?:)|for (?:instance|example|reference|completeness|the record)|e\.g\.|fyi|in addition)(?![a-z])`,
);
const guessed = starts(
  String.raw`(?:(?:maybe|perhaps|possibly|probably|presumably)\b|(?:my|our|the) (?:only )?(?:guess|suspicion|assumption|theory|hypothesis|first thought)\b|(?:i|we)(?:'m| am|'re| are)? (?:\w+ )?(?:guess\w*|suspect\w*|assum\w+|suppos\w+|believ\w+|wonder\w*|fear|think(?:ing)?|not sure)\b|could (?:it|this|that) be\b|(?:it|this|that) (?:could|might|may) be\b)`,
);
const wished = starts(
  String.raw`(?:(?:i|we)(?:'d| would)? (?:\w+ )?(?:want|need|like|wish|plan|intend|aim|hope)\b|(?:my|our|the) (?:goal|aim|plan|idea|intention|target|task) (?:is|was)\b|is there (?:a|any|some) (?:way|possibility|method|chance)\b|(?:i|we)(?:'m| am|'re| are)? looking for\b)`,
);
const attempted = starts(
  String.raw`(?:(?:what )?(?:i|we)(?:'ve| have| had)?(?: \w+){0,2} (?:tried|checked|verified|tested|measured|compared|replaced|swapped|double[- ]checked|reviewed|confirmed|ruled out)\b|(?:changing|disabling|enabling|removing|replacing|adding|setting|using|increasing|swapping)\b.{3,60}\b(?:does ?n[o']t|did ?n[o']t|makes no|made no|has no|had no|no (?:effect|difference|change))|(?:already )?(?:tried|checked|verified|tested|things (?:i|we)|steps (?:taken|so far))\b)`,
);
/** How it would be if all were well. */
const expected = /\b(?:would|should) (?:normally |usually |then )?be\b|\b(?:is|are) (?:supposed|meant|expected) to\b/i;
const denies = /\b(?:not|never|no|nothing|without|only|instead|still)\b|n['o]t\b/i;
/** It says more than its beginning. */
const turned = /\b(?:but|however|yet|unfortunately|except|although|though)\b/i;

const troubles: readonly Outcome[] = ['silent', 'stops', 'hangs', 'garbled', 'refused', 'absent', 'stale', 'denied'];

const beside = ({ gloss }: Glossed): Standing | undefined => {
  if (added.test(gloss)) return 'aside';
  if (attempted.test(gloss)) return 'tried';
  if (guessed.test(gloss)) return 'guess';
  if (turned.test(gloss)) return undefined;
  if (wished.test(gloss)) return 'wish';
  return expected.test(gloss) && !denies.test(gloss) ? 'theory' : undefined;
};

/** Of one sentence by itself. */
export const standingOf = (sentence: Glossed): Standing => {
  if (sentence.isTitle) return 'complaint';
  const side = beside(sentence);
  if (side !== undefined) return side;
  return eventsIn([sentence]).some(({ what }) => troubles.some((trouble) => what.has(trouble))) ? 'complaint' : 'told';
};

const weights: readonly Standing[] = ['complaint', 'told', 'tried', 'guess', 'aside', 'wish', 'theory'];
/** Of sentences that tell one thing together. */
export const weightiest = (standings: readonly Standing[]): Standing => weights.find((each) => standings.includes(each)) ?? 'told';
