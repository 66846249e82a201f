import type { MemoryConsole } from './memory-console.ts';

export interface CommandResult {
  readonly status: number;
  readonly output?: string;
}

type UBootCommand = (args: readonly string[]) => CommandResult;

/** U-Boot's line editor and as much of its hush shell as commands in tests need, at the other end of a console in memory. */
export class UBootMachine {
  readonly variables = new Map<string, string>();
  readonly commands = new Map<string, UBootCommand>();
  /** Lines that were entered, as U-Boot got them. */
  readonly entered: string[] = [];
  /** Says for each character typed whether the UART loses it. */
  loses: (character: string) => boolean = () => false;
  readonly #console: MemoryConsole;
  readonly #prompt: string;
  #line = '';
  #status = 0;
  #hung = false;

  constructor(console: MemoryConsole, prompt = 'Verdin iMX8MP # ') {
    this.#console = console;
    this.#prompt = prompt;
    this.commands.set('echo', (args) => ({ status: 0, output: `${args.join(' ')}\n` }));
    this.commands.set('true', () => ({ status: 0 }));
    this.commands.set('false', () => ({ status: 1 }));
    this.commands.set('run', ([name]) => ({ status: this.execute(this.variables.get(name ?? '') ?? 'false') }));
    console.onSend = (text) => this.type(text);
  }

  showPrompt(): void {
    this.#console.receive(this.#prompt);
  }

  type(text: string): void {
    for (const character of text) if (!this.loses(character)) this.#key(character);
  }

  /** A command that never comes back by itself. */
  hang(): CommandResult {
    this.#hung = true;
    return { status: 0 };
  }

  execute(line: string): number {
    for (const { operator, words } of parse(line)) {
      if (operator === '&&' && this.#status !== 0) continue;
      if (operator === '||' && this.#status === 0) continue;
      const args = words.map((word) => this.#expand(word));
      const command = this.commands.get(args[0]!);
      const { status, output = '' } = command?.(args.slice(1)) ?? { status: 1, output: `Unknown command '${args[0]}' - try 'help'\n` };
      this.#console.receive(output.replaceAll('\n', '\r\n'));
      this.#status = status;
    }
    return this.#status;
  }

  #key(character: string): void {
    if (character === '\x03') {
      this.#line = '';
      this.#hung = false;
      this.#console.receive('<INTERRUPT>\r\n');
      this.showPrompt();
      return;
    }
    if (this.#hung) return;
    if (character !== '\n' && character !== '\r') {
      this.#line += character;
      this.#console.receive(character);
      return;
    }
    this.#console.receive('\r\n');
    this.entered.push(this.#line);
    this.execute(this.#line);
    this.#line = '';
    if (!this.#hung) this.showPrompt();
  }

  #expand(word: readonly Piece[]): string {
    const lookUp = (_: string, name: string): string => (name === '?' ? String(this.#status) : (this.variables.get(name) ?? ''));
    return word.map(({ text, literal }) => (literal ? text : text.replace(/\$\{?(\?|\w+)\}?/g, lookUp))).join('');
  }
}

interface Piece {
  readonly text: string;
  readonly literal: boolean;
}
interface Step {
  readonly operator: string;
  readonly words: readonly (readonly Piece[])[];
}

/** Words with their quoting, in steps between `;`, `&&` and `||`. */
const parse = (line: string): Step[] => {
  const steps: { operator: string; words: Piece[][] }[] = [{ operator: ';', words: [] }];
  let word: Piece[] | undefined;
  const token = /\s+|;|&&|\|\||'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s;'"\\&|]+|[&|]/g;
  for (const [text] of line.matchAll(token)) {
    if (/^(?:\s+|;|&&|\|\|)$/.test(text)) {
      word = undefined;
      if (text.trim() !== '') steps.push({ operator: text, words: [] });
      continue;
    }
    if (word === undefined) {
      word = [];
      steps.at(-1)!.words.push(word);
    }
    word.push(unquote(text));
  }
  return steps.filter(({ words }) => words.length > 0);
};

const unquote = (text: string): Piece => {
  if (text.startsWith("'")) return { text: text.slice(1, -1), literal: true };
  if (text.startsWith('"')) return { text: text.slice(1, -1), literal: false };
  return text.startsWith('\\') ? { text: text.slice(1), literal: true } : { text, literal: false };
};
