import { builtInRules } from './rules/index.ts';
import type { HeadlineRule } from './rules/rule.ts';

export interface Headline {
  readonly rule: HeadlineRule;
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** The text of the line from the headline on. */
  readonly text: string;
}

/** Text that looks like a headline and is none, each from a kernel or boot loader that was well. */
const harmless: readonly RegExp[] = [
  /^INFO: (?:Stall ended before state dump start|lockdep is turned off|NMI handler \(.*took too long)/,
  /^(?:ODEBUG|DEBUG|LSM|audit): /,
  /^pstore: |^ramoops: |^Kernel command line: |^Unknown kernel command line parameters |^Command line: /,
];

/** Finds the row for a line. `hint` is a pattern for the fast search: it matches in every line that `find` could name. */
export class Headlines {
  readonly hint: string;
  readonly #rows: readonly { readonly rule: HeadlineRule; readonly word: RegExp }[];
  readonly #any: RegExp;

  constructor(own: readonly HeadlineRule[] = [], builtIn: readonly HeadlineRule[] = builtInRules) {
    const rules = [...own, ...builtIn];
    this.hint = [...new Set(rules.flatMap(hintsOf))].join('|');
    this.#rows = rules.map((rule) => ({ rule, word: new RegExp(hintsOf(rule).join('|')) }));
    this.#any = new RegExp(this.hint || '(?!)');
  }

  find(text: string): Headline | undefined {
    if (!this.#any.test(text) || harmless.some((pattern) => pattern.test(text))) return undefined;
    for (const { rule, word } of this.#rows) {
      const found = word.test(text) ? rule.headline.exec(text) : null;
      if (found) return { rule, groups: found.groups ?? {}, text };
    }
    return undefined;
  }
}

const hintsOf = (rule: HeadlineRule): readonly string[] =>
  rule.words ? rule.words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')) : [rule.headline.source.replace(/^\^/, '')];
