import type { Matched } from './certainty.ts';
import type { Facts } from './facts.ts';
import { Likeness } from './likeness/likeness.ts';
import { isSaid } from './provenance.ts';
import type { Row } from './rows/row.ts';
import { glossed } from './words/glossed.ts';
import { sentencesIn } from './words/sentences.ts';

/** Chosen on reports that it had not learnt from: below it a report of no known cause was named too often. */
const leastShare = 0.45;
/** The same where a rule holds something else for possible. */
const leastAgainst = 0.6;
/** A thread goes on to other things. */
const mostSentences = 80;

/**
 * What people's words are like as a whole, where no rule understands them or only holds something for possible. It never makes a cause more than
 * possible, never speaks against a line of a program, and orders causes that words alone make equally sure.
 */
export const withSecondOpinion = (ranked: readonly Matched[], facts: Facts, candidates: readonly Row[]): Matched[] => {
  const causes = ranked.filter(({ row }) => row.role === undefined);
  const isOpen = causes.every(({ found }) => found.confidence === 'possible' && found.lines.every(isSaid));
  const isOrdered = causes.length > 1 && causes.slice(0, 2).every(({ found }) => found.lines.every(isSaid));
  if (!isOpen && !isOrdered) return [...ranked];
  const sentences = sentencesIn(facts.lines).slice(0, mostSentences).map(glossed);
  if (sentences.length === 0) return [...ranked];
  const likeness = new Likeness(sentences);
  const ordered = isOrdered ? byLikeness(ranked, likeness) : [...ranked];
  return isOpen ? withLikest(ordered, causes.length > 0 ? leastAgainst : leastShare, likeness, candidates) : ordered;
};

// Only neighbours that are equally sure change places, and only where the one is hardly meant.
const byLikeness = (ranked: readonly Matched[], likeness: Likeness): Matched[] => {
  const [first, ...others] = ranked;
  const rival = others.find(
    ({ row, found }) =>
      row.role === undefined &&
      found.confidence === first!.found.confidence &&
      found.lines.every(isSaid) &&
      likeness.shareOf(row.name) >= leastShare,
  );
  return rival ? [rival, ...ranked.filter((each) => each !== rival)] : [...ranked];
};

const withLikest = (ranked: readonly Matched[], least: number, likeness: Likeness, candidates: readonly Row[]): Matched[] => {
  const [likest] = likeness.shares;
  const row = candidates.find(({ name, role }) => name === likest?.row && role === undefined);
  if (!row || !likest || likest.share < least || !likeness.tellsOfTrouble) return [...ranked];
  const known = ranked.find((each) => each.row === row);
  const lines = known?.found.lines ?? likeness.linesFor(row.name);
  if (lines.length === 0) return [...ranked];
  return [{ row, found: { confidence: 'possible', lines } }, ...ranked.filter((each) => each !== known)];
};
