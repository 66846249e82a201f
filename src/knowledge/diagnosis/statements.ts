import type { LogLine } from './log-line.ts';
import { claimPatterns, type StartClaim, type WordClaim } from './words/claims.ts';
import { clauseRules } from './words/clause-rules.ts';
import { type Clause, clausesOf } from './words/clauses.ts';
import { crashes, fails, silent, stops } from './words/concepts.ts';
import { eventRules } from './words/event-rules.ts';
import { eventsIn } from './words/events.ts';
import { type Glossed, glossed } from './words/glossed.ts';
import { type Sentence, sentencesIn } from './words/sentences.ts';
import { type Standing, standingOf, weightiest } from './words/standing.ts';
import { Tale } from './words/tale.ts';
import { withoutVainSteps } from './words/vain-tries.ts';

/** What people say beside their logs, and what it claims. Weaker than a line that a machine printed. */
export type Claim = StartClaim | WordClaim;

export interface Statement {
  readonly claim: Claim;
  readonly line: LogLine;
  /** What the sentence that says it is in its post; of several the weightiest. */
  readonly standing: Standing;
}

/** The sentences of a pasted text that claim something. Lines of a machine are never read as sentences. */
export const statementsIn = (lines: readonly LogLine[]): Statement[] => {
  const sentences = withoutVainSteps(sentencesIn(lines).map(withoutQuestion).map(glossed)).map(
    (sentence): Placed => ({ ...sentence, standing: standingOf(sentence) }),
  );
  const claims = sentenceClaims(sentences);
  const told = [...claims, ...clauseClaims(sentences).filter(({ claim }) => !claims.some((each) => each.claim === claim))];
  return withEvents(told, sentences);
};

/** A sentence, and what it is in its post. */
type Placed = Glossed & { readonly standing: Standing };

// A question claims nothing, and what somebody would like has not gone wrong.
const isTelling = ({ text, gloss, standing }: Placed): boolean =>
  !isQuestion(text) && standing !== 'theory' && !(standing === 'wish' && mishaps.test(gloss));
const mishaps = new RegExp(`${stops}|${crashes}|${fails}|${silent}`, 'i');

const statementOf = (claim: Claim, together: readonly Placed[]): Statement => ({
  claim,
  line: {
    ...together[0]!.line,
    channel: 'said',
    text: together
      .map(({ text }) => text)
      .join(' ')
      .slice(0, 240),
  },
  standing: weightiest(together.map(({ standing }) => standing)),
});

// What the post tells as a whole adds to what single sentences claim, and corrects it.
const withEvents = (told: readonly Statement[], sentences: readonly Placed[]): Statement[] => {
  const tale = new Tale(eventsIn(sentences.filter((each) => isTelling(each) && !isHypothetical.test(each.gloss))));
  const added: Statement[] = [];
  const withdrawn = new Set<Claim>();
  for (const rule of eventRules) {
    const isKnown = (claim: Claim): boolean => [...told, ...added].some((each) => each.claim === claim);
    if (rule.unless?.some(isKnown)) continue;
    const event = rule.find(tale);
    if (!event) continue;
    for (const claim of rule.instead ?? []) withdrawn.add(claim);
    const carrier = sentences.find(({ line, text }) => line === event.sentence.line && text === event.sentence.text);
    if (carrier && !isKnown(rule.claim)) added.push(statementOf(rule.claim, [carrier]));
  }
  return [...told, ...added].filter(({ claim }) => !withdrawn.has(claim));
};

// What stands before the question is told: "There is no remoteproc0 here, what do I need to enable?"
const endsAsQuestion =
  /^(?!if\b|in case\b|what\b|how\b|why\b|is\b|are\b|can\b|could\b|do\b|does\b|did\b|should\b|would\b|has\b|have\b|when\b)(.{20,}?)[,;.:-]+ +(?:(?:so|but|and|or) )?(?:what|how|why|where|which|who|is|are|can|could|do|does|did|should|would|any(?:one|body|thing)?|any (?:idea|hint|clue|help)s?|am i|has|have)\b[^,;?]*\?\s*$/i;
const withoutQuestion = (sentence: Sentence): Sentence => {
  const [, told] = endsAsQuestion.exec(sentence.text) ?? [];
  return told === undefined ? sentence : { ...sentence, text: told };
};

const isQuestion = (text: string): boolean => /\?\s*$/.test(text) && !/^(?:why|what(?! if)|how come|where (?:did|has))\b/i.test(text);
const isHypothetical = /^(?:if|in case|would|could|should|what happens|is it|can (?:i|we|you)|does it|how (?:do|can|to|should))\b.*\?\s*$/i;

// Two sentences that follow each other often tell one thing: "It runs in U-Boot. When Linux boots, nothing more comes."
const sentenceClaims = (sentences: readonly Placed[]): Statement[] =>
  claimPatterns.flatMap(({ claim, says, unless, isAsked = false }) => {
    const holds = (text: string): boolean =>
      (isAsked || !isHypothetical.test(text)) && !unless?.test(text) && says.some((pattern) => pattern.test(text));
    const alone = sentences.find((each) => (isAsked || isTelling(each)) && holds(each.gloss.slice(0, longest)));
    if (alone) return [statementOf(claim, [alone])];
    const pair = sentences.find((one, index) => {
      const next = sentences[index + 1];
      return (
        next !== undefined &&
        next.line.source === one.line.source &&
        !one.isTitle &&
        isTelling(one) &&
        isTelling(next) &&
        holds(`${one.gloss} ${next.gloss}`.slice(0, longest))
      );
    });
    return pair ? [statementOf(claim, [pair, sentences[sentences.indexOf(pair) + 1]!])] : [];
  });

const longest = 600;
const mostTogether = 3;

// What no pattern of a sentence fits may be told by what its parts speak of, over up to three sentences.
const clauseClaims = (sentences: readonly Placed[]): Statement[] => {
  const parts = sentences.map((each): readonly Clause[] =>
    !isTelling(each) || isHypothetical.test(each.gloss) ? [] : clausesOf(each.gloss.slice(0, longest)),
  );
  return clauseRules.flatMap(({ claim, holds }) => {
    for (let size = 1; size <= mostTogether; size++)
      for (let at = 0; at + size <= sentences.length; at++) {
        const together = sentences.slice(at, at + size);
        if (together.some(({ line }) => line.source !== together[0]!.line.source)) continue;
        if (!holds(parts.slice(at, at + size).flat())) continue;
        return [statementOf(claim, together)];
      }
    return [];
  });
};
