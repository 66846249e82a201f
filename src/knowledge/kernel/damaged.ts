import type { Headline, Headlines } from './headlines.ts';
import { type Message, normalise } from './normalise.ts';
import { guesses, isSubsequence } from './repair.ts';
import type { RepairEffort } from './repair-effort.ts';

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
  'Backtrace:',
  'Read of size',
  'Write of size',
  'Uninit was',
  'detected by ',
  'irq event stamp: ',
  'lock held by ',
  'locks held by ',
  'in_atomic(): ',
  'state was registered at',
];
const evidence = new RegExp(`^.{0,24}(?:${evidenceWords.join('|')})`);

export const isEvidence = (text: string): boolean => evidence.test(text);

export interface DamagedHeadline {
  readonly headline: Headline;
  readonly message: Message;
  /** Kernel time of the line behind it. */
  readonly nextTime: number | undefined;
  /** How many lines ago it came. */
  readonly ago: number;
}

/** The nearest of the lines behind that is a headline once lost or garbled characters are mended. `mayPanic`: it may be a panic, which is otherwise what follows. */
export const damagedHeadline = (
  before: readonly string[],
  caller: string | undefined,
  headlines: Headlines,
  effort: RepairEffort,
  mayPanic: boolean,
): DamagedHeadline | undefined => {
  for (let at = before.length - 1; at >= 0 && effort.spend(); at--) {
    for (const message of normalise(before[at]!)) {
      if (!mayBeOne(message.caller, caller) || message.text.length < 12 || !looksLikeOne.test(message.text)) continue;
      // An undamaged one has had its report already.
      if (headlines.find(message.text)) return undefined;
      const headline =
        mendedHeadline(message.text, headlines, effort, mayPanic) ?? joinedHeadline(message, before[at + 1], headlines, effort);
      if (headline) return { headline, message, nextTime: last(before[at + 1])?.time ?? message.time, ago: before.length - at };
    }
  }
  return undefined;
};

const last = (line: string | undefined): Message | undefined => (line === undefined ? undefined : normalise(line).at(-1));

/** Of two callers one may have lost a character. */
const mayBeOne = (one: string | undefined, other: string | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && (isSubsequence(one, other) || isSubsequence(other, one)));

const looksLikeOne = /^[^+]{0,24}[A-Za-z]{3}/;

const mendedHeadline = (text: string, headlines: Headlines, effort: RepairEffort, mayPanic: boolean): Headline | undefined => {
  for (const guess of guesses(text)) {
    if (!effort.spend()) return undefined;
    const headline = headlines.find(guess);
    if (headline && (mayPanic || headline.rule.kind !== 'panic') && headline.rule.severity !== 'info') return headline;
  }
  return undefined;
};

/** A program wrote into the line: its beginning stands here, its rest on the next line, which then has no time stamp. */
const joinedHeadline = (message: Message, next: string | undefined, headlines: Headlines, effort: RepairEffort): Headline | undefined => {
  const [rest, ...others] = next === undefined || !message.stamped ? [] : normalise(next);
  if (!rest || others.length > 0 || rest.stamped) return undefined;
  for (let end = Math.min(message.text.length, 120); end >= 4 && effort.spend(); end--) {
    const headline = headlines.find(message.text.slice(0, end) + rest.text);
    if (headline && headline.rule.severity !== 'info') return headline;
  }
  return undefined;
};

/** A stamp may have lost a digit: the next line's says the same. */
export const isOld = ({ message, nextTime }: Pick<DamagedHeadline, 'message' | 'nextTime'>, now: Message): boolean =>
  now.time !== undefined && [message.time, nextTime].every((time) => time !== undefined && Math.abs(now.time! - time) > 2);
