import type { MemoryConsole } from './memory-console.ts';

export interface LoginMachineSettings {
  readonly user?: string;
  readonly password?: string;
  readonly expired?: boolean;
  readonly loggedIn?: string;
  /** Emitted by a profile script at login: it then eats the next line typed as if it were the terminal's answer. */
  readonly resize?: boolean;
  /** In place of user, host and folder. */
  readonly prompt?: string;
  /** A line of before has left a quotation open. */
  readonly isQuoting?: boolean;
  /** What getty shows above each login prompt. */
  readonly issue?: string;
  /** How login asks for the password. */
  readonly asks?: string;
}

/** getty, login and a shell that knows `echo`, `id` and `exit`, at the other end of a console in memory. */
export class LoginMachine {
  password: string;
  readonly attempts: string[] = [];
  readonly #console: MemoryConsole;
  readonly #settings: LoginMachineSettings;
  #line = '';
  #takes: (line: string) => unknown;
  #user = '';

  constructor(console: MemoryConsole, settings: LoginMachineSettings = {}) {
    this.#console = console;
    this.#settings = settings;
    this.password = settings.password ?? 'secret-torizon';
    this.#takes = this.#login;
    if (settings.loggedIn) this.#open(settings.loggedIn);
    if (settings.isQuoting) this.#ask('> ', this.#quoted);
    console.onSend = (text) => this.#type(text);
  }

  say(text: string): void {
    this.#console.receive(text.replaceAll('\n', '\r\n'));
  }

  #type(text: string): void {
    for (const key of text) {
      if (key === '\x15') this.#line = '';
      else if (key === '\x03') this.#interrupt();
      else if (key === '\n') this.#enter();
      else {
        this.#line += key;
        if (this.#echoes()) this.say(key);
      }
    }
  }

  #interrupt(): void {
    this.#line = '';
    if (this.#isInShell()) this.#prompt();
    else this.#ask('\nverdin-imx8mp-15230201 login: ', this.#login);
  }

  #isInShell(): boolean {
    return this.#takes === this.#shell || this.#takes === this.#quoted;
  }

  #echoes(): boolean {
    return this.#takes === this.#login || this.#isInShell();
  }

  #enter(): void {
    const line = this.#line;
    this.#line = '';
    this.say('\n');
    this.#takes(line);
  }

  #ask(question: string, takes: (line: string) => unknown): void {
    this.#takes = takes;
    this.say(question);
  }

  readonly #login = (user: string): unknown => {
    if (user === '') return this.#ask(`${this.#settings.issue ?? ''}verdin-imx8mp-15230201 login: `, this.#login);
    this.#user = user;
    if (this.password === '') return this.#open(user);
    return this.#ask(this.#settings.asks ?? 'Password: ', this.#check);
  };

  readonly #check = (password: string): unknown => {
    this.attempts.push(password);
    if (password !== this.password || this.#user !== (this.#settings.user ?? 'torizon')) {
      return this.#ask('\nLogin incorrect\n[   99.1234] imx-rproc: a kernel line\nverdin-imx8mp-15230201 login: ', this.#login);
    }
    if (!this.#settings.expired) return this.#open(this.#user);
    return this.#ask('You are required to change your password immediately (administrator enforced).\nCurrent password: ', this.#current);
  };

  readonly #current = (password: string): unknown =>
    password === this.password ? this.#ask('New password: ', this.#choose) : this.#check('wrong');

  readonly #choose = (chosen: string): unknown => {
    if (chosen.length < 6) return this.#ask('BAD PASSWORD: The password is too short\nverdin-imx8mp-15230201 login: ', this.#login);
    return this.#ask('Retype new password: ', () => {
      this.password = chosen;
      this.#open(this.#user);
    });
  };

  #open(user: string): void {
    this.#user = user;
    this.say('Last login: Mon Nov 13 10:11:12 UTC 2023 on ttymxc2\n');
    if (this.#settings.resize) this.say('\x1b7\x1b[r\x1b[999;999H\x1b[6n');
    this.#prompt(this.#settings.resize ? () => this.#prompt() : this.#shell);
  }

  #prompt(takes: (line: string) => unknown = this.#shell): void {
    this.#ask(this.#settings.prompt ?? `\x1b[0;32m${this.#user}@verdin-imx8mp-15230201\x1b[0m:\x1b[01;34m~\x1b[0m$ `, takes);
  }

  readonly #quoted = (): unknown => this.#ask('> ', this.#quoted);

  readonly #shell = (line: string): unknown => {
    if (line === 'exit') return this.#ask('logout\n\nverdin-imx8mp-15230201 login: ', this.#login);
    const [, words] = /^echo (.*)$/.exec(line) ?? [];
    if (words !== undefined) this.say(`${words.replace('$?', '0').replace('$(id -un)', this.#user)}\n`);
    this.say('[   39.711380] remoteproc remoteproc0: a kernel line between\n');
    return this.#prompt();
  };
}
