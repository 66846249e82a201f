import type { Uart } from '../wires/uart.ts';
import { PasswordChange } from './password-change.ts';
import type { RunningLinux } from './running-linux.ts';
import { TerminalLine } from './terminal-line.ts';
import { TerminalShell } from './terminal-shell.ts';

/** getty and login on the console, and the shell behind them. */
export class SerialLogin {
  readonly #linux: RunningLinux;
  readonly #uart: Uart;
  readonly #line: TerminalLine;
  #state: 'name' | 'password' | 'change' | 'shell' = 'name';
  #name = '';
  #shell: TerminalShell | undefined;
  #change: PasswordChange | undefined;
  constructor(linux: RunningLinux, uart: Uart) {
    this.#linux = linux;
    this.#uart = uart;
    this.#line = new TerminalLine({
      echo: (text) => this.#write(text),
      onLine: (line) => this.#entered(line),
      onInterrupt: () => this.#interrupted(),
      onEnd: () => this.#ended(),
    });
    uart.listen((bytes) => this.type(bytes));
  }

  open(): void {
    this.#state = 'name';
    this.#change = undefined;
    this.#line.echoes = true;
    const { distro, hostName } = this.#linux.identity;
    const { tty } = this.#linux.settings.model.console;
    this.#write(`\r\n${distro.issue} ${hostName} ${tty}\r\n\r\n${hostName} login: `);
  }

  type(bytes: Uint8Array): void {
    if (!this.#linux.answers) return;
    if (this.#shell?.isBusy) this.#shell.type(bytes);
    else this.#line.type(bytes);
  }

  close(): void {
    this.#shell?.hangUp();
  }

  #entered(line: string): void {
    if (this.#state === 'name') {
      this.#named(line.trim());
      return;
    }
    if (this.#state === 'password') return void this.#checked(line);
    if (this.#state === 'change') {
      if (this.#change) this.#change.entered(line);
      else this.#unchanged();
      return;
    }
    this.#shell?.run(line);
  }

  #named(name: string): void {
    const { hostName, user } = this.#linux.identity;
    if (name === '') {
      this.#write(`${hostName} login: `);
      return;
    }
    this.#name = name;
    if (name === user && this.#linux.account.password === '') {
      this.#allowed();
      return;
    }
    this.#state = 'password';
    this.#line.echoes = false;
    this.#write('Password: ');
  }

  // login waits a moment before it says no: pam_faildelay.
  async #checked(word: string): Promise<void> {
    const { user } = this.#linux.identity;
    this.#line.echoes = true;
    this.#write('\r\n');
    if (this.#name === user && word === this.#linux.account.password) {
      if (this.#linux.passwordHasExpired) this.#askForChange();
      else this.#allowed();
      return;
    }
    await this.#linux.sleep(2000, new AbortController().signal);
    this.#write(`\r\nLogin incorrect\r\n${this.#linux.identity.hostName} login: `);
    this.#state = 'name';
  }

  #allowed(): void {
    const { account } = this.#linux;
    if (!account.mustChange) {
      this.#loggedIn();
      return;
    }
    this.#state = 'change';
    this.#line.echoes = false;
    this.#write('You are required to change your password immediately (administrator enforced).\r\n');
    this.#change = new PasswordChange(
      account,
      (text) => this.#write(text),
      (changed) => {
        this.#change = undefined;
        this.#line.echoes = true;
        if (changed) this.#loggedIn();
        else this.open();
      },
    );
  }

  #askForChange(): void {
    this.#state = 'change';
    this.#line.echoes = false;
    this.#write('You are required to change your password immediately (administrator enforced).\r\nCurrent password: ');
  }

  #unchanged(): void {
    this.#write('\r\npasswd: Authentication token manipulation error\r\n');
    this.open();
  }

  #loggedIn(): void {
    this.#state = 'shell';
    this.#shell = new TerminalShell(this.#linux, {
      user: this.#name,
      write: (data) => this.#write(data),
      onExit: () => {
        this.#shell = undefined;
        this.open();
      },
      onEchoChange: (echoes) => {
        this.#line.echoes = echoes;
      },
    });
    this.#shell.greet();
    // Torizon's profile runs `resize` on serial lines, which asks the terminal where its cursor is.
    if (this.#linux.settings.image === 'torizon') this.#write('\x1b7\x1b[r\x1b[999;999H\x1b[6n\x1b8');
  }

  #interrupted(): void {
    if (this.#state === 'shell') this.#shell?.interrupt();
    else this.open();
  }

  #ended(): void {
    if (this.#state === 'shell') this.#shell?.run('exit');
    else this.open();
  }

  #write(data: string | Uint8Array): void {
    if (this.#linux.answers) this.#uart.write(data);
  }
}
