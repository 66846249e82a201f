import type { RawLine } from '../boot/raw-line.ts';
import { damagedHeadline, isEvidence, isOld } from './damaged.ts';
import type { Headline, Headlines } from './headlines.ts';
import type { LineReader } from './line-reader.ts';
import { losesCharacters } from './lossy-wire.ts';
import { type Message, normalise } from './normalise.ts';
import { RepairEffort } from './repair-effort.ts';
import type { Body } from './report-body.ts';
import { type Footprint, footprints } from './rules/footprints.ts';
import { lostHeadlineRule } from './rules/own.ts';
import type { HeadlineRule } from './rules/rule.ts';
import { strongHeadline } from './strong-words.ts';
import { harmlessUntilVerified } from './unverified.ts';

/** So many lines behind a report its traces are its own. */
const lostApart = 120;

export interface LostReportsOptions {
  readonly headlines: Headlines;
  readonly reader: LineReader;
  /** The log is all that there is. */
  readonly isFinished: boolean;
  readonly open: (headline: Headline, message: Message, line: RawLine) => Body | undefined;
  readonly continue: (message: Message, line: RawLine) => void;
}

/** Reports whose headline came damaged, or is not in the log at all. */
export class LostReports {
  readonly #options: LostReportsOptions;
  readonly #effort = new RepairEffort();
  /** The last line that belongs to a report, and the last one of a report that yields to no other. */
  #reported = -lostApart;
  #certain = -lostApart;
  /** The last line of what somebody asked the kernel for. */
  #asked = -lostApart;

  constructor(options: LostReportsOptions) {
    this.#options = options;
  }

  reported(line: RawLine, { yields }: HeadlineRule): void {
    this.#reported = line.number;
    if (!yields) this.#certain = line.number;
  }

  /** In a finished log: a line in words that no row knows. */
  findStrong(message: Message, line: RawLine): void {
    const headline = this.#options.isFinished ? strongHeadline(message.text, message.stamped) : undefined;
    if (headline) this.#options.open(harmlessUntilVerified(headline), message, line);
  }

  /** A body without a headline, or a consequence without a cause: the headline is among the lines behind, and came damaged. */
  find(message: Message, headline: Headline | undefined, line: RawLine): void {
    if (headline ? headline.rule.kind !== 'panic' && headline.rule.continues === undefined : !isEvidence(message.text)) {
      if (!headline) this.#openLost(message, line, () => this.#options.reader.before(32));
      return;
    }
    this.#effort.reach(line.start);
    if (this.#effort.isSpent && this.#isNear(line)) return;
    const { headlines, reader } = this.#options;
    // A panic behind a report that was seen is its end: no other one's headline stands in that report.
    const before = reader.before(headline ? Math.min(12, line.number - this.#certain - 1) : 32);
    const damaged = damagedHeadline(before, message.caller, headlines, this.#effort, !headline);
    if (!damaged || damaged.message.stamped !== message.stamped || isOld(damaged, message)) {
      if (!headline) this.#openLost(message, line, () => before);
      return;
    }
    const at = { ...line, number: line.number - damaged.ago, start: line.start - lengthOf(before.slice(-damaged.ago)) };
    if (!this.#options.open(damaged.headline, damaged.message, at)) return;
    for (const text of before.slice(before.length - damaged.ago + 1))
      for (const between of normalise(text)) this.#options.continue(between, line);
  }

  #isNear(line: RawLine): boolean {
    return line.number < this.#reported + lostApart;
  }

  /**
   * Where the wire loses characters a report whose headline nobody can read is one all the same, and so is one in a finished log that holds
   * only what stands behind a headline. What somebody asked the kernel for is none.
   */
  #openLost(message: Message, line: RawLine, before: () => readonly string[]): void {
    if (asksForTraces.test(message.text)) this.#asked = line.number;
    if (this.#isNear(line)) return;
    const found = this.#options.isFinished ? footprints.find((footprint) => isLeft(footprint, message, before)) : undefined;
    const isLost = found ?? (isEvidence(message.text) && losesCharacters(before()));
    if (!isLost || this.#isAskedFor(line, before())) return;
    const rule = found?.rule ?? lostHeadlineRule;
    const headline = harmlessUntilVerified({ rule, groups: {}, text: message.text, unverified: true });
    const body = this.#options.open(headline, message, line);
    for (const text of found?.run ? inFront(before(), found.run) : []) body?.report.add(text);
    body?.report.add(message.text);
  }

  #isAskedFor(line: RawLine, before: readonly string[]): boolean {
    const isAsked = line.number < this.#asked + lostApart || before.some((each) => asksForTraces.test(each));
    if (isAsked) this.#asked = line.number;
    return isAsked;
  }
}

/** So many lines of one shape are no line that somebody merely quotes. */
const shortestRun = 2;
/** So many lines in front say whose a line is. */
const nearby = 6;

const isLeft = ({ says, run, unless }: Footprint, { text }: Message, before: () => readonly string[]): boolean =>
  says.test(text) &&
  !(
    unless &&
    before()
      .slice(-nearby)
      .some((line) => unless.test(line))
  ) &&
  (run === undefined || (run.test(text) && inFront(before(), run).length >= shortestRun));

/** The lines of that shape right before this one, oldest first. */
const inFront = (before: readonly string[], shape: RegExp): string[] => {
  const run: string[] = [];
  for (const line of before.toReversed()) {
    const text = normalise(line).at(-1)?.text ?? '';
    if (!shape.test(text)) break;
    run.unshift(text);
  }
  return run;
};

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

/** For the fast search: somebody asks the kernel for traces. Lines with `sysrq: ` are looked at for the boot's sake. */
export const askingWords: readonly string[] = ['FAULT_INJECTION: ', 'SysRq : '];
/** Of a system that is well: sysrq, and lib/fault-inject.c, which shows whom it lets fail. */
const asksForTraces = /\bsysrq\b|\bFAULT_INJECTION: /i;
