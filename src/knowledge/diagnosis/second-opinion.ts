import { isBeside, type Matched } from './certainty.ts';
import type { Facts } from './facts.ts';
import { Likeness } from './likeness/likeness.ts';
import { isSaid } from './provenance.ts';
import { bootEndRows } from './rows/boot-end.ts';
import { bootMediumRows } from './rows/boot-medium.ts';
import { bootStageRows } from './rows/boot-stages.ts';
import { buildingRows } from './rows/building.ts';
import { labRows } from './rows/lab.ts';
import { isAboutCore, type Row } from './rows/row.ts';
import { uBootRows } from './rows/u-boot.ts';
import { type Glossed, glossed } from './words/glossed.ts';
import { sentencesIn } from './words/sentences.ts';
import { standingOf } from './words/standing.ts';
import { tellsSymptom } from './words/symptoms.ts';
import { withoutVainSteps } from './words/vain-tries.ts';

/** Chosen on reports that it had not learnt from: below it a report of no known cause was named too often. */
export const leastShare = 0.6;
/** The same where a rule holds something else for possible. */
const leastAgainst = 0.65;
/** Enough, too, where hardly anything speaks for a text of no fault. */
const leastDoubtless = 0.42;
const mostDoubt = 0.1;
/** From here on it is what the text is about. */
const leastMeant = 0.55;
/** Up to here it is a side remark. */
const mostUnmeant = 0.35;
/** From here on the text as a whole outweighs a rule that a few of its words fulfil, if it is hardly like that rule's row at all. */
const leastOverruling = 0.85;
const mostOverruled = 0.05;
/** From here on the text as a whole tells of no fault that has a row, and a cause that a few of its words speak for needs this share at least. */
const leastQuiet = 0.9;
const leastHeard = 0.05;
/** What can be the matter where nobody speaks of an M-core. */
const ofAnyBoard = new Set([
  ...[...labRows, ...uBootRows, ...bootMediumRows, ...bootStageRows, ...bootEndRows, ...buildingRows].map(({ name }) => name),
  ...['login-refused', 'environment-unreadable', 'uuu-cannot-open', 'authentication-failed', 'load-address-refused'],
  ...['serror', 'panic-policy', 'overlay-does-not-fit', 'debugger-cannot-connect'],
]);
/** A thread goes on to other things. */
const mostSentences = 80;

/** What is less like than this is not asked for. */
const leastAsked = 0.1;
const mostAsked = 3;

export interface SecondOpinion {
  readonly ranked: readonly Matched[];
  /** Where nothing is named: what it is like, though not enough to be named. Questions may decide between these. */
  readonly open: readonly Row[];
}

/**
 * What people's words are like as a whole, where no rule understands them or only holds something for possible. It never makes a cause more than
 * possible, never speaks against a line of a program, and orders causes that words alone make equally sure.
 */
export const secondOpinion = (matched: readonly Matched[], facts: Facts, rows: readonly Row[]): SecondOpinion => {
  const sentences = withoutRemarks(withoutVainSteps(sentencesIn(facts.lines).slice(0, mostSentences).map(glossed)));
  if (sentences.length === 0) return { ranked: matched, open: [] };
  const candidates = (isAboutCore(facts) ? rows : rows.filter(({ name }) => ofAnyBoard.has(name))).filter(
    (row) => !row.excludedBy?.(facts) && tellsSymptom(row.name, sentences) && !isHidden(row, matched),
  );
  const likeness = new Likeness(sentences);
  // A guess or a side remark that the rest of the text is not like.
  const ranked = matched
    .filter(({ row, found }) => !isBeside(found, facts) || likeness.shareOf(row.name) >= leastAsked)
    .filter((each) => !isOverheard(each, likeness));
  const causes = ranked.filter(({ row }) => row.role === undefined);
  const isOpen = causes.every(({ found }) => found.confidence === 'possible' && found.lines.every(isSaid));
  const isOrdered = causes.length > 1 && causes.slice(0, 2).every(({ found }) => found.lines.every(isSaid));
  const isOfWords = causes[0]?.found.confidence === 'likely' && causes[0].found.lines.every(isSaid);
  if (!isOpen && !isOrdered && !isOfWords) return { ranked, open: [] };
  const ordered = isOrdered ? byLikeness(ranked, likeness) : [...ranked];
  if (isOfWords) return { ranked: overruled(ordered, likeness, candidates), open: [] };
  if (!isOpen) return { ranked: ordered, open: [] };
  const named = withLikest(ordered, causes.length > 0 ? leastAgainst : leastShare, likeness, candidates);
  const isNamed = named.some(({ row }) => row.role === undefined);
  return { ranked: named, open: isNamed || !likeness.tellsOfTrouble ? [] : likestOf(likeness, candidates) };
};

