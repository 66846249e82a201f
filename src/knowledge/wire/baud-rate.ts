import type { LineSample } from './line-sample.ts';
import { misread } from './misread.ts';

/** Two rates that do not fit each other, and would explain what was read. */
export interface RateMismatch {
  readonly sentAt: number;
  readonly readAt: number;
}

export interface RateQuestion {
  /** What the receiver is set to; undefined where a terminal server decides. */
  readonly readAt: number | undefined;
  /** What a boot loader of this kind speaks unless somebody changed it. */
  readonly usual: number;
}

const rates = [115_200, 57_600, 9600, 921_600, 38_400, 19_200, 230_400, 460_800, 1_500_000, 1_000_000, 4800] as const;

// What U-Boot says in every boot, long enough to be told from chance.
const texts = [
  'U-Boot SPL 20',
  'Normal Boot\r\n',
  'Trying to boot from ',
  'NOTICE:  BL31: v',
  'Built : ',
  'U-Boot 20',
  'Reset cause: ',
  'DRAM:  ',
  'Loading Environment from MMC... ',
  'Hit any key to stop autoboot: ',
  'Starting kernel ...\r\n\r\n',
].map((text) => Buffer.from(text));

// The share of what is expected that must have come.
const convincing = 0.5;

/**
 * Which wrong rate explains a sample that is no text: each pair of rates makes its own rubbish of what a boot loader is known to say. Undefined where
 * none does, as with noise, or with a line so much faster that nothing is left of it.
 */
export const fittingRate = ({ head }: LineSample, { readAt, usual }: RateQuestion): RateMismatch | undefined => {
  const seen = gramsOf(head);
  const pairs: readonly RateMismatch[] =
    readAt === undefined ? rates.map((rate) => ({ sentAt: usual, readAt: rate })) : rates.map((rate) => ({ sentAt: rate, readAt }));
  const scored = pairs
    .filter((pair) => pair.sentAt !== pair.readAt)
    .map((pair) => ({ pair, score: scoreOf(pair, seen) }))
    .sort((a, b) => b.score - a.score);
  const [best] = scored;
  return best !== undefined && best.score >= convincing ? best.pair : undefined;
};

const scoreOf = ({ sentAt, readAt }: RateMismatch, seen: ReadonlySet<string>): number => {
  // A slow line fills what is kept of a sample with its first words.
  const known = sentAt < readAt / 2 ? texts.slice(0, 1) : texts;
  const expected = known.flatMap((text) => [...gramsOf(misread(text, sentAt, readAt))]);
  // Too few to mean anything: a line that is many times faster leaves next to nothing.
  if (expected.length < 12) return 0;
  return expected.filter((gram) => seen.has(gram)).length / expected.length;
};

/** Runs of three bytes, without those that any rubbish has. */
const gramsOf = (bytes: Uint8Array): ReadonlySet<string> => {
  const grams = new Set<string>();
  for (let from = 0; from + 3 <= bytes.length; from++) {
    const [a, b, c] = [bytes[from]!, bytes[from + 1]!, bytes[from + 2]!];
    if (a !== b || b !== c) grams.add(`${a},${b},${c}`);
  }
  return grams;
};
