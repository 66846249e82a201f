/** One command line of U-Boot's hush shell. Words stay as written: they are expanded when their turn comes. */
export type HushNode =
  | { readonly type: 'command'; readonly words: readonly string[] }
  | { readonly type: 'list'; readonly items: readonly { readonly after: ';' | '&&' | '||'; readonly node: HushNode }[] }
  | {
      readonly type: 'if';
      readonly branches: readonly { readonly when: HushNode; readonly body: HushNode }[];
      readonly otherwise?: HushNode;
    }
  | { readonly type: 'for'; readonly name: string; readonly words: readonly string[]; readonly body: HushNode }
  | { readonly type: 'while'; readonly when: HushNode; readonly until: boolean; readonly body: HushNode };

/** A quote or a keyword is still open: the shell asks for more with `> `. */
export class IncompleteInput extends Error {}
export class HushSyntaxError extends Error {}

/** Throws IncompleteInput or HushSyntaxError. */
export const parseHush = (text: string): HushNode => {
  const parser = new Parser(lex(text));
  const node = parser.list([]);
  parser.expectEnd();
  return node;
};

const operators = new Set([';', '&&', '||']);

// A newline separates commands as `;` does; `#` at the start of a word begins a comment.
const lex = (text: string): string[] => {
  const tokens: string[] = [];
  const word = /(?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s;&|'"\\])+/y;
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const [blank] = /^(?:[ \t\r]|\\\n)+|^#[^\n]*/.exec(rest) ?? [];
    const operator = blank ? undefined : ['&&', '||', ';', '\n'].find((candidate) => rest.startsWith(candidate));
    if (blank) at += blank.length;
    else if (operator) {
      tokens.push(operator === '\n' ? ';' : operator);
      at += operator.length;
    } else {
      word.lastIndex = at;
      const [found] = word.exec(text) ?? [];
      if (found === undefined) throw /^['"\\]/.test(rest) ? new IncompleteInput() : new HushSyntaxError(`syntax error near '${rest[0]}'`);
      const open = /['"]/.exec(text[at + found.length] ?? '');
      if (open) throw new IncompleteInput();
      tokens.push(found);
      at += found.length;
    }
  }
  return tokens;
};

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;
  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  /** Commands up to one of the given keywords, which stays unread. */
  list(ends: readonly string[]): HushNode {
    const items: { after: ';' | '&&' | '||'; node: HushNode }[] = [];
    let after: ';' | '&&' | '||' = ';';
    for (;;) {
      while (after === ';' && this.#peek() === ';') this.#at++;
      const next = this.#peek();
      if (next === undefined && (ends.length > 0 || after !== ';')) throw new IncompleteInput();
      if (next === undefined || (after === ';' && ends.includes(next))) return { type: 'list', items };
      items.push({ after, node: this.#command() });
      const separator = this.#peek();
      if (separator === undefined || !operators.has(separator)) after = ';';
      else {
        after = separator as ';' | '&&' | '||';
        this.#at++;
      }
      while (after !== ';' && this.#peek() === ';') this.#at++;
    }
  }

  expectEnd(): void {
    if (this.#peek() !== undefined) throw new HushSyntaxError(`syntax error near '${this.#peek()}'`);
  }

  #command(): HushNode {
    const first = this.#peek()!;
    if (first === 'if') return this.#if();
    if (first === 'for') return this.#for();
    if (first === 'while' || first === 'until') return this.#while();
    if (operators.has(first) || keywords.has(first)) throw new HushSyntaxError(`syntax error near '${first}'`);
    const words: string[] = [];
    for (let next = this.#peek(); next !== undefined && !operators.has(next); next = this.#peek()) {
      words.push(next);
      this.#at++;
    }
    return { type: 'command', words };
  }

  #if(): HushNode {
    const branches: { when: HushNode; body: HushNode }[] = [];
    do {
      this.#at++;
      const when = this.list(['then']);
      this.#take('then');
      branches.push({ when, body: this.list(['elif', 'else', 'fi']) });
    } while (this.#peek() === 'elif');
    const hasElse = this.#peek() === 'else';
    if (hasElse) this.#at++;
    const otherwise = hasElse ? this.list(['fi']) : undefined;
    this.#take('fi');
    return { type: 'if', branches, ...(otherwise ? { otherwise } : {}) };
  }

  #for(): HushNode {
    this.#at++;
    const name = this.#take();
    this.#take('in');
    const words: string[] = [];
    while (this.#peek() !== undefined && this.#peek() !== ';') words.push(this.#take());
    const body = this.#loopBody();
    return { type: 'for', name, words, body };
  }

  #while(): HushNode {
    const until = this.#take() === 'until';
    const when = this.list(['do']);
    return { type: 'while', when, until, body: this.#loopBody() };
  }

  #loopBody(): HushNode {
    while (this.#peek() === ';') this.#at++;
    this.#take('do');
    const body = this.list(['done']);
    this.#take('done');
    return body;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #take(expected?: string): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new IncompleteInput();
    if (expected !== undefined && token !== expected) throw new HushSyntaxError(`syntax error near '${token}'`);
    this.#at++;
    return token;
  }
}

const keywords = new Set(['then', 'elif', 'else', 'fi', 'do', 'done']);
