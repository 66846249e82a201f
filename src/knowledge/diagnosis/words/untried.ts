import { clauseTexts } from './clauses.ts';
import type { Glossed } from './glossed.ts';

const steps = `(?:tr(?:y|ies|ied|ying)|add(?:ed|ing)?|set(?:ting)?|appl(?:y|ied|ying)|enabl(?:e|ed|ing)|disabl(?:e|ed|ing)|remov(?:e|ed|ing)|delet(?:e|ed|ing)|comment(?:ed|ing)? out|chang(?:e|ed|ing)|switch(?:ed|ing)|replac(?:e|ed|ing)|swapp(?:ed|ing)|increas(?:e|ed|ing)|reduc(?:e|ed|ing)|lower(?:ed|ing)|updat(?:ed|ing)|upgrad(?:ed|ing)|downgrad(?:ed|ing)|install(?:ed|ing)|rebuilt|reflash(?:ed|ing)|assign(?:ed|ing)|stopp(?:ed|ing)|unload(?:ed|ing)|turn(?:ed|ing) (?:on|off)|check(?:ed|ing)|verif(?:ied|ying)|rul(?:ed|ing) out|us(?:ed|ing)|suspect(?:ed)?)`;
/** What somebody did about it. */
const step = new RegExp(
  String.raw`^\W*(?:(?:and|so|also|then|but|first|next|of course|finally|even|only|before|after|by|with|things|what|all|already|\d[.)]|-) +)*(?:(?:i|we|they)(?:'ve| have| had| did| also| already| even| then)* )?(?:(?:not|n't|already|also|even|therefore|then|just) )*${steps}\b|^\W*(?:with(?:out)?|other|another|different|new) (?!.*\b(?:stops?|hangs?|dies|silent|fails?)\b)`,
  'i',
);
const vain = String.raw`(?:no (?:effect|change|difference|luck|success|avail|improvement|help|use)s?\b|(?:did|does|do|has|have)(?: ?n[o']t| not) (?:\w+ )?(?:help|change|solve|fix|cure|matter)\w*|makes? no|made no|without (?:any )?(?:success|effect|luck|change|result)|to no (?:effect|avail)|in vain|nothing (?:changed|helps|helped)|not (?:it|the (?:cause|problem|reason|culprit)))`;
const inVain = new RegExp(
  String.raw`\b${vain}|\bsame (?:result|error|problem|issue|behaviou?r|thing|output|again)\b|\bstill (?:the )?same\b|\ball the same\b|\b(?:on or off|with or without)\b.*\b(?:difference|same)\b`,
  'i',
);
const isOnlyVain = new RegExp(
  String.raw`^\W*(?:(?:but|and|yet|it|that|this|there|was|is|with|at all|always|still|all|again|unfortunately|sadly|of|them|these|which|both|none) +)*(?:${vain}|(?:the )?same\b)`,
  'i',
);
const listed = /^\W*(?:what )?(?:i|we)? ?(?:have |had |'ve )?(?:already )?(?:tried|things (?:i|we) tried)(?: so far| already)? ?:/i;

/**
 * The same sentences without the steps that were taken in vain: a remedy that did not help is no sign of what it cures. What the sentence says of the
 * fault itself stays: "added clk_ignore_unused, no change, the M7 still stops when Linux boots".
 */
export const withoutVainSteps = (sentences: readonly Glossed[]): Glossed[] =>
  sentences.map((sentence, index) => {
    const next = sentences[index + 1]?.gloss ?? '';
    const isVain =
      inVain.test(sentence.gloss) ||
      listed.test(sentence.gloss) ||
      (step.test(sentence.gloss) && next.length < 60 && isOnlyVain.test(next));
    if (!isVain) return sentence;
    if (listed.test(sentence.gloss)) return { ...sentence, gloss: '' };
    const kept = clauseTexts(sentence.gloss).filter((clause) => !step.test(clause) && !isOnlyVain.test(clause));
    return { ...sentence, gloss: kept.join(' ') };
  });
