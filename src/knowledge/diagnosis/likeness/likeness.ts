import { readFileSync } from 'node:fs';
import type { LogLine } from '../log-line.ts';
import type { Glossed } from '../words/glossed.ts';
import { type Traits, traitsOf } from './traits.ts';

/** Which row's reports a text is most like, learnt from texts whose row is known. */
export interface Learnt {
  /** Names of rows, and `-` for texts of no fault that has one. */
  readonly rows: readonly string[];
  /** Hundredths, one a row. */
  readonly bias: readonly number[];
  /** Of each trait: how rare it is, in hundredths; then pairs of a row's place and its weight in tenths. */
  readonly traits: Readonly<Record<string, readonly number[]>>;
}

export interface Share {
  readonly row: string;
  /** From 0 to 1; all rows together have 1. */
  readonly share: number;
}

/** A head of rows with their bias, an empty line, and a trait a line: both as words, a tab, and numbers. */
export const parseLearnt = (text: string): Learnt => {
  const [head = '', body = ''] = text.trimEnd().split('\n\n');
  const lines = (part: string): (readonly [string, number[]])[] =>
    part.split('\n').map((line) => {
      const [name = '', numbers = ''] = line.split('\t');
      return [name, numbers.split(' ').map(Number)];
    });
  const rows = lines(head);
  return { rows: rows.map(([row]) => row), bias: rows.map(([, [bias]]) => bias ?? 0), traits: Object.fromEntries(lines(body)) };
};
export const printLearnt = ({ rows, bias, traits }: Learnt): string =>
  `${rows.map((row, at) => `${row}\t${bias[at]}`).join('\n')}\n\n${Object.entries(traits)
    .map(([trait, numbers]) => `${trait}\t${numbers.join(' ')}`)
    .join('\n')}\n`;

let learnt: Learnt | undefined;
/** What the package comes with. */
export const ownWeights = (): Learnt => {
  learnt ??= parseLearnt(readFileSync(new URL('weights.txt', import.meta.url), 'utf8'));
  return learnt;
};

const knownOf = ({ traits }: Learnt, trait: string): readonly number[] | undefined =>
  Object.hasOwn(traits, trait) ? traits[trait] : undefined;
const worthOf = (known: readonly number[], count: number): number => (1 + Math.log(count)) * (known[0]! / 100);

/** The rows, the likest first. */
export const sharesOf = (traits: Traits, model: Learnt): Share[] => {
  const sums = new Float64Array(model.rows.length);
  let square = 0;
  for (const [trait, count] of traits) {
    const known = knownOf(model, trait);
    if (!known) continue;
    const value = worthOf(known, count);
    square += value ** 2;
    for (let at = 1; at < known.length; at += 2) sums[known[at]!]! += (known[at + 1]! / 10) * value;
  }
  const length = Math.sqrt(square) || 1;
  const scores = model.bias.map((bias, row) => bias / 100 + sums[row]! / length);
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const all = powers.reduce((one, other) => one + other, 0);
  return model.rows.map((row, at) => ({ row, share: powers[at]! / all })).sort((one, other) => other.share - one.share);
};

/** What a person's sentences are like, as a whole. */
export class Likeness {
  readonly shares: readonly Share[];
  /** Enough of its words are known to be like anything. */
  readonly isTelling: boolean;
  /** Something is said not to be as it should. */
  readonly tellsOfTrouble: boolean;
  readonly #sentences: readonly Glossed[];
  readonly #model: Learnt;
  constructor(sentences: readonly Glossed[], model: Learnt = ownWeights()) {
    const traits = traitsOf(sentences);
    this.#sentences = sentences;
    this.#model = model;
    this.shares = sharesOf(traits, model);
    this.isTelling = [...traits.keys()].filter((trait) => /^\w+$/.test(trait) && knownOf(model, trait)).length >= leastWords;
    const unsettled = sentences.filter(({ gloss }) => !contented.test(gloss) || limited.test(gloss));
    const told = traitsOf(unsettled);
    this.tellsOfTrouble = troubles.some((outcome) => told.has(`=${outcome}`)) || unsettled.some(({ gloss }) => wordsOfTrouble.test(gloss));
  }
  shareOf(name: string): number {
    return this.shares.find(({ row }) => row === name)?.share ?? 0;
  }
  /** The sentences that speak most for a row, at most two. */
  linesFor(name: string): LogLine[] {
    const row = this.#model.rows.indexOf(name);
    const weighed = this.#sentences.map((sentence) => ({ sentence, weight: this.#weightOf(sentence, row) }));
    return weighed
      .filter(({ weight }) => weight > 0)
      .sort((one, other) => other.weight - one.weight)
      .slice(0, 2)
      .map(({ sentence: { line, text } }) => ({ ...line, channel: 'said', text: text.slice(0, 240) }));
  }
  #weightOf(sentence: Glossed, row: number): number {
    let sum = 0;
    for (const [trait, count] of traitsOf([sentence])) {
      const known = knownOf(this.#model, trait) ?? [];
      for (let at = 1; at < known.length; at += 2) if (known[at] === row) sum += known[at + 1]! * worthOf(known, count);
    }
    return sum;
  }
}

// Three words that mean nothing are like something, too.
const leastWords = 5;

const troubles = ['silent', 'stops', 'hangs', 'garbled', 'refused', 'absent', 'stale', 'denied'];
/** What stops or is silent is no trouble where somebody says that it is meant so. */
const contented =
  /(?<!\bnot )\b(?:as (?:it|they) should(?: be)?|as (?:intended|designed|it should)|(?:all|everything) (?:is |was )?as expected)\b/i;
const limited = /\b(?:but|however|except|until|although|only|not|never|no longer)\b|n't\b/i;
const wordsOfTrouble =
  /\b(?:not|never|no|nothing|neither|nor|none|nowhere|cannot|without|missing|problems?|issues?|trouble|wrong|unknown|why|brick\w*|forgets?|lost|busy|only|instead|keeps?|again and again)\b|n't\b/i;
