import type { LogLine } from './log-line.ts';
import { claimPatterns, type StartClaim, type WordClaim } from './words/claims.ts';
import { clauseRules } from './words/clause-rules.ts';
import { type Clause, clausesOf } from './words/clauses.ts';
import { eventRules } from './words/event-rules.ts';
import { eventsIn } from './words/events.ts';
import { type Glossed, glossed } from './words/glossed.ts';
import { type Sentence, sentencesIn } from './words/sentences.ts';
import { Tale } from './words/tale.ts';

/** What people say beside their logs, and what it claims. Weaker than a line that a machine printed. */
export type Claim = StartClaim | WordClaim;

export interface Statement {
  readonly claim: Claim;
  readonly line: LogLine;
}

/** The sentences of a pasted text that claim something. Lines of a machine are never read as sentences. */
export const statementsIn = (lines: readonly LogLine[]): Statement[] => {
  const sentences = sentencesIn(lines).map(withoutQuestion).map(glossed);
  const claims = sentenceClaims(sentences);
  const told = [...claims, ...clauseClaims(sentences).filter(({ claim }) => !claims.some((each) => each.claim === claim))];
  return withEvents(told, sentences);
};

// What the post tells as a whole adds to what single sentences claim, and corrects it.
const withEvents = (told: readonly Statement[], sentences: readonly Glossed[]): Statement[] => {
  const tale = new Tale(eventsIn(sentences.filter(({ text, gloss }) => !isQuestion(text) && !isHypothetical.test(gloss))));
  const added: Statement[] = [];
  const withdrawn = new Set<Claim>();
  for (const rule of eventRules) {
    const isKnown = (claim: Claim): boolean => [...told, ...added].some((each) => each.claim === claim);
    if (rule.unless?.some(isKnown)) continue;
    const event = rule.find(tale);
    if (!event) continue;
    for (const claim of rule.instead ?? []) withdrawn.add(claim);
    const { line, text } = event.sentence;
    if (!isKnown(rule.claim)) added.push({ claim: rule.claim, line: { ...line, channel: 'said', text: text.slice(0, 240) } });
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

// A question claims nothing, and neither does what somebody would like to do.
const isQuestion = (text: string): boolean => /\?\s*$/.test(text) && !/^(?:why|what(?! if)|how come|where (?:did|has))\b/i.test(text);
const isHypothetical = /^(?:if|in case|would|could|should|what happens|is it|can (?:i|we|you)|does it|how (?:do|can|to|should))\b.*\?\s*$/i;

// Two sentences that follow each other often tell one thing: "It runs in U-Boot. When Linux boots, nothing more comes."
const sentenceClaims = (sentences: readonly Glossed[]): Statement[] =>
  claimPatterns.flatMap(({ claim, says, unless, isAsked = false }) => {
    const holds = (text: string): boolean =>
      (isAsked || !isHypothetical.test(text)) && !unless?.test(text) && says.some((pattern) => pattern.test(text));
    const statement = ({ line, text }: Sentence): Statement => ({ claim, line: { ...line, channel: 'said', text: text.slice(0, 240) } });
    const alone = sentences.find(({ text, gloss }) => (isAsked || !isQuestion(text)) && holds(gloss.slice(0, longest)));
    if (alone) return [statement(alone)];
    const pair = sentences.find((one, index) => {
      const next = sentences[index + 1];
      return (
        next !== undefined &&
        next.line.source === one.line.source &&
        !one.isTitle &&
        !isQuestion(one.text) &&
        !isQuestion(next.text) &&
        holds(`${one.gloss} ${next.gloss}`.slice(0, longest))
      );
    });
    return pair ? [statement({ line: pair.line, text: `${pair.text} ${sentences[sentences.indexOf(pair) + 1]!.text}` })] : [];
  });

const longest = 600;
const mostTogether = 3;

// What no pattern of a sentence fits may be told by what its parts speak of, over up to three sentences.
const clauseClaims = (sentences: readonly Glossed[]): Statement[] => {
  const parts = sentences.map(({ text, gloss }): readonly Clause[] =>
    isQuestion(text) || isHypothetical.test(gloss) ? [] : clausesOf(gloss.slice(0, longest)),
  );
  return clauseRules.flatMap(({ claim, holds }) => {
    for (let size = 1; size <= mostTogether; size++)
      for (let at = 0; at + size <= sentences.length; at++) {
        const together = sentences.slice(at, at + size);
        if (together.some(({ line }) => line.source !== together[0]!.line.source)) continue;
        if (!holds(parts.slice(at, at + size).flat())) continue;
        const text = together.map((each) => each.text).join(' ');
        return [{ claim, line: { ...together[0]!.line, channel: 'said' as const, text: text.slice(0, 240) } }];
      }
    return [];
  });
};
