import type { Headline, Headlines } from './headlines.ts';
import { type Message, normalise } from './normalise.ts';
import { guesses } from './repair.ts';

/** For the fast search: lines that only a report's body has. Seen without a headline, they say that the headline came damaged. */
export const evidenceWords: readonly string[] = [
  'Call Trace:',
  'Call trace:',
  'Hardware name: ',
  'hung_task_timeout_secs',
  'cut here',
  'trying to acquire',
  'The buggy address',
  'stack backtrace',
  'Read of size',
  'Write of size',
  'Uninit was',
  'detected by ',
];
const evidence = new RegExp(`^.{0,24}(?:${evidenceWords.join('|')})`);

export const isEvidence = (text: string): boolean => evidence.test(text);

export interface DamagedHeadline {
  readonly headline: Headline;
  readonly message: Message;
  /** How many lines ago it came. */
  readonly ago: number;
}

/** The nearest of the lines behind that is a headline once a lost or garbled character is mended. */
export const damagedHeadline = (
  before: readonly string[],
  caller: string | undefined,
  headlines: Headlines,
): DamagedHeadline | undefined => {
  for (let at = before.length - 1; at >= 0; at--) {
    for (const message of normalise(before[at]!)) {
      if (message.caller !== caller || message.text.length < 12 || !looksLikeOne.test(message.text)) continue;
      // An undamaged one has had its report already.
      if (headlines.find(message.text)) return undefined;
      const headline = mendedHeadline(message.text, headlines) ?? joinedHeadline(message, before[at + 1], headlines);
      if (headline) return { headline, message, ago: before.length - at };
    }
  }
  return undefined;
};

const looksLikeOne = /^[^+]{0,24}[A-Za-z]{3}/;

const mendedHeadline = (text: string, headlines: Headlines): Headline | undefined => {
  for (const guess of guesses(text)) {
    const headline = headlines.find(guess);
    if (headline && headline.rule.kind !== 'panic' && headline.rule.severity !== 'info') return headline;
  }
  return undefined;
};

/** A program wrote into the line: its beginning stands here, its rest on the next line, which then has no time stamp. */
const joinedHeadline = (message: Message, next: string | undefined, headlines: Headlines): Headline | undefined => {
  const [rest, ...others] = next === undefined || !message.stamped ? [] : normalise(next);
  if (!rest || others.length > 0 || rest.stamped) return undefined;
  for (let end = Math.min(message.text.length, 120); end >= 4; end--) {
    const headline = headlines.find(message.text.slice(0, end) + rest.text);
    if (headline && headline.rule.severity !== 'info') return headline;
  }
  return undefined;
};
