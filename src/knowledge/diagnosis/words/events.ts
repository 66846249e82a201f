import { clauseTexts } from './clauses.ts';
import type { Sentence } from './sentences.ts';
import { type Circumstance, circumstances, type Outcome, outcomes, type Subject, subjects } from './vocabulary.ts';

/** One thing that somebody tells: to whom it happened, what, and under which circumstances. */
export interface Event {
  /** Whose the outcome is: who is named nearest to it, or last before it. */
  readonly about: Subject | undefined;
  /** Everybody who is named in it. */
  readonly named: ReadonlySet<Subject>;
  readonly what: ReadonlySet<Outcome>;
  readonly when: ReadonlySet<Circumstance>;
  readonly text: string;
  /** The sentence it is a part of, in English. */
  readonly whole: string;
  readonly sentence: Sentence;
}

type Compiled<K extends string> = readonly (readonly [K, RegExp])[];
const compiled = <K extends string>(words: Readonly<Record<K, string>>): Compiled<K> =>
  (Object.entries(words) as [K, string][]).map(([name, source]) => [name, new RegExp(source, 'gi')] as const);
const subjectWords = compiled<Subject>(subjects);
const outcomeWords = compiled<Outcome>(outcomes);
const circumstanceWords = compiled<Circumstance>(circumstances);

interface Found<K> {
  readonly name: K;
  readonly at: number;
  readonly end: number;
}
const found = <K extends string>(text: string, words: Compiled<K>): Found<K>[] =>
  words.flatMap(([name, pattern]) =>
    [...text.matchAll(pattern)].map(({ index, 0: match }) => ({ name, at: index, end: index + match.length })),
  );

// "The environment of U-Boot" is about the environment.
const heads = (text: string, subjects: readonly Found<Subject>[]): Found<Subject>[] =>
  subjects.filter(({ at }) => !subjects.some(({ end }) => end < at && /^ of (?:the |my |our |this |its )?$/i.test(text.slice(end, at))));

// What is wished, planned, advised or expected has not happened.
const unreal =
  /\b(?:would|should|could (?:you|someone|anyone|it be)|may(?:be)?|might|supposed to|expect(?:ed|ing)? to|want(?:ed|s)?(?: [\w-]+){0,4} to|like to|plan(?:ned|s)? to|hope(?:d|s)? to|going to|in order to|so that|please|let me know|need(?:s)? to|make sure|try (?:to )?(?:reset|restart|flash))\b/i;
// It stays with the clause beside it: "when Linux boots".
const dependent =
  /^\W*(?:and |but |even |only |just |right |shortly |directly )*(?:when(?:ever)?|while|as soon as|as long as|as the|the (?:very )?moment|the instant|once|after|before|until|till|if|upon|during|on|at|in|with|without|since|because|from|by|whenever|unless)\b/i;

/** What sentences tell, in their order; a question and what is wished tell nothing. */
export const eventsIn = (sentences: readonly (Sentence & { readonly gloss: string })[]): Event[] => {
  let last: Subject | undefined;
  return sentences.flatMap((sentence) =>
    joined(clauseTexts(sentence.gloss)).map((text) => {
      const named = heads(text, found(text, subjectWords));
      const told = unreal.test(text) ? [] : found(text, outcomeWords);
      const about = nearest(named, told) ?? last;
      last = named.length > 0 ? nearest(named, told) : last;
      return {
        about,
        named: new Set(found(text, subjectWords).map(({ name }) => name)),
        what: new Set(told.map(({ name }) => name)),
        when: new Set(found(text, circumstanceWords).map(({ name }) => name)),
        text,
        whole: sentence.gloss,
        sentence,
      };
    }),
  );
};

// Who stands before the outcome and next to it; else who stands next behind it.
const nearest = (named: readonly Found<Subject>[], told: readonly Found<Outcome>[]): Subject | undefined => {
  const first = told.length > 0 ? Math.min(...told.map(({ at }) => at)) : Number.POSITIVE_INFINITY;
  const before = named.filter(({ end }) => end <= first + 1);
  const closest = before.reduce<Found<Subject> | undefined>((best, each) => (best && best.end > each.end ? best : each), undefined);
  return (closest ?? named.reduce<Found<Subject> | undefined>((best, each) => (best && best.at <= each.at ? best : each), undefined))?.name;
};

// A clause that only says when or by what belongs to its neighbour.
const joined = (clauses: readonly string[]): string[] => {
  const result: string[] = [];
  let waiting = '';
  for (const clause of clauses) {
    const isAlone = !outcomeWords.some(([, pattern]) => new RegExp(pattern.source, 'i').test(clause));
    if (isAlone && dependent.test(clause) && result.length > 0 && waiting === '') result[result.length - 1] += ` ${clause}`;
    else if (isAlone && dependent.test(clause)) waiting = `${waiting} ${clause}`.trim();
    else {
      result.push(`${waiting} ${clause}`.trim());
      waiting = '';
    }
  }
  if (waiting !== '') result.push(waiting);
  return result;
};
