import type { LogLine } from '../log-line.ts';
import type { EventRule } from '../words/event-rule.ts';
import { eventsIn } from '../words/events.ts';
import { glossed } from '../words/glossed.ts';
import { sentencesIn } from '../words/sentences.ts';
import { Tale } from '../words/tale.ts';

/** For tests: the claims of the rules that a post fulfils by themselves, before one withdraws another. */
export const claimsOf = (rules: readonly EventRule[], post: string): string[] => {
  const lines: LogLine[] = [{ channel: 'said', source: 'post.txt', number: 1, text: post }];
  const tale = new Tale(eventsIn(sentencesIn(lines).map(glossed)));
  return [...new Set(rules.filter((rule) => rule.find(tale) !== undefined).map(({ claim }) => claim))];
};
