import type { Headline } from './headlines.ts';
import type { Message } from './normalise.ts';
import type { HeadlineRule } from './rules/rule.ts';

const demoted = new WeakMap<HeadlineRule, HeadlineRule>();

/** The headline as a living board may tell it while nobody knows who printed it: it ends no scenario. */
export const harmlessUntilVerified = (headline: Headline): Headline => {
  const { rule } = headline;
  const known = demoted.get(rule) ?? { ...rule, severity: rule.severity === 'info' ? 'info' : 'warning', endsScenario: false };
  demoted.set(rule, known);
  return { ...headline, rule: known };
};

/** Where the kernel stamps its lines, a line of another shape is a program's, unless something like a stamp or a tag stands in front. */
export const standsInLog = (text: string, headline: string): boolean => {
  const front = text.endsWith(headline) ? text.slice(0, text.length - headline.length) : '';
  return /\d/.test(front) && /[[\]|<>]/.test(front);
};

/** Undefined for what the kernel or a firmware would say, in a message that a program wrote into the kernel's log. */
export const ownWord = (headline: Headline | undefined, { foreign }: Message): Headline | undefined =>
  foreign && headline?.rule.from !== 'program' ? undefined : headline;
