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

/**
 * Types a known text piece by piece, without Enter, and looks for its echo. Only where somebody echoes: a login prompt, a shell, U-Boot.
 * Undefined when not one piece came back, which says nothing about the wire.
 */
export const measureEcho = async (console: Console, { forget, within = '1s', signal }: WireEchoOptions): Promise<WireEcho | undefined> => {
  const options = signal ? { signal } : {};
  let [pieces, spoilt, length] = [0, 0, 0];
  while (pieces < pieceCount && spoilt < enough) {
    const piece = `hil${pieces++}${alphabet}`;
    length = piece.length;
    const since = console.mark();
    await console.send(piece, options);
    await console.expect(new RegExp(amidKernel(piece)), { within, since, ...options }).catch((cause: unknown) => {
      if (!(cause instanceof ExpectTimeoutError)) throw cause;
      spoilt++;
    });
    await console.send(forget, options);
  }
  if (spoilt === pieces) return undefined;
  const rate = 1 - ((pieces - spoilt) / pieces) ** (1 / (2 * length));
  return { pieces, spoilt, rate, text: described(console, pieces, spoilt, rate) };
};

/** One piece may be hit by something else than noise, such as a getty that begins anew. */
export const isNoisy = ({ spoilt }: WireEcho): boolean => spoilt > 1;

const described = ({ name }: Console, pieces: number, spoilt: number, rate: number): string =>
  spoilt === 0
    ? `console ${name} brought back ${pieces} pieces of text as they were sent`
    : `console ${name} spoilt ${spoilt} of ${pieces} pieces of text: about ${(rate * 100).toPrecision(1)} % of its bytes are lost or changed`;
