import { type Matched, weighed } from './certainty.ts';
import type { Facts } from './facts.ts';
import { type Fingerprint, fingerprintsOf } from './fingerprints.ts';
import { type LogLine, quote } from './log-line.ts';
import { isSaid } from './provenance.ts';
import { missingFor, type Question, questionsFor } from './questions.ts';
import { type Recognised, recognisedIn } from './recognised.ts';
import { allRows } from './rows/all.ts';
import { type Confidence, type Confirmation, claimed, confidences, type Evidence, evidence, type Row } from './rows/row.ts';
import type { RuledOut } from './ruled-out.ts';
import { secondOpinion } from './second-opinion.ts';
import { nextExperiment, stallExclusions } from './stall.ts';

export interface Cause {
  /** Number and name of the row; stable. */
  readonly row: number;
  readonly name: string;
  readonly cause: string;
  readonly confidence: Confidence;
  readonly role: 'cause' | 'consequence' | 'advice';
  /** Quoted lines with channel, place and time; never empty. */
  readonly evidence: readonly string[];
  readonly confirm: readonly Confirmation[];
  readonly fix: string;
  readonly source: string;
}

/** What `hil diagnose --json` prints; the shape changes only together with `version`. */
export interface Diagnosis {
  readonly version: 2;
  /** What the text is about: board, SoC, remote core, versions, firmware; each with its line. */
  readonly recognised: readonly Recognised[];
  /** unknown: no known cause fits; `ruledOut` and `seen` are then all that can be said. */
  readonly verdict: 'found' | 'unknown';
  /** The likeliest first; consequences behind causes. */
  readonly causes: readonly Cause[];
  readonly ruledOut: readonly RuledOut[];
  readonly fingerprints: readonly Fingerprint[];
  /** Kernel incidents, for those who want to look on: "rcu-stall in _raw_spin_lock". */
  readonly seen: readonly string[];
  /** What to try when the cause is unproven. */
  readonly nextExperiment?: string;
  /** At most three commands whose answers would decide between what is left; none when a cause is certain. */
  readonly ask: readonly Question[];
  /** What would tell more. */
  readonly missing: readonly string[];
}

/** Names the causes that facts speak for, ranked. Never throws; never names a cause without a line that says so. */
export const diagnose = (facts: Facts): Diagnosis => {
  const matched = weighed(
    allRows
      .filter((row) => appliesTo(row, facts))
      .flatMap((row) => {
        const found = row.matches(facts) ?? saidOf(row, facts);
        return found && found.lines.length > 0 ? [{ row, found }] : [];
      }),
    facts,
  );
  const others = matched.filter(({ row }) => !row.isFallback && row.role !== 'advice');
  const { ranked, open } = secondOpinion(
    rank(
      matched.filter((each) => !each.row.isFallback || others.every((other) => isSurer(each, other))),
      facts,
    ),
    facts,
    allRows.filter((row) => appliesTo(row, facts)),
  );
  const names = new Set(ranked.map(({ row }) => row.id));
  const next = nextExperiment(facts);
  const ask = questionsFor(
    facts,
    ranked.map(({ row, found }) => ({ row, confidence: found.confidence })),
    open,
  );
  return {
    version: 2,
    recognised: recognisedIn(facts),
    verdict: ranked.length > 0 ? 'found' : 'unknown',
    causes: ranked.map(({ row, found }) => causeOf(row, found)),
    ruledOut: [...exclusions(facts, names), ...stallExclusions(facts)],
    fingerprints: fingerprintsOf(facts),
    seen: [...new Set(facts.incidents.map(({ title }) => title))],
    ...(next ? { nextExperiment: next } : {}),
    ask,
    missing: ranked.some(({ found }) => found.confidence === 'certain') ? [] : missingFor(facts, ask),
  };
};

// Most logs show something that may mean nothing; what people say of where it ends means more.
const isSurer = ({ found }: Matched, other: Matched): boolean =>
  other.found.confidence === 'possible' && found.confidence !== 'possible' && !other.found.lines.some(isSaid);

const saidOf = ({ said }: Row, facts: Facts): Evidence | undefined =>
  said && evidence(said.confidence ?? 'likely', claimed(facts, said.claim));

const appliesTo = ({ socs }: Row, { platform: { soc } }: Facts): boolean => !socs || !soc || socs.includes(soc.name);

const roles = ['cause', 'consequence', 'advice'] as const;
const roleOf = (row: Row): Cause['role'] => row.role ?? 'cause';

const rank = (matched: readonly Matched[], facts: Facts): Matched[] => {
  const place = new Map<LogLine, number>(facts.lines.map((line, index) => [line, index]));
  const earliest = ({ found }: Matched): number => Math.min(...found.lines.map((line) => place.get(line) ?? Number.POSITIVE_INFINITY));
  return [...matched].sort(
    (one, other) =>
      roles.indexOf(roleOf(one.row)) - roles.indexOf(roleOf(other.row)) ||
      confidences.indexOf(one.found.confidence) - confidences.indexOf(other.found.confidence) ||
      earliest(one) - earliest(other) ||
      one.row.id - other.row.id,
  );
};

const causeOf = (row: Row, { confidence, lines }: Evidence): Cause => ({
  row: row.id,
  name: row.name,
  cause: row.cause,
  confidence,
  role: roleOf(row),
  evidence: lines.map(quote),
  confirm: row.confirm,
  fix: row.fix,
  source: row.source,
});

const exclusions = (facts: Facts, named: ReadonlySet<number>): RuledOut[] =>
  allRows
    .filter((row) => !named.has(row.id) && appliesTo(row, facts))
    .flatMap((row) => {
      const found = row.excludedBy?.(facts);
      return found ? [{ what: row.name, because: found.because, evidence: quote(found.line) }] : [];
    });
