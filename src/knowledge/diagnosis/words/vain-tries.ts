import type { LogLine } from '../log-line.ts';
import { type Sentence, sentencesIn } from './sentences.ts';

const tried =
  /\b(?:tried|added|set|applied|enabled|disabled|removed|checked|verified|changed|increased|installed|already|have|using|with)\b/i;
const inVain =
  /\b(?:no (?:effect|change|difference|luck|success|avail|improvement)|same (?:result|error|problem|issue|behaviou?r|thing|output)|nothing changed|still (?:the same|fails?|failing|not|no|get|see|happens?|does ?n[o']t|hangs?|stuck|crash\w*)|(?:did|does) ?n[o']t (?:help|change|solve|fix|make)|(?:did|does) not (?:help|change|solve|fix|make)|without (?:success|effect|luck)|to no (?:effect|avail)|(?:is|was) not (?:it|the (?:cause|problem|reason)))\b/i;

/** Sentences, one or two together, that tell of a cure that was tried and did not help. */
export const vainTries = (lines: readonly LogLine[]): string[] => {
  const sentences: readonly Sentence[] = sentencesIn(lines);
  return sentences.flatMap(({ text }, index) => {
    const next = sentences[index + 1]?.text ?? '';
    if (!tried.test(text)) return [];
    if (inVain.test(text)) return [text];
    return inVain.test(next) && next.length < 120 ? [`${text} ${next}`] : [];
  });
};
