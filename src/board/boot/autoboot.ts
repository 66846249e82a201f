import type { Console, Mark, Match } from '../../core/console.ts';
import { BootError, CountdownMissedError, ExpectTimeoutError, type HilError } from '../../core/errors.ts';
import { anySignal, type Clock, type Duration, formatMs } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { anyOf } from '../../knowledge/boot/pattern.ts';
import { menuForPrompt } from './boot-menu.ts';
import { otherPrompt } from './other-prompt.ts';

export interface AutobootOptions {
  readonly console: Console;
  readonly profile: BoardProfile;
  readonly clock: Clock;
  /** The power-on or reset whose countdown is to be stopped. */
  readonly since: Mark;
  /** '20s' by default. */
  readonly within?: Duration;
  /** The relay's answer, from which on the time counts: a slow one may take longer than any boot loader. At once by default. */
  readonly powered?: Promise<unknown> | undefined;
  readonly signal?: AbortSignal;
}

// U-Boot's countdown lasts a second (BOOTDELAY=1) and polls every 10 ms. Ctrl-C is the one key that neither types nor repeats a command.
const key = '\x03';
const pressEveryMs = 80;
// The relay's own limit counts before.
const untilAnswer: Duration = '24h';
// A key that comes half a second late may miss a countdown of one second, which began somewhere in between.
const latePressMs = 500;
// On a board that lives faster, a pause of a few milliseconds of the host would be one.
const latePressHostMs = 40;

/**
 * Holds Ctrl-C from power-on until U-Boot's prompt shows, and sends nothing after it. Throws BootError when the boot goes on, or U-Boot offers no prompt;
 * OtherPromptError when it shows one that the profile does not know; HilError of the lab at its boot menu; CountdownMissedError when the boot went on while this host was too late with its keys to blame anybody else.
 */
export const stopAutoboot = async (options: AutobootOptions): Promise<void> => {
  const { console, clock, within = '20s' } = options;
  const pressing = new AbortController();
  const lost = new AbortController();
  const seen = seenSince(options, within, lost).finally(() => {
    pressing.abort();
    lost.abort();
  });
  const press = pressUntil(pressing.signal, console, clock).catch((error: unknown) => {
    lost.abort(error);
    return 0;
  });
  const match = await seen.catch((error: unknown) => {
    if (error instanceof ExpectTimeoutError)
      throw otherPrompt(console, options.profile) ?? menuForPrompt(console) ?? noPrompt(console, within, error);
    throw error;
  });
  const longestPauseMs = await press;
  if (match.groups.prompt === undefined) throw notStopped(match, console, clock.speed, longestPauseMs);
};

const seenSince = (
  { console, profile, since, powered, signal }: AutobootOptions,
  within: Duration,
  lost: AbortController,
): Promise<Match> => {
  const { prompt, locked, tooLate } = profile.uboot;
  const wanted = anyOf({ prompt, locked, tooLate });
  const search = { since, signal: anySignal(signal, lost.signal) };
  if (powered === undefined) return console.expect(wanted, { ...search, within });
  powered.catch((error: unknown) => lost.abort(error));
  // The prompt may well come before a slow relay's answer.
  const early = console.expect(wanted, { ...search, within: untilAnswer });
  const late = powered.then(() => console.expect(wanted, { ...search, within }));
  return Promise.race([early, late]);
};

/** The longest time between two keys, in board milliseconds. */
const pressUntil = async (stop: AbortSignal, console: Console, clock: Clock): Promise<number> => {
  let longest = 0;
  let pressed = clock.now();
  while (!stop.aborted) {
    await console.send(key);
    await clock.sleep(pressEveryMs, stop).catch(() => {});
    longest = Math.max(longest, clock.now() - pressed);
    pressed = clock.now();
  }
  return longest;
};

const noPrompt = (console: Console, within: Duration, cause: Error): BootError =>
  new BootError(`U-Boot showed no prompt within ${within}`, {
    cause,
    evidence: console.tail(8).map(({ text }) => `${console.name}: ${text}`),
    remedy: 'check that the board boots at all, and that the A53 console can send: RX and TX swapped look just like this',
  });

const notStopped = ({ groups, text }: Match, console: Console, speed: number, longestPauseMs: number): HilError => {
  const evidence = [...console.tail(5).map((line) => `${console.name}: ${line.text}`)];
  if (groups.locked !== undefined) {
    return new BootError(`U-Boot offers no prompt: '${text}'`, {
      evidence,
      remedy: 'this is a secured boot loader (HAB): use a board with an open one, or scenarios that need no U-Boot prompt',
    });
  }
  if (longestPauseMs > latePressMs && longestPauseMs > latePressHostMs * speed) {
    return new CountdownMissedError(`U-Boot's countdown was over before this host could stop it: '${text}'`, {
      evidence: [
        `between two keys it was held up for ${formatMs(longestPauseMs)} of the board's time; U-Boot's countdown may last 1 s`,
        ...evidence,
      ],
      remedy:
        'give the runner a host that is less busy, or fewer boards at a time; where a quiet host sees it too, check that the A53 console can send',
    });
  }
  return new BootError(`the countdown was not stopped and the boot went on: '${text}'`, {
    evidence,
    remedy: 'check bootdelay (0 and below leave no time) and that the A53 console can send',
  });
};