/** What is only added says little of what a post is about, unless there is nothing else. */
const withoutRemarks = (sentences: readonly Glossed[]): readonly Glossed[] => {
  const others = sentences.filter((sentence) => standingOf(sentence) !== 'aside');
  return others.length > 0 ? others : sentences;
};

const isHidden = ({ name }: Row, matched: readonly Matched[]): boolean =>
  matched.some(({ row, found }) => found.confidence !== 'possible' && row.hides?.includes(name));

// No row fits: a rule found its words in a text that is about something else from end to end.
const isOverheard = ({ row, found }: Matched, likeness: Likeness): boolean =>
  row.role === undefined &&
  likeness.isTelling &&
  found.lines.every(isSaid) &&
  likeness.shareOf('-') >= leastQuiet &&
  likeness.shareOf(row.name) < leastHeard;

const likestOf = (likeness: Likeness, candidates: readonly Row[]): Row[] =>
  likeness.shares
    .filter(({ share }) => share >= leastAsked)
    .flatMap(({ row }) => candidates.filter(({ name, role }) => name === row && role === undefined))
    .slice(0, mostAsked);

// Where words alone speak for several causes, the one that is meant comes first; what is hardly meant is not likely any more.
const byLikeness = (ranked: readonly Matched[], likeness: Likeness): Matched[] => {
  const [first, ...others] = ranked;
  const isSure = likeness.shareOf(first!.row.name) > mostUnmeant;
  const rival = others.find(
    ({ row, found }) =>
      row.role === undefined &&
      (!isSure || found.confidence === first!.found.confidence) &&
      found.lines.every(isSaid) &&
      likeness.shareOf(row.name) >= leastMeant,
  );
  if (!rival) return [...ranked];
  const { confidence } = rival.found;
  const behind = ranked.filter((each) => each !== rival);
  const before = behind.slice(0, ranked.indexOf(rival));
  return [rival, ...behind.map((each) => (before.includes(each) ? { ...each, found: { ...each.found, confidence } } : each))];
};

// A rule looks at a few words; where the whole speaks of something else it may be mistaken, and both are possible at most.
const overruled = (ranked: readonly Matched[], likeness: Likeness, candidates: readonly Row[]): Matched[] => {
  const [first] = ranked;
  const [likest] = likeness.shares;
  if (!first || !likest || !likeness.isTelling || first.row.name === likest.row) return [...ranked];
  const own = likeness.shareOf(first.row.name);
  const row = candidates.find(({ name, role }) => name === likest.row && role === undefined);
  const lines = row ? likeness.linesFor(row.name) : [];
  if (!row || lines.length === 0 || likest.share < leastOverruling || own > mostOverruled) return [...ranked];
  const others = ranked.filter((each) => each.row !== row);
  return [
    { row, found: { confidence: 'possible', lines } },
    ...others.map((each) => ({
      ...each,
      found: each.found.lines.every(isSaid) ? { ...each.found, confidence: 'possible' as const } : each.found,
    })),
  ];
};

const isEnough = (share: number, least: number, likeness: Likeness): boolean =>
  share >= least || (least === leastShare && share >= leastDoubtless && likeness.shareOf('-') <= mostDoubt);

// Trouble can be told without a word for it, where everything else is like that of a row.
const isTrouble = (share: number, likeness: Likeness): boolean =>
  likeness.tellsOfTrouble || (share >= leastOverruling && likeness.shareOf('-') <= mostOverruled);

const withLikest = (ranked: readonly Matched[], least: number, likeness: Likeness, candidates: readonly Row[]): Matched[] => {
  const [likest] = likeness.shares;
  const row = candidates.find(({ name, role }) => name === likest?.row && role === undefined);
  if (!row || !likest || !isEnough(likest.share, least, likeness) || !isTrouble(likest.share, likeness) || !likeness.isTelling)
    return [...ranked];
  const known = ranked.find((each) => each.row === row);
  const lines = known?.found.lines ?? likeness.linesFor(row.name);
  if (lines.length === 0) return [...ranked];
  return [{ row, found: { confidence: 'possible', lines } }, ...ranked.filter((each) => each !== known)];
};
