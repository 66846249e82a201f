import { builtInRules } from './rules/index.ts';
import type { HeadlineRule } from './rules/rule.ts';
import { longestUnknown, talks, uncut, unmistakable } from './unknown-prefix.ts';
import { WordSearch } from './word-search.ts';

export interface Headline {
  readonly rule: HeadlineRule;
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** The text of the line from the headline on. */
  readonly text: string;
  /** It stands behind text that nobody knows as a prefix: somebody may only be talking of it. */
  readonly unverified?: true;
}

/** Text that looks like a headline and is none, each from a kernel or boot loader that was well. */
const harmless: readonly RegExp[] = [
  /^INFO: (?:Stall ended before state dump start|lockdep is turned off|NMI handler \(.*took too long)/,
  /^(?:ODEBUG|DEBUG|LSM|audit): /,
  /^pstore: |^ramoops: |^Kernel command line: |^Unknown kernel command line parameters |^Command line: /,
];

const glued =
  /(?<=[\w.)\]>])(?:(?:NMI )?watchdog: BUG: |BUG: (?=KASAN|KMSAN|KFENCE|soft lockup|unable|kernel NULL|sleeping|scheduling)|Kernel panic - not syncing: |kernel BUG at |rcu: INFO: rcu_|Unable to handle kernel )/;

/** The built-in rows, behind a lab's own. */
export const headlinesWith = (own: readonly HeadlineRule[] = []): Headlines =>
  own.length === 0 ? builtIn() : new Headlines([...own, ...builtInRules]);

/** Finds the row for a line. */
export class Headlines {
  /** What is in every line that `find` could name: words, and a pattern for the rows of a lab that give none. */
  readonly words: readonly string[];
  readonly pattern: RegExp | undefined;
  readonly #rows: readonly { readonly rule: HeadlineRule; readonly word: RegExp }[];
  readonly #search: WordSearch;

  constructor(rules: readonly HeadlineRule[]) {
    this.words = rules.flatMap((rule) => rule.words ?? []);
    const wordless = rules.filter((rule) => rule.words === undefined).map((rule) => anywhere(rule.headline));
    this.pattern = wordless.length === 0 ? undefined : new RegExp(wordless.join('|'), 'g');
    this.#rows = rules.map((rule) => ({ rule, word: new RegExp(rule.words?.map(literal).join('|') ?? anywhere(rule.headline)) }));
    this.#search = new WordSearch(this.words);
  }

  find(text: string): Headline | undefined {
    if (this.#search.next(text) === -1 && (this.pattern === undefined || text.search(this.pattern) === -1)) return undefined;
    if (harmless.some((pattern) => pattern.test(text))) return undefined;
    return this.#row(text);
  }

  /** True when the text holds a word of some headline. */
  holdsWord(text: string): boolean {
    return this.#search.next(text) !== -1;
  }

  /** The same behind text that a driver printed without a newline, which printk then continues with whatever comes next. */
  findGlued(text: string): Headline | undefined {
    const at = text.search(glued);
    return at === -1 ? undefined : this.find(text.slice(at));
  }

  /**
   * A headline that cannot be mistaken, anywhere in a line whose prefix nobody knows, or without its first characters. It is unverified, but for
   * what firmware prints behind an unfinished line.
   */
  findAnywhere(text: string): Headline | undefined {
    if (text.length > longestUnknown || harmless.some((pattern) => pattern.test(text))) return undefined;
    const at = text.search(unmistakable);
    if (at > 0 && !talks.test(text.slice(0, at))) {
      const found = this.find(text.slice(at));
      if (found) return found.rule.from === 'firmware' ? found : { ...found, unverified: true };
    }
    const whole = at === 0 ? undefined : uncut(text);
    const found = whole === undefined ? undefined : this.find(whole);
    return found && { ...found, unverified: true };
  }

  #row(text: string): Headline | undefined {
    for (const { rule, word } of this.#rows) {
      const found = word.test(text) ? rule.headline.exec(text) : null;
      if (found) return { rule, groups: found.groups ?? {}, text };
    }
    return undefined;
  }
}

const literal = (word: string): string => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const anywhere = (headline: RegExp): string => headline.source.replace(/^\^/, '');

let shared: Headlines | undefined;
const builtIn = (): Headlines => {
  shared ??= new Headlines(builtInRules);
  return shared;
};
