import { uBootCommands } from './commands.ts';
import type { UBootContext } from './context.ts';
import { runHush } from './hush.ts';
import { IncompleteInput, parseHush } from './hush-syntax.ts';
import { LineEditor } from './line-editor.ts';

export interface UBootOptions extends Omit<UBootContext, 'script' | 'interrupted' | 'overlays'> {
  readonly losesCharacters: boolean;
}

/** The shell of U-Boot: scripts from the environment, and what is typed at its prompt. */
export class UBoot {
  readonly #options: UBootOptions;
  readonly #prompt: string;
  readonly #context: UBootContext;
  readonly #editor: LineEditor;
  readonly #locals = new Map<string, string>();
  #lines: string[] = [];
  #pending = '';
  #lastLine = '';
  #wake: (() => void) | undefined;
  #busy = true;
  #interrupted = false;
  constructor(options: UBootOptions) {
    this.#options = options;
    this.#prompt = `${options.model.called} # `;
    this.#context = { ...options, overlays: [], script: (text) => this.#script(text), interrupted: () => this.#interrupted };
    this.#editor = new LineEditor({
      clock: options.life.clock,
      echo: options.print,
      prompt: () => (this.#pending === '' ? this.#prompt : '> '),
      losesCharacters: options.losesCharacters,
      onLine: (line) => this.#entered(line),
      onInterrupt: () => this.#interrupt(),
    });
  }

  /** Runs `bootcmd`; returns only when that failed, as U-Boot then falls back to its prompt. */
  async autoboot(): Promise<void> {
    this.#interrupted = false;
    await this.#script(this.#options.variables.get('bootcmd') ?? '');
  }

  /** Typed bytes. While a command runs only Ctrl-C is seen. */
  type(bytes: Uint8Array): void {
    if (!this.#busy) {
      this.#editor.type(bytes);
      return;
    }
    if (bytes.includes(3)) this.#interrupted = true;
    else this.#editor.type(bytes);
  }

  /** The prompt, until the kernel or a reset takes the machine away. */
  async prompt(): Promise<never> {
    for (;;) {
      this.#busy = false;
      this.#options.print(this.#pending === '' ? this.#prompt : '> ');
      const line = this.#lines.shift() ?? (await this.#nextLine());
      if (line === undefined) continue;
      this.#busy = true;
      this.#interrupted = false;
      // Enter alone repeats the last command, until Ctrl-C.
      await this.#run(line.trim() === '' && this.#pending === '' ? this.#lastLine : line);
    }
  }

  #entered(line: string): void {
    this.#lines.push(line);
    this.#wake?.();
  }

  #interrupt(): void {
    this.#pending = '';
    this.#lastLine = '';
    this.#lines = [];
    this.#wake?.();
  }

  async #nextLine(): Promise<string | undefined> {
    const { signal } = this.#options.life;
    await new Promise<void>((resolve, reject) => {
      const dead = (): void => reject(signal.reason);
      signal.addEventListener('abort', dead, { once: true });
      this.#wake = () => {
        signal.removeEventListener('abort', dead);
        resolve();
      };
    });
    this.#wake = undefined;
    return this.#lines.shift();
  }

  async #run(line: string): Promise<void> {
    const text = this.#pending + line;
    this.#lastLine = text;
    try {
      parseHush(text);
    } catch (error) {
      if (error instanceof IncompleteInput) {
        this.#pending = `${text}\n`;
        return;
      }
    }
    this.#pending = '';
    await this.#script(text);
    if (this.#interrupted) this.#options.print('<INTERRUPT>\n');
  }

  #script(text: string): Promise<number> {
    return runHush(text, {
      variable: (name) => this.#locals.get(name) ?? this.#options.variables.get(name),
      setLocal: (name, value) => this.#locals.set(name, value),
      print: this.#options.print,
      interrupted: () => this.#interrupted,
      command: (words) => this.#command(words),
    });
  }

  async #command([name, ...args]: readonly string[]): Promise<number> {
    this.#options.life.signal.throwIfAborted();
    const command = Object.hasOwn(uBootCommands, name!) ? uBootCommands[name!] : undefined;
    if (command) return command(args, this.#context);
    this.#options.limits.command('u-boot', name!);
    this.#options.print(`Unknown command '${name}' - try 'help'\n`);
    return 1;
  }
}
