import { glossOf } from './foreign-words.ts';
import type { Sentence } from './sentences.ts';
import { spelledOut } from './spelling.ts';

/** A sentence, and the same in English where it was not, with its usual slips undone. */
export type Glossed = Sentence & { readonly gloss: string };

export const glossed = (sentence: Sentence): Glossed => ({ ...sentence, gloss: spelledOut(glossOf(sentence.text)) });
