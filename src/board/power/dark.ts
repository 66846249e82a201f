import type { Console } from '../../core/console.ts';
import { PortError, PowerError } from '../../core/errors.ts';
import { anySignal, type Clock, type Duration, toMs } from '../../core/time.ts';

// Ctrl-C brings a prompt of U-Boot, and an empty line one of Linux, whatever was half typed there.
const keys = '\x03\x15\n';

// Board time in which a board that has power answers a key: U-Boot and getty do in milliseconds. The floor is for a busy host.
const answerMs = 1500;
const answerFloorMs = 1000;
const lookEveryMs = 50;
// Board time: a PDU may take 6 s to switch after it said so, and capacitors keep a board alive for a moment.
export const darkWithin: Duration = '12s';

export interface DarkOptions {
  readonly clock: Clock;
  /** Board time for which a board may go on answering; '12s' by default. */
  readonly within?: Duration;
  readonly signal?: AbortSignal | undefined;
}

type KeyAnswer = 'nothing' | 'an echo' | 'more';

/**
 * What comes back for keys on a console whose board should have no power. Silence alone may be that of an idle board: neither a lying relay nor another
 * board's outlet shows on it. A console that is gone, such as an adapter that the board feeds, gives nothing.
 */
export const answerToKeys = async (console: Console, clock: Clock, signal?: AbortSignal): Promise<KeyAnswer> => {
  const since = console.mark();
  const end = anySignal(signal, clock.overdue(answerMs * 4));
  try {
    await console.send(keys, { signal: end });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof PortError || end.aborted) return 'nothing';
    throw cause;
  }
  const overAt = clock.now() + Math.max(answerMs, answerFloorMs * clock.speed);
  while (console.mark() - since <= keys.length && clock.now() < overAt) await clock.sleep(lookEveryMs * clock.speed, signal);
  const came = console.mark() - since;
  if (came === 0) return 'nothing';
  return came <= keys.length ? 'an echo' : 'more';
};

/** Waits until nobody answers on the console. Resolves with what came last: an echo is that of joined wires. Throws PowerError where the board goes on answering. */
export const requireDark = async (
  console: Console,
  { clock, within = darkWithin, signal }: DarkOptions,
): Promise<Exclude<KeyAnswer, 'more'>> => {
  using overdue = clock.overdue(toMs(within));
  for (;;) {
    const answer = await answerToKeys(console, clock, signal);
    if (answer !== 'more') return answer;
    if (overdue.aborted) throw stillPowered(console);
  }
};

const stillPowered = (console: Console): PowerError =>
  new PowerError('the relay said off, and the board still answers on its console', {
    evidence: console.tail(3).map(({ text }) => `${console.name}: ${text}`),
    remedy:
      'the contact is stuck, the relay switches another outlet than that of this board, this is the console of another board, the board has a second supply (a battery, PoE, USB, or its UART), or a PDU switches later than 12 s after it said so: check outlet and wiring',
  });
