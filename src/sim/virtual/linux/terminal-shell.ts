import { parse, type ScriptNode } from 'just-bash';
import { ShellJobs } from './jobs.ts';
import type { RunningLinux } from './running-linux.ts';
import { textOf } from './script-text.ts';
import { SessionInput } from './session-input.ts';
import { runScript } from './userland.ts';

export interface TerminalShellOptions {
  readonly user: string;
  readonly write: (data: string | Uint8Array) => void;
  readonly onExit: () => void;
  readonly onEchoChange: (echoes: boolean) => void;
}

/** A login shell on a terminal: one line after the other, with the folder and the variables kept between them. */
export class TerminalShell {
  readonly #linux: RunningLinux;
  readonly #options: TerminalShellOptions;
  readonly #uid: number;
  readonly #queue: string[] = [];
  #cwd: string;
  #env: Readonly<Record<string, string>> = {};
  #status = 0;
  readonly #jobs = new ShellJobs();
  readonly #functions: string[] = [];
  #pending = '';
  #running: { readonly stop: AbortController; readonly input: SessionInput } | undefined;
  constructor(linux: RunningLinux, options: TerminalShellOptions) {
    this.#linux = linux;
    this.#options = options;
    this.#uid = options.user === 'root' ? 0 : 1000;
    this.#cwd = linux.homeOf(this.#uid);
  }

  /** While a command runs what is typed belongs to it. */
  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  greet(): void {
    this.#options.write(`Last login: Thu Sep 21 09:12:44 UTC 2023 on ${this.#linux.settings.model.console.tty}\r\n`);
    this.#prompt();
  }

  type(bytes: Uint8Array): void {
    if (!this.#running) return;
    if (bytes.includes(3)) {
      this.#options.write('^C');
      this.#running.stop.abort();
      return;
    }
    this.#running.input.push(Buffer.from(bytes).map((byte) => (byte === 13 ? 10 : byte)));
    if (bytes.includes(4)) this.#running.input.end();
  }

  run(line: string): void {
    this.#queue.push(line);
    if (!this.#running) void this.#next();
  }

  interrupt(): void {
    this.#pending = '';
    this.#prompt();
  }

  hangUp(): void {
    this.#running?.stop.abort();
  }

  async #next(): Promise<void> {
    const line = this.#queue.shift();
    if (line === undefined) return;
    const script = this.#pending + line;
    if (script.trim() === '') return this.#prompt();
    if (isIncomplete(script)) {
      this.#pending = `${script}\n`;
      return this.#options.write('> ');
    }
    this.#pending = '';
    if (/^\s*(exit|logout)\b/.test(script)) {
      this.#options.write('logout\r\n');
      return this.#options.onExit();
    }
    await this.#execute(script);
    this.#prompt();
    await this.#next();
  }

  // Statement by statement, since the shell library hands over output only at the end, and a terminal shows it as it comes.
  async #execute(script: string): Promise<void> {
    const stop = new AbortController();
    this.#running = { stop, input: new SessionInput() };
    try {
      for (const statement of statementsOf(script)) {
        await this.#statement(statement, this.#running);
        if (stop.signal.aborted) return;
      }
    } finally {
      this.#running = undefined;
    }
  }

  async #statement(statement: string, { stop, input }: { readonly stop: AbortController; readonly input: SessionInput }): Promise<void> {
    const session = {
      linux: this.#linux,
      fs: this.#linux.fsFor(this.#uid),
      uid: this.#uid,
      user: this.#options.user,
      input,
      stdout: (bytes: Uint8Array) => this.#show(bytes),
      stderr: (text: string) => this.#show(Buffer.from(text)),
      askPassword: (prompt: string) => this.#ask(prompt, input, stop.signal),
      signal: stop.signal,
      deadlines: [],
      jobs: this.#jobs,
      keepsJobs: true,
      sinks: [],
    };
    const status = this.#status === 0 ? '' : `(exit ${this.#status})\n`;
    const shellName = this.#uid === 0 ? '-sh' : '-bash';
    const script = `${this.#functions.join('\n')}\n${status}${statement}`;
    const result = await runScript(session, script, { cwd: this.#cwd, env: this.#env, shellName });
    this.#show(result.stdout);
    this.#show(Buffer.from(result.stderr));
    if (result.exitCode === 0 && isFunction(statement)) this.#functions.push(statement);
    this.#status = result.exitCode;
    if (stop.signal.aborted) return;
    this.#env = result.env;
    this.#cwd = result.env.PWD ?? this.#cwd;
  }

  async #ask(prompt: string, input: SessionInput, signal: AbortSignal): Promise<string> {
    this.#options.write(prompt);
    const word = await input.line(signal);
    this.#options.write('\r\n');
    return word ?? '';
  }

  #show(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#options.write(Buffer.from(Buffer.from(bytes).toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'));
  }

  #prompt(): void {
    const home = this.#linux.homeOf(this.#uid);
    const place = this.#cwd === home ? '~' : this.#cwd;
    const name = `${this.#options.user}@${this.#linux.identity.hostName}`;
    // Torizon's bash colours its prompt; the reference image's shell does not.
    this.#options.write(
      this.#linux.settings.image === 'torizon'
        ? `\x1b[1;32m${name}\x1b[0m:\x1b[1;34m${place}\x1b[0m${this.#uid === 0 ? '#' : '$'} `
        : `${name}:${place}# `,
    );
  }
}

// The parser says how far it came: an error at the end of the input means that more is to come.
const isIncomplete = (script: string): boolean => {
  if (/(^|[^\\])\\$/.test(script)) return true;
  try {
    parse(script);
    return false;
  } catch (error) {
    return /got EOF|unterminated|unexpected EOF|end of file/i.test(error instanceof Error ? error.message : '');
  }
};

const statementsOf = (script: string): readonly string[] => {
  try {
    return parse(script).statements.map((statement) => textOf({ type: 'Script', statements: [statement] } satisfies ScriptNode));
  } catch {
    // The shell itself shall complain.
    return [script];
  }
};

const isFunction = (statement: string): boolean => parse(statement).statements[0]?.pipelines[0]?.commands[0]?.type === 'FunctionDef';
