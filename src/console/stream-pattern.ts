import { HilError, type HilErrorOptions } from '../core/errors.ts';
import { isLookaround, type PatternNode, type PatternSequence, parsePattern } from './pattern-syntax.ts';

/** A pattern that has no last character on a stream without end. */
export class UnboundedPatternError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('suite', message, options);
  }
}

/** The longest match, in characters: what is looked at again whenever something comes. */
export const maxMatch = 4096;

/** A pattern made fit for a stream: whether it matches a beginning of the record never changes with what comes later. */
export interface StreamPattern {
  readonly shown: string;
  /** Global and multiline. */
  readonly regexp: RegExp;
  /** It cannot match across a line ending, so what came before the open line need not be looked at again. */
  readonly oneLine: boolean;
  /** How many characters it can look at, `maxMatch` at most. */
  readonly reach: number;
}

/**
 * Consoles are made of lines, so `^` is the start of any line. `$` is a line ending behind something that could go on (`/id: (\w+)$/`) and
 * nothing more than the end of the pattern otherwise (`/# $/` finds a prompt). A trailing `\b` waits for the next character.
 * Throws UnboundedPatternError for what could always match more: a quantifier without end at the end, or one over any text at all.
 */
export const streamPattern = (pattern: RegExp | string): StreamPattern => {
  const shown = typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern);
  const regexp = typeof pattern === 'string' ? new RegExp(escaped(pattern)) : pattern;
  const flags = regexp.flags.replace(/[gymd]/g, '');
  const writer = new Writer(shown, flags);
  const source = writer.alternatives(parsePattern(regexp), true);
  const reach = Math.min(maxMatch, Math.max(1, writer.reach));
  return { shown, regexp: new RegExp(source, `${flags}gm`), oneLine: writer.oneLine, reach };
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

class Writer {
  oneLine = true;
  reach = 0;
  readonly #shown: string;
  readonly #flags: string;
  constructor(shown: string, flags: string) {
    this.#shown = shown;
    this.#flags = flags;
  }

  // `last`: a match may end with these alternatives.
  alternatives(body: readonly PatternSequence[], last: boolean): string {
    const before = this.reach;
    let longest = before;
    const sources = body.map((sequence) => {
      this.reach = before;
      const source = this.#sequence(sequence, last);
      longest = Math.max(longest, this.reach);
      return source;
    });
    this.reach = longest;
    return sources.join('|');
  }

  #sequence(sequence: PatternSequence, last: boolean): string {
    const sources: string[] = [];
    let mayEnd = last;
    for (let index = sequence.length - 1; index >= 0; index--) {
      const node = sequence[index]!;
      if (node.kind === 'assertion' && node.source === '$') {
        const closes = !mayEnd || endsWithoutBound(sequence.slice(0, index));
        sources.unshift(closes ? '(?=\\n)' : '');
        this.reach += closes ? 1 : 0;
        mayEnd = mayEnd && !closes;
      } else {
        sources.unshift(this.#node(node, mayEnd));
        mayEnd = mayEnd && isNullable(node);
      }
    }
    return sources.join('');
  }

  #node(node: PatternNode, last: boolean): string {
    if (node.kind === 'char') return this.#char(node.source);
    if (node.kind === 'repeat') return this.#repeat(node, last);
    if (node.kind === 'group') return isLookaround(node.opening) ? this.#look(node.opening, node.body) : this.#group(node, last);
    if (node.kind === 'assertion') return this.#assertion(node.source);
    this.reach = Number.POSITIVE_INFINITY;
    this.oneLine = false;
    return node.source;
  }

  #assertion(source: string): string {
    if (source === '^') return source;
    this.reach += 1;
    return `(?:${source}(?=[^]))`;
  }

  #char(source: string): string {
    this.reach += /[uv]/.test(this.#flags) ? 2 : 1;
    if (this.oneLine && this.#one(source).test('\n')) this.oneLine = false;
    return source;
  }

  #group({ opening, body }: PatternNode & { kind: 'group' }, last: boolean): string {
    return `${opening}${this.alternatives(body, last)})`;
  }

  #repeat({ node, max, source }: PatternNode & { kind: 'repeat' }, last: boolean): string {
    if (max === Number.POSITIVE_INFINITY && last) {
      this.#refuse(
        `it ends in '${shownNode(node)}${source}', which may always match more`,
        'end the pattern with what must follow, such as $ or \\n',
      );
    }
    if (max === Number.POSITIVE_INFINITY && node.kind === 'char' && this.#isAnything(node.source)) {
      this.#refuse(
        `'${node.source}${source}' matches across lines without end`,
        'name what stands between, or expect the parts one after the other',
      );
    }
    const [inner, once] = this.#apart(() => this.#node(node, last));
    this.reach += once === 0 || max === 0 ? 0 : once * max;
    return inner + source;
  }

  // A negative one is decided when as much has come as it may look at.
  #look(opening: string, body: readonly PatternSequence[]): string {
    const [source, looksAt] = this.#apart(() => `${opening}${this.alternatives(body, false)})`);
    this.reach += looksAt;
    if (opening !== '(?!') return source;
    if (looksAt === Number.POSITIVE_INFINITY)
      this.#refuse(`'${source}' can never be decided`, 'say what must follow instead of what must not');
    if (looksAt > 1) this.oneLine = false;
    return `(?:(?=[^]{${looksAt}})${source})`;
  }

  // What is written within, and how far it alone reaches.
  #apart(write: () => string): [source: string, reach: number] {
    const before = this.reach;
    this.reach = 0;
    const source = write();
    const reach = this.reach;
    this.reach = before;
    return [source, reach];
  }

  #one(source: string): RegExp {
    return new RegExp(`^(?:${source})$`, this.#flags);
  }

  #isAnything(source: string): boolean {
    const one = this.#one(source);
    return one.test('\n') && Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).every((char) => one.test(char));
  }

  #refuse(why: string, remedy: string): never {
    throw new UnboundedPatternError(`the pattern ${this.#shown} has no end on a console: ${why}`, { remedy });
  }
}

const isNullable = (node: PatternNode): boolean => {
  if (node.kind === 'char') return false;
  if (node.kind === 'repeat') return node.min === 0 || isNullable(node.node);
  if (node.kind === 'group' && !isLookaround(node.opening)) return node.body.some((sequence) => sequence.every(isNullable));
  return true;
};

const endsWithoutBound = (sequence: PatternSequence): boolean => {
  const node = sequence.at(-1);
  if (!node) return false;
  if (node.kind === 'repeat' && (node.max === Number.POSITIVE_INFINITY || endsWithoutBound([node.node]))) return true;
  if (node.kind === 'group' && !isLookaround(node.opening) && node.body.some(endsWithoutBound)) return true;
  return isNullable(node) && endsWithoutBound(sequence.slice(0, -1));
};

const shownNode = (node: PatternNode): string =>
  node.kind === 'group' ? `${node.opening}…)` : node.kind === 'repeat' ? shownNode(node.node) : node.source;
