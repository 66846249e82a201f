import { randomInt } from 'node:crypto';
import type { Console, Mark } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import type { WireEchoOptions } from '../../drivers/shell/wire-echo.ts';
import { spoiltIn } from './spoilt-echo.ts';

/** What was typed, and what came back in its place. */
export interface ChangedEcho {
  readonly typed: string;
  readonly came: string;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
const pieceLength = 40;
const pieces = 2;
// Who answers each key with the same sign, as for a password, has not changed it.
const leastDistinct = 8;

/**
 * Whether a console brings back all that is typed as other text: of the same length, each letter always as the same sign, such as capitals, or a bit that is
 * stuck; or with letters missing, doubled or others. That takes an echo, and one that is wrong each time; whoever does not echo, or says something of its
 * own, does not follow the letters. 'good' where a piece came back as it was typed, undefined where nothing tells. Types without Enter.
 */
export const changedEcho = async (
  console: Console,
  { forget, within = '1s', signal }: WireEchoOptions,
): Promise<ChangedEcho | 'good' | undefined> => {
  const options = signal ? { signal } : {};
  let changed: ChangedEcho | undefined;
  for (let piece = 0; piece < pieces; piece++) {
    const typed = Array.from({ length: pieceLength }, () => letters[randomInt(letters.length)]).join('');
    const since = console.mark();
    await console.send(typed, options);
    const isEchoed = await console.expect(typed, { within, since, ...options }).then(
      () => true,
      (cause: unknown) => {
        if (cause instanceof ExpectTimeoutError) return false;
        throw cause;
      },
    );
    const shown = isEchoed ? '' : shownSince(console, since);
    const came = changedIn(shown, typed) ?? spoiltIn(shown, typed);
    await console.send(forget, options);
    if (isEchoed) return 'good';
    if (came === undefined) return undefined;
    changed = { typed, came };
  }
  return changed;
};

/** What stands in a text in the place of another, letter by letter; undefined where nothing does. */
export const changedIn = (text: string, typed: string): string | undefined => {
  for (let from = 0; from + typed.length <= text.length; from++) {
    const came = text.slice(from, from + typed.length);
    if (came !== typed && new Set(came).size >= leastDistinct && follows(came, typed)) return came;
  }
  return undefined;
};

const follows = (came: string, typed: string): boolean => {
  const signs = new Map<string, string>();
  return [...typed].every((letter, at) => {
    const sign = signs.get(letter) ?? came.charAt(at);
    signs.set(letter, sign);
    return sign === came.charAt(at);
  });
};

/** Whole lines: what comes before the mark in one of them does not follow the letters. */
const shownSince = (console: Console, since: Mark): string => {
  if (console.mark() === since) return '';
  const lines = console.tail(20);
  return lines
    .filter((_, at) => (lines[at + 1]?.start ?? Number.POSITIVE_INFINITY) > since)
    .map(({ text }) => text)
    .join('\n');
};
