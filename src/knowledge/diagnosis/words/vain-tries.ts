import { clauseTexts } from './clauses.ts';
import type { Glossed } from './glossed.ts';

const steps = `(?:tr(?:y|ies|ied|ying)|add(?:ed|ing)?|set(?:ting)?|appl(?:y|ied|ying)|enabl(?:e|ed|ing)|disabl(?:e|ed|ing)|remov(?:e|ed|ing)|delet(?:e|ed|ing)|comment(?:ed|ing)? out|chang(?:e|ed|ing)|switch(?:ed|ing)|replac(?:e|ed|ing)|swapp(?:ed|ing)|increas(?:e|ed|ing)|reduc(?:e|ed|ing)|lower(?:ed|ing)|updat(?:ed|ing)|upgrad(?:ed|ing)|downgrad(?:ed|ing)|install(?:ed|ing)|rebuilt|reflash(?:ed|ing)|assign(?:ed|ing)|stopp(?:ed|ing)|unload(?:ed|ing)|turn(?:ed|ing) (?:on|off)|check(?:ed|ing)|verif(?:ied|ying)|rul(?:ed|ing) out|us(?:ed|ing)|cop(?:ied|ying)|mov(?:ed|ing)|link(?:ed|ing)|suspect(?:ed)?)`;
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
/** The fault goes on behind a step: that says what the step did not do, and what the fault is. */
const goesOn =
  /\bstill (?:not?|fails?|failing|gets?|sees?|happens?|(?:does|do|did|is|are|will|ca) ?n[o']t|cannot|hangs?|stuck|crash\w*|stops?|the case)\b/i;
const listed = /^\W*(?:what )?(?:i|we)? ?(?:have |had |'ve )?(?:already )?(?:tried|things (?:i|we) tried)(?: so far| already)? ?:/i;
const ofStep = /^\W*(?:(?:but|and|yet|however|unfortunately|sadly),? )*(?:it|this|that|still|the same)\b/i;
/** What follows is short enough to be of the step alone. */
const longestVerdict = 60;

const isStep = (text: string): boolean => clauseTexts(text).some((clause) => step.test(clause));

/** A sentence tells of a step that did not help, itself or together with the next. */
const isInVain = ({ gloss }: Glossed, next: string): boolean =>
  inVain.test(gloss) ||
  listed.test(gloss) ||
  (isStep(gloss) &&
    (goesOn.test(gloss) || (next.length < longestVerdict && (isOnlyVain.test(next) || (ofStep.test(next) && goesOn.test(next))))));

const nextOf = (sentences: readonly Glossed[], index: number): string => sentences[index + 1]?.gloss ?? '';

/** The sentences that tell of a cure that was tried and did not help. */
export const vainTries = (sentences: readonly Glossed[]): string[] =>
  sentences.flatMap((sentence, index) => (isInVain(sentence, nextOf(sentences, index)) ? [sentence.gloss] : []));

/**
 * The same sentences without the steps that were taken in vain: a remedy that did not help is no sign of what it cures. What the sentence says of the
 * fault itself stays: "added clk_ignore_unused, no change, the M7 still stops when Linux boots".
 */
export const withoutVainSteps = (sentences: readonly Glossed[]): Glossed[] =>
  sentences.map((sentence, index) => {
    if (!isInVain(sentence, nextOf(sentences, index))) return sentence;
    if (listed.test(sentence.gloss)) return { ...sentence, gloss: '' };
    const kept = clauseTexts(sentence.gloss).flatMap((clause) => {
      if (isOnlyVain.test(clause)) return [];
      if (!step.test(clause)) return [clause];
      const fault = clause.search(/\b(?:and|but) (?=.*\bstill\b)/i);
      return fault > 0 && goesOn.test(clause) ? [clause.slice(fault)] : [];
    });
    return { ...sentence, gloss: kept.join(' ') };
  });
