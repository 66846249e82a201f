import type { Console } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import type { Duration } from '../../core/time.ts';
import { amidKernel } from './kernel-text.ts';

export interface WireEchoOptions {
  /** What makes the other side forget a line that was not ended: Ctrl-U for a terminal of Linux, Ctrl-C for U-Boot. */
  readonly forget: string;
  /** For the echo of one piece; '1s' by default. */
  readonly within?: Duration;
  readonly signal?: AbortSignal;
}

/** How a console brought back what was typed on it. */
export interface WireEcho {
  readonly pieces: number;
  /** That came back changed, or not at all. */
  readonly spoilt: number;
  /** Share of bytes that a direction loses or changes, from 0 to 1, where both directions are equally bad. */
  readonly rate: number;
  readonly text: string;
}

// Every bit in both states. Letters and digits alone: getty takes some other characters for commands.
const alphabet = 'UUUU0123456789abcdefghijklmnopqrst';
const pieceCount = 48;
// More than these are beyond doubt, and each that does not come costs its time.
const enough = 6;

// A wire that spoils each of six long pieces may still carry a short one: at 1 % loss six fail in one of forty measurements.
const shortAlphabet = 'U0r';
const shortCount = 8;

interface Counted {
  readonly pieces: number;
  readonly spoilt: number;
  readonly length: number;
}

/**
 * Types a known text piece by piece, without Enter, and looks for its echo. Only where somebody echoes: a login prompt, a shell, U-Boot.
 * Undefined when not one piece came back, long or short, which says nothing about the wire.
 */
export const measureEcho = async (console: Console, options: WireEchoOptions): Promise<WireEcho | undefined> => {
  const long = await count(console, options, alphabet, pieceCount, enough);
  if (long.spoilt < long.pieces) return echoOf(console, long, rateOf(long));
  const short = await count(console, options, shortAlphabet, shortCount, shortCount);
  if (short.spoilt === short.pieces) return undefined;
  // One more long piece might have come through.
  return echoOf(console, long, Math.max(rateOf(short), rateOf({ ...long, pieces: long.pieces + 1 })));
};

const count = async (
  console: Console,
  { forget, within = '1s', signal }: WireEchoOptions,
  letters: string,
  most: number,
  mostSpoilt: number,
): Promise<Counted> => {
  const options = signal ? { signal } : {};
  let [pieces, spoilt, length] = [0, 0, 0];
  while (pieces < most && spoilt < mostSpoilt) {
    const piece = `hil${pieces++}${letters}`;
    length = piece.length;
    const since = console.mark();
    await console.send(piece, options);
    await console.expect(new RegExp(amidKernel(piece)), { within, since, ...options }).catch((cause: unknown) => {
      if (!(cause instanceof ExpectTimeoutError)) throw cause;
      spoilt++;
    });
    await console.send(forget, options);
  }
  return { pieces, spoilt, length };
};

const rateOf = ({ pieces, spoilt, length }: Counted): number => 1 - ((pieces - spoilt) / pieces) ** (1 / (2 * length));

const echoOf = (console: Console, { pieces, spoilt }: Counted, rate: number): WireEcho => ({
  pieces,
  spoilt,
  rate,
  text: described(console, pieces, spoilt, rate),
});

/** One piece may be hit by something else than noise, such as a getty that begins anew. */
export const isNoisy = ({ spoilt }: WireEcho): boolean => spoilt > 1;

const described = ({ name }: Console, pieces: number, spoilt: number, rate: number): string =>
  spoilt === 0
    ? `console ${name} brought back ${pieces} pieces of text as they were sent`
    : `console ${name} spoilt ${spoilt} of ${pieces} pieces of text: about ${(rate * 100).toPrecision(1)} % of its bytes are lost or changed`;
