import type { Learnt } from '../likeness/likeness.ts';
import { type Traits, traitsOf } from '../likeness/traits.ts';
import type { LogLine } from '../log-line.ts';
import { glossed } from '../words/glossed.ts';

/** A text and the row it tells of; `-` where it tells of no fault, or of none that has a row. */
export interface Lesson {
  readonly row: string;
  readonly text: string;
  /** Somebody met with it, and it was rewritten from what they wrote; the rest was made up. */
  readonly isReal?: true;
}

const nowhere: LogLine = { channel: 'said', source: 'lesson', number: 1, text: '' };
export const traitsOfText = (text: string): Traits =>
  traitsOf(text.split(/(?<=[.!?])\s+|\n/).map((part) => glossed({ text: part, line: nowhere })));

const rounds = 40;
const firstRate = 3;
const decay = 2e-5;
/** Weights below it are left out: one decides nothing, and there are many of them. Left out below 0.7, fewer public reports were like their row. */
const least = 0.45;
/** In so many lessons a word stands at least; below, it tells of who wrote it. */
const leastWords = 2;
/** The same of a pair of words, or of an event. */
const leastPairs = 4;
/** People who are in trouble write at more length, and of more at once, than who makes a telling up. */
const worthOfReal = 2;

type Vector = readonly (readonly [index: number, value: number])[];

/** Softmax regression over normed traits, by stochastic descent in an order that is always the same. */
export const learn = (lessons: readonly Lesson[]): Learnt => {
  const seen = lessons.map(({ text }) => traitsOfText(text));
  const spread = new Map<string, number>();
  for (const traits of seen) for (const trait of traits.keys()) spread.set(trait, (spread.get(trait) ?? 0) + 1);
  const places = new Map<string, number>();
  for (const [trait, count] of spread) if (count >= (/[ =@]/.test(trait) ? leastPairs : leastWords)) places.set(trait, places.size);
  const rarity = new Float64Array(places.size);
  for (const [trait, place] of places) rarity[place] = rounded(Math.log((1 + lessons.length) / (1 + spread.get(trait)!)) + 1, 2);
  const rows = [...new Set(lessons.map(({ row }) => row))];
  const vectors = seen.map((traits) => vectorOf(traits, places, rarity));
  const { weights, bias } = descend(
    vectors,
    lessons.map(({ row, isReal }) => ({ row: rows.indexOf(row), worth: isReal ? worthOfReal : 1 })),
    rows.length,
    places.size,
  );
  const traits: Record<string, number[]> = {};
  for (const [trait, place] of places) {
    const own = rows.flatMap((_, row) => {
      const weight = weights[place * rows.length + row]!;
      return Math.abs(weight) < least ? [] : [row, Math.round(weight * 10)];
    });
    if (own.length > 0) traits[trait] = [Math.round(rarity[place]! * 100), ...own];
  }
  return { rows, bias: [...bias].map((each) => Math.round(each * 100) || 0), traits };
};

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const vectorOf = (traits: Traits, places: ReadonlyMap<string, number>, rarity: Float64Array): Vector => {
  const raw = [...traits].flatMap(([trait, count]) => {
    const place = places.get(trait);
    return place === undefined ? [] : [[place, (1 + Math.log(count)) * rarity[place]!] as const];
  });
  const length = Math.hypot(...raw.map(([, value]) => value)) || 1;
  return raw.map(([place, value]) => [place, value / length] as const);
};

interface Wanted {
  readonly row: number;
  readonly worth: number;
}

const descend = (vectors: readonly Vector[], wanted: readonly Wanted[], rows: number, size: number) => {
  const weights = new Float64Array(size * rows);
  const bias = new Float64Array(rows);
  const counts = new Float64Array(rows);
  for (const { row } of wanted) counts[row]! += 1;
  const order = vectors.map((_, index) => index);
  let seed = 1;
  const random = (): number => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  const scores = new Float64Array(rows);
  for (let round = 0; round < rounds; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const rate = firstRate / (1 + round * 0.15);
    for (const index of order) {
      const vector = vectors[index]!;
      const { row: own, worth: told } = wanted[index]!;
      // A row with few lessons counts for more, up to three times.
      const worth = Math.min(3, Math.sqrt(vectors.length / rows / counts[own]!)) * rate * told;
      scores.set(bias);
      for (const [place, value] of vector) for (let row = 0; row < rows; row++) scores[row]! += weights[place * rows + row]! * value;
      const highest = scores.reduce((one, other) => Math.max(one, other));
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        scores[row] = Math.exp(scores[row]! - highest);
        sum += scores[row]!;
      }
      for (let row = 0; row < rows; row++) {
        const slope = (scores[row]! / sum - (row === own ? 1 : 0)) * worth;
        bias[row]! -= slope * 0.1;
        for (const [place, value] of vector) {
          const at = place * rows + row;
          weights[at]! -= slope * value + rate * decay * weights[at]!;
        }
      }
    }
  }
  return { weights, bias };
};
