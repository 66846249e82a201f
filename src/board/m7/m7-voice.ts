import type { Console, ConsoleLine, Mark } from '../../core/console.ts';
import type { ProofOfLife } from '../../core/firmware.ts';
import { noncesIn, parseFirmwareLine } from '../../knowledge/firmware/banner.ts';

/** What the image that was loaded would print, as far as it can be told. */
export interface ExpectedVoice {
  readonly name: string;
  /** Patched into the image just before this load; in hex as the image prints it. */
  readonly nonce?: string;
  readonly proof?: ProofOfLife;
  /** Nonces of every other start on this board: whoever says one of them is an earlier image, whatever else it says. */
  readonly others?: ReadonlySet<string>;
  /** The image has no nonce and holds the words of the test firmware, so a line of the test firmware may be its own. */
  readonly holdsOurWords?: boolean;
}

// Noise on an open line makes printable characters too, but no run of them.
export const isText = (text: string): boolean => /[\x20-\x7e]{6}/.test(text) && /[A-Za-z]{3}/.test(text);

/** It says this nonce as the test firmware does. */
export const isOf = (nonce: string | undefined, text: string): boolean => nonce !== undefined && parseFirmwareLine(text)?.nonce === nonce;

/** A line of another start: by a nonce that was given to that one, or as the test firmware says its own. */
export const isOfAnother = ({ nonce, others, holdsOurWords = false }: ExpectedVoice, text: string): boolean => {
  if (carries(text, nonce)) return false;
  if (noncesIn(text).some((each) => others?.has(each))) return true;
  return parseFirmwareLine(text) !== undefined && !holdsOurWords;
};

/** It holds this nonce, whatever it calls it. */
export const carries = (text: string, nonce: string | undefined): boolean => nonce !== undefined && noncesIn(text).includes(nonce);

// A pattern of the lab file may remember where it was.
export const matches = (pattern: RegExp, text: string): boolean =>
  new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(text);

export const shown = (lines: readonly ConsoleLine[]): string[] => lines.slice(0, 5).map(({ text }) => `m7: ${text}`);

export const linesSince = (console: Console, since: Mark): readonly ConsoleLine[] =>
  console.tail(1000).filter((line) => line.start >= since);
