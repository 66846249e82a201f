import type { Console, ConsoleLine, Mark } from '../core/console.ts';
import { ExpectTimeoutError } from '../core/errors.ts';
import type { ProofOfLife } from '../core/firmware.ts';
import type { Duration } from '../core/time.ts';

/** What the image that was loaded would print, as far as it can be told. */
export interface ExpectedVoice {
  readonly name: string;
  /** Patched into the image just before this load; in hex as the image prints it. */
  readonly nonce?: string;
  readonly proof?: ProofOfLife;
}

export interface LifeSign {
  /** alive: this image, this start. stale: somebody else speaks. none: nobody does. */
  readonly sign: 'alive' | 'stale' | 'none';
  readonly evidence: readonly string[];
}

export interface WatchOptions {
  readonly since: Mark;
  readonly within: Duration;
  readonly signal: AbortSignal;
}

/**
 * Looks for proof on the M7's UART that it executes the image that was loaded by this very start: its nonce together with a counter that moves,
 * or the text the lab file names. Without either any text counts, and the evidence says how weak that is.
 * Rejects with PortError when the UART is lost and with the signal's reason.
 */
export const watchForLife = async (console: Console, expected: ExpectedVoice, options: WatchOptions): Promise<LifeSign> => {
  try {
    if (expected.nonce !== undefined) return await awaitCounter(console, expected.nonce, options);
    const pattern = expected.proof?.prints ?? /\S[^\n]*\n/;
    const { text } = await console.expect(pattern, options);
    return {
      sign: 'alive',
      evidence: [`m7: ${text.trim()}${expected.proof ? '' : ' (any text counts: the lab file names no proof for this image)'}`],
    };
  } catch (error) {
    if (!(error instanceof ExpectTimeoutError)) throw error;
    return otherVoices(console, options.since);
  }
};

const awaitCounter = async (console: Console, nonce: string, options: WatchOptions): Promise<LifeSign> => {
  const tick = new RegExp(`hil-m7 (?<name>\\S+) tick=(?<count>\\d+) nonce=${nonce}`);
  const first = await console.expect(tick, options);
  const second = await console.expect(tick, { ...options, since: first.end });
  const banner = new RegExp(`hil-m7 \\S+ build=[0-9a-f]+ nonce=${nonce}`);
  const lines = linesSince(console, options.since).filter((line) => banner.test(line.text));
  return { sign: 'alive', evidence: [...lines.map((line) => `m7: ${line.text}`), `m7: ${first.text}`, `m7: ${second.text}`] };
};

// Bytes of the image that ran before may still be on the wire when a start begins; a voice that ended with the start proves nothing.
const lastWordsMs = 250;

const otherVoices = (console: Console, since: Mark): LifeSign => {
  const lines = linesSince(console, since).filter((line) => /[\x20-\x7e]{4}/.test(line.text));
  const first = lines[0];
  const last = lines.at(-1);
  if (!first || !last || (lines.length > 1 && last.at - first.at < lastWordsMs))
    return { sign: 'none', evidence: ['m7: no byte that proves anything'] };
  return { sign: 'stale', evidence: lines.slice(0, 5).map((line) => `m7: ${line.text}`) };
};

const linesSince = (console: Console, since: Mark): readonly ConsoleLine[] => console.tail(200).filter((line) => line.start >= since);
