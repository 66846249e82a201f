import { type HushNode, HushSyntaxError, IncompleteInput, parseHush } from './hush-syntax.ts';

export interface HushHost {
  variable(name: string): string | undefined;
  setLocal(name: string, value: string): void;
  /** Runs one command; its exit status. */
  command(words: readonly string[]): Promise<number>;
  print(text: string): void;
  /** True once Ctrl-C was typed: the rest of a script is not run. */
  interrupted(): boolean;
}

/** Runs a script as U-Boot's hush does. A syntax error prints and gives 1. */
export const runHush = async (text: string, host: HushHost): Promise<number> => {
  try {
    return await new Interpreter(host).run(parseHush(text));
  } catch (error) {
    if (!(error instanceof HushSyntaxError || error instanceof IncompleteInput)) throw error;
    host.print('syntax error\n');
    return 1;
  }
};

class Interpreter {
  readonly #host: HushHost;
  #status = 0;
  constructor(host: HushHost) {
    this.#host = host;
  }

  async run(node: HushNode): Promise<number> {
    switch (node.type) {
      case 'command':
        return this.#command(node.words);
      case 'list':
        return this.#list(node.items);
      case 'if':
        return this.#if(node);
      case 'for':
        return this.#for(node);
      case 'while':
        return this.#while(node);
    }
  }

  async #command(raw: readonly string[]): Promise<number> {
    const [, name, value] = raw.length === 1 ? (/^([A-Za-z_]\w*)=([\s\S]*)$/.exec(raw[0]!) ?? []) : [];
    if (name !== undefined && value !== undefined) {
      this.#host.setLocal(name, this.#expand(value).join(' '));
      return this.#done(0);
    }
    const words = raw.flatMap((word) => this.#expand(word));
    return this.#done(words.length === 0 ? 0 : await this.#host.command(words));
  }

  async #list(items: readonly { readonly after: ';' | '&&' | '||'; readonly node: HushNode }[]): Promise<number> {
    for (const { after, node } of items) {
      if (this.#host.interrupted()) return this.#done(1);
      if ((after === '&&' && this.#status !== 0) || (after === '||' && this.#status === 0)) continue;
      await this.run(node);
    }
    return this.#status;
  }

  async #if({ branches, otherwise }: Extract<HushNode, { type: 'if' }>): Promise<number> {
    for (const { when, body } of branches) {
      if ((await this.run(when)) === 0) return this.run(body);
    }
    return otherwise ? this.run(otherwise) : this.#done(0);
  }

  async #for({ name, words, body }: Extract<HushNode, { type: 'for' }>): Promise<number> {
    for (const value of words.flatMap((word) => this.#expand(word))) {
      if (this.#host.interrupted()) return this.#done(1);
      this.#host.setLocal(name, value);
      await this.run(body);
    }
    return this.#status;
  }

  async #while({ when, until, body }: Extract<HushNode, { type: 'while' }>): Promise<number> {
    while (((await this.run(when)) === 0) !== until) {
      if (this.#host.interrupted()) return this.#done(1);
      await this.run(body);
    }
    return this.#done(0);
  }

  #done(status: number): number {
    this.#status = status;
    return status;
  }

  #expand(raw: string): string[] {
    return expandWord(raw, (name) => (name === '?' ? String(this.#status) : (this.#host.variable(name) ?? '')));
  }
}

/** The fields of one raw word: quotes removed, variables put in, and split at blanks where a variable stood outside quotes. */
export const expandWord = (raw: string, variable: (name: string) => string): string[] => {
  const fields: string[] = [];
  let field: string | undefined;
  const add = (text: string): void => {
    field = (field ?? '') + text;
  };
  const pieces = /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\$\{([^}]*)\}|\$(\w+|\?)|\\([\s\S])|([^'"$\\]+|\$)/g;
  for (const [, single, double, braced, bare, escaped, plain] of raw.matchAll(pieces)) {
    const name = braced ?? bare;
    if (single !== undefined) add(single);
    else if (double !== undefined) add(inDoubleQuotes(double, variable));
    else if (escaped !== undefined) add(escaped);
    else if (plain !== undefined) add(plain);
    else if (name !== undefined) {
      const [head, ...others] = variable(name).split(/[ \t\n]+/);
      if (head) add(head);
      for (const other of others) {
        if (field !== undefined) fields.push(field);
        field = other === '' ? undefined : other;
      }
    }
  }
  if (field !== undefined) fields.push(field);
  return fields;
};

const inDoubleQuotes = (text: string, variable: (name: string) => string): string =>
  text.replace(
    /\$\{([^}]*)\}|\$(\w+|\?)|\\(["\\$])/g,
    (_, braced?: string, bare?: string, escaped?: string) => escaped ?? variable(braced ?? bare ?? ''),
  );
