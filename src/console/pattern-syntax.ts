/** As much of a regular expression as it takes to tell how much text it may need. */
export type PatternNode =
  | { readonly kind: 'char'; readonly source: string }
  | { readonly kind: 'assertion'; readonly source: string }
  | { readonly kind: 'reference'; readonly source: string }
  | { readonly kind: 'group'; readonly opening: string; readonly body: readonly PatternSequence[] }
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number; readonly source: string };
export type PatternSequence = readonly PatternNode[];

export const isLookaround = (opening: string): boolean => /^\(\?<?[=!]$/.test(opening);

/** The alternatives of a regular expression that the engine has already accepted. */
export const parsePattern = ({ source, flags }: RegExp): readonly PatternSequence[] => new Parser(source, flags).alternatives();

class Parser {
  readonly #source: string;
  readonly #sets: boolean;
  #at = 0;
  constructor(source: string, flags: string) {
    this.#source = source;
    this.#sets = flags.includes('v');
  }

  alternatives(): PatternSequence[] {
    const all: PatternNode[][] = [[]];
    while (this.#at < this.#source.length && !this.#ahead(')')) {
      if (this.#ahead('|')) {
        this.#at++;
        all.push([]);
      } else all.at(-1)!.push(this.#repeated(this.#atom()));
    }
    return all;
  }

  #atom(): PatternNode {
    const opening = this.#match(/\((?:\?(?:[:=!]|<[=!]|<[^>]+>))?/y);
    if (opening !== undefined) return this.#group(opening);
    const assertion = this.#match(/[\^$]|\\[bB]/y);
    if (assertion !== undefined) return { kind: 'assertion', source: assertion };
    const reference = this.#match(/\\(?:[1-9]\d*|k<[^>]+>)/y);
    if (reference !== undefined) return { kind: 'reference', source: reference };
    if (this.#ahead('[')) return { kind: 'char', source: this.#class() };
    return { kind: 'char', source: this.#match(/\\(?:u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|[pP]\{[^}]*\}|.)|./suy)! };
  }

  #group(opening: string): PatternNode {
    const body = this.alternatives();
    this.#at++;
    return { kind: 'group', opening, body };
  }

  #class(): string {
    const from = this.#at;
    let depth = 0;
    do {
      if (this.#ahead('\\')) this.#at++;
      else if (this.#ahead('[') && (this.#sets || depth === 0)) depth++;
      else if (this.#ahead(']')) depth--;
      this.#at++;
    } while (depth > 0);
    return this.#source.slice(from, this.#at);
  }

  #repeated(node: PatternNode): PatternNode {
    const source = this.#match(/(?:[*+?]|\{\d+(?:,\d*)?\})\??/y);
    if (source === undefined) return node;
    const [min, max] = bounds(source);
    return { kind: 'repeat', node, min, max, source };
  }

  #ahead(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}

const bounds = (quantifier: string): [min: number, max: number] => {
  if (quantifier.startsWith('*')) return [0, Number.POSITIVE_INFINITY];
  if (quantifier.startsWith('+')) return [1, Number.POSITIVE_INFINITY];
  if (quantifier.startsWith('?')) return [0, 1];
  const [, min, comma, max] = /^\{(\d+)(,?)(\d*)\}/.exec(quantifier)!;
  return [Number(min), max !== '' ? Number(max) : comma === ',' ? Number.POSITIVE_INFINITY : Number(min)];
};
