import type { Facts } from './facts.ts';
import type { LogLine } from './log-line.ts';
import { isSaid, provenanceOf } from './provenance.ts';
import type { Confidence, Evidence, Row } from './rows/row.ts';
import { glossed } from './words/glossed.ts';
import { sentencesIn } from './words/sentences.ts';
import { vainTries } from './words/vain-tries.ts';

/** A row that matched, and what speaks for it. */
export interface Matched {
  readonly row: Row;
  readonly found: Evidence;
}

/** What certainty is left to each when all are seen together: by who said it, by what came behind it, and by each other. */
export const weighed = (matched: readonly Matched[], facts: Facts): Matched[] => {
  const tries = vainTries(sentencesIn(facts.lines).map(glossed));
  const place = new Map<LogLine, number>(facts.lines.map((line, index) => [line, index]));
  const proven = matched.map(({ row, found }) => ({ row, found: asMeant(asFixed(row, asProven(row, found, facts), tries), facts) }));
  return rivals(
    withoutConsequences(proven, place).map((each) => overtaken(each, facts, place)),
    place,
  );
};

// The earlier stage that failed is the cause; what comes behind it in the same boot follows from it.
const withoutConsequences = (matched: readonly Matched[], place: ReadonlyMap<LogLine, number>): Matched[] =>
  matched.filter(
    (each) =>
      !matched.some(
        (other) =>
          other !== each &&
          other.found.confidence !== 'possible' &&
          other.row.hides?.includes(each.row.name) &&
          (isWords(each) || isWords(other) || firstOf(other, place) <= firstOf(each, place) || lastOf(other, place) < lastOf(each, place)),
      ),
  );
const isWords = ({ found }: Matched): boolean => found.lines.every(isSaid);
const firstOf = ({ found }: Matched, place: ReadonlyMap<LogLine, number>): number =>
  Math.min(...found.lines.map((line) => place.get(line) ?? Number.POSITIVE_INFINITY));

const isCertain = ({ row, found }: Matched): boolean => found.confidence === 'certain' && row.role === undefined;
const lowered = ({ row, found }: Matched, confidence: Confidence): Matched => ({ row, found: { ...found, confidence } });

// Certain is only what a program printed itself; words are likely at most, and so is an address on a SoC that only words name.
const asProven = (row: Row, found: Evidence, { platform: { soc } }: Facts): Evidence => {
  const isPrinted = found.lines.some((line) => provenanceOf(line) === 'printed');
  const isPlaced = !row.readsAddresses || soc?.isPrinted === true;
  return found.confidence === 'certain' && !(isPrinted && isPlaced) ? { ...found, confidence: 'likely' } : found;
};

// Who has tried the cure in vain has another trouble, or this one too.
const asFixed = ({ fixWords }: Row, found: Evidence, tries: readonly string[]): Evidence =>
  found.confidence === 'certain' && fixWords !== undefined && tries.some((text) => fixWords.test(text))
    ? { ...found, confidence: 'likely' }
    : found;

/** All that speaks for it is what somebody guesses, or adds to what the post is about. */
export const isBeside = ({ lines }: Evidence, { statements }: Facts): boolean =>
  lines.every((line) => {
    const own = statements.filter((each) => each.line === line);
    // A row may have found the line itself, with all the sentences in it.
    const claims = own.length > 0 ? own.slice(0, 1) : statements.filter((each) => isSaid(line) && isSamePlace(each.line, line));
    return claims.length > 0 && claims.every(({ standing }) => standing === 'guess' || standing === 'aside');
  });

const isSamePlace = (one: LogLine, other: LogLine): boolean => one.source === other.source && one.number === other.number;

const asMeant = (found: Evidence, facts: Facts): Evidence =>
  found.confidence === 'likely' && isBeside(found, facts) ? { ...found, confidence: 'possible' } : found;

const lastOf = ({ found }: Matched, place: ReadonlyMap<LogLine, number>): number =>
  Math.max(...found.lines.map((line) => place.get(line) ?? -1));

// A start that came up, and a login, lie behind what kept an earlier one from it.
const overtaken = (each: Matched, { starts, lines }: Facts, place: ReadonlyMap<LogLine, number>): Matched => {
  if (!isCertain(each) || each.row.stage === undefined) return each;
  const last = lastOf(each, place);
  if (last === -1) return each;
  const isBehind =
    each.row.stage === 'start'
      ? starts.some(({ trigger, up }) => up !== undefined && (place.get(trigger) ?? -1) > last)
      : lines.slice(last + 1).some(({ text, command }) => command === undefined && /\blogin: ?$/.test(text));
  return isBehind ? lowered(each, 'possible') : each;
};

// Of two causes of one stage that are both certain the later one is where the report stands; in one and the same line neither excludes the other.
const rivals = (matched: readonly Matched[], place: ReadonlyMap<LogLine, number>): Matched[] => {
  const certain = matched.filter((each) => isCertain(each) && each.row.stage !== undefined);
  return matched.map((each) => {
    const others = certain.filter((other) => other !== each && other.row.stage === each.row.stage);
    if (!certain.includes(each) || others.length === 0) return each;
    return others.some((other) => lastOf(other, place) >= lastOf(each, place)) ? lowered(each, 'likely') : each;
  });
};
