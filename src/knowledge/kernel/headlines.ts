import { builtInRules } from './rules/index.ts';
import { m7Rules } from './rules/m7.ts';
import { m7LogRules } from './rules/m7-in-logs.ts';
import { otherSystemRules } from './rules/other-systems.ts';
import type { HeadlineRule } from './rules/rule.ts';
import { isAlternation, isTemplate, talkInFront } from './talk.ts';
import { longestUnknown, looksLikePrefix, startsBefore, uncut, unmistakable } from './unknown-prefix.ts';
import { type Word, WordSearch } from './word-search.ts';

export interface Headline {
  readonly rule: HeadlineRule;
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** The text of the line from the headline on. */
  readonly text: string;
  /** It stands behind text that nobody knows as a prefix: somebody may only be talking of it. */
  readonly unverified?: true;
}

const mostWordsTried = 4;

/** Text that looks like a headline and is none, each from a kernel or boot loader that was well. */
const harmless: readonly RegExp[] = [
  /^INFO: (?:Stall ended before state dump start|lockdep is turned off|NMI handler \(.*took too long)/,
  /^(?:ODEBUG|DEBUG|LSM|audit): /,
  // A line in quotes, but for U-Boot's name of an exception.
  /^[([{]*["'`](?!(?:Synchronous Abort|Error|Irq|Fiq|Bad \w+)" handler)/,
  // What printf() fills in; a kernel once printed its %s itself.
  /%l{0,2}[dux]\b|["'].*%s|%s.*["']|\\n["']/,
  isTemplate,
  isAlternation,
  /^pstore: |^ramoops: |^Kernel command line: |^Unknown kernel command line parameters |^Command line: /,
];

const glued =
  /(?<=[\w.)\]>])(?:(?:NMI )?watchdog: BUG: |BUG: (?=KASAN|KMSAN|KFENCE|soft lockup|unable|kernel NULL|sleeping|scheduling)|Kernel [Pp]anic - not syncing: |kernel BUG at |rcu: INFO: rcu_|Unable to handle kernel )/;

/** The rows of a log whose runner nobody knows: it may be a small core's, or another system's. */
const inLogs = [...builtInRules, ...m7LogRules, ...otherSystemRules];

const ofLabs = new WeakSet<HeadlineRule>();

/** A row that a lab wrote, for whatever prints on its boards. */
export const isOfLab = (rule: HeadlineRule): boolean => ofLabs.has(rule);

/** The built-in rows, behind a lab's own. */
export const headlinesWith = (own: readonly HeadlineRule[] = []): Headlines => {
  for (const rule of own) ofLabs.add(rule);
  return own.length === 0 ? builtIn() : new Headlines([...own, ...builtInRules]);
};

/** The same for a log whose runner nobody knows: it may be a small core's. */
export const logHeadlinesWith = (own: readonly HeadlineRule[] = []): Headlines =>
  own.length === 0 ? logBuiltIn() : new Headlines([...own, ...inLogs]);

/** The rows of the M7's own UART, behind a lab's own. */
export const m7HeadlinesWith = (own: readonly HeadlineRule[] = []): Headlines =>
  own.length === 0 ? m7BuiltIn() : new Headlines([...own, ...m7Rules]);

/** Finds the row for a line. */
export class Headlines {
  /** What is in every line that `find` could name: words, and a pattern for the rows of a lab that give none. */
  readonly words: readonly string[];
  readonly pattern: RegExp | undefined;
  readonly #rules: readonly HeadlineRule[];
  /** By word, the places of the rows that it may be a line of. */
  readonly #rowsOf = new Map<string, number[]>();
  readonly #wordless: readonly number[];
  readonly #search: WordSearch;
  /** The text that was searched last, and what of it: a line is asked about several times in a row. */
  #searched = '';
  #found: readonly Word[] = [];

  constructor(rules: readonly HeadlineRule[]) {
    this.words = rules.flatMap((rule) => rule.words ?? []);
    const wordless = rules.filter((rule) => rule.words === undefined).map((rule) => anywhere(rule.headline));
    this.pattern = wordless.length === 0 ? undefined : new RegExp(wordless.join('|'), 'g');
    this.#rules = rules;
    for (const [row, { words = [] }] of rules.entries())
      for (const word of words) this.#rowsOf.set(word, [...(this.#rowsOf.get(word) ?? []), row]);
    this.#wordless = rules.flatMap(({ words }, row) => (words === undefined ? [row] : []));
    this.#search = new WordSearch(this.words);
  }

  find(text: string): Headline | undefined {
    if (!this.#isCandidate(text)) return undefined;
    if (harmless.some((pattern) => pattern.test(text))) return undefined;
    return this.#row(text);
  }

  /** True when the text holds a word of some headline. */
  holdsWord(text: string): boolean {
    return this.#words(text).length > 0;
  }

  /** The same behind text that a driver printed without a newline, which printk then continues with whatever comes next. */
  findGlued(text: string): Headline | undefined {
    const at = this.holdsWord(text) ? text.search(glued) : -1;
    return at === -1 ? undefined : this.find(text.slice(at));
  }

  /**
   * A headline that cannot be mistaken, anywhere in a line whose prefix nobody knows, or without its first characters. It is unverified, but for
   * what firmware prints behind an unfinished line.
   */
  findAnywhere(text: string): Headline | undefined {
    if (!this.holdsWord(text) && uncut(text) === undefined) return undefined;
    if (harmless.some((pattern) => pattern.test(text))) return undefined;
    if (text.length <= longestUnknown) return this.#findIn(text);
    // Of a very long line only a part is looked at, so that no line costs more than others.
    const { at } = this.#words(text)[0] ?? { at: 0 };
    const from = Math.max(0, at - longestUnknown / 2);
    return this.#findIn(text.slice(from, from + longestUnknown));
  }

  #findIn(text: string): Headline | undefined {
    const at = text.search(unmistakable);
    if (at > 0) {
      const found = this.find(text.slice(at));
      const isFirmwares = found?.rule.from === 'firmware';
      if (found && (isFirmwares || talkInFront(text.slice(0, at), { isNamed: true }) === undefined))
        return isFirmwares ? found : { ...found, unverified: true };
    }
    const whole = at === 0 ? undefined : uncut(text);
    const found = (whole === undefined ? undefined : this.find(whole)) ?? this.#behindUnknown(text);
    return found && { ...found, unverified: true };
  }

  /** Any row's headline behind what looks like a prefix. Of a line's words only a few are tried, so that no line costs more than others. */
  #behindUnknown(text: string): Headline | undefined {
    for (const { word, at } of this.#words(text).slice(0, mostWordsTried)) {
      const found = this.#rowBehind(text, at, word);
      if (found) return found;
    }
    return undefined;
  }

  #rowBehind(text: string, at: number, word: string): Headline | undefined {
    const rules = this.#rowsOf.get(word)!.map((row) => this.#rules[row]!);
    const anywhere = rules.filter(({ from }) => from !== 'program');
    if (anywhere.length === 0) return undefined;
    const glued = anywhere.some(({ from }) => from === 'firmware');
    for (const start of startsBefore(text, at, glued)) {
      const rest = text.slice(start);
      const isGlued = glued && /\w/.test(text[start - 1]!);
      const rule = anywhere.find(
        ({ headline, from, onlyAtStart }) => (isGlued ? from === 'firmware' : !onlyAtStart) && headline.test(rest),
      );
      if (rule && (isGlued || looksLikePrefix(text.slice(0, start)))) return named(rule, rest);
    }
    return undefined;
  }

  #words(text: string): readonly Word[] {
    if (text !== this.#searched) {
      this.#found = this.#search.all(text);
      this.#searched = text;
    }
    return this.#found;
  }

  #isCandidate(text: string): boolean {
    return this.holdsWord(text) || (this.pattern !== undefined && text.search(this.pattern) !== -1);
  }

  #row(text: string): Headline | undefined {
    const words = this.#words(text);
    if (words.length === 0 && this.#wordless.length === 0) return undefined;
    const rows = new Set(this.#wordless);
    for (const { word } of words) for (const row of this.#rowsOf.get(word)!) rows.add(row);
    for (const row of [...rows].sort((one, other) => one - other)) {
      const rule = this.#rules[row]!;
      if (rule.headline.test(text)) return named(rule, text);
    }
    return undefined;
  }
}

const named = (rule: HeadlineRule, text: string): Headline => ({ rule, groups: rule.headline.exec(text)?.groups ?? {}, text });

const anywhere = (headline: RegExp): string => headline.source.replace(/^\^/, '');

const once = (rules: readonly HeadlineRule[]): (() => Headlines) => {
  let made: Headlines | undefined;
  return () => {
    made ??= new Headlines(rules);
    return made;
  };
};
const builtIn = once(builtInRules);
const logBuiltIn = once(inLogs);
const m7BuiltIn = once(m7Rules);
