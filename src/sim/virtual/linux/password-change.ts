/** The login of the board's user; it outlives power cycles. */
export interface Account {
  password: string;
  /** As the image comes from the installer: whoever logs in first must choose another password. */
  mustChange: boolean;
}

// pam_pwquality of the image: at least so long, and not the old one.
const shortest = 6;
const attempts = 3;

/** The dialogue of pam_unix for a new password, from the first question on. */
export class PasswordChange {
  readonly #account: Account;
  readonly #write: (text: string) => void;
  readonly #onEnd: (changed: boolean) => void;
  #asks: 'current' | 'new' | 'retype';
  #chosen = '';
  #refusals = 0;
  /** `onEnd` is called once, with whether the password is another one now. */
  constructor(account: Account, write: (text: string) => void, onEnd: (changed: boolean) => void) {
    this.#account = account;
    this.#write = write;
    this.#onEnd = onEnd;
    this.#asks = account.password === '' ? 'new' : 'current';
    write(this.#asks === 'new' ? 'New password: ' : 'Current password: ');
  }

  entered(word: string): void {
    this.#write('\r\n');
    if (this.#asks === 'current') this.#confirmed(word);
    else if (this.#asks === 'new') this.#chose(word);
    else this.#repeated(word);
  }

  #repeated(word: string): void {
    if (word !== this.#chosen) {
      this.#refuse('Sorry, passwords do not match.');
      return;
    }
    this.#account.password = word;
    this.#account.mustChange = false;
    this.#onEnd(true);
  }

  #confirmed(word: string): void {
    if (word === this.#account.password) this.#ask('new', 'New password: ');
    else this.#give('Authentication token manipulation error');
  }

  #chose(word: string): void {
    if (word === this.#account.password) this.#refuse('The password has not been changed.');
    else if (word.length < shortest) this.#refuse('BAD PASSWORD: The password is shorter than 6 characters');
    else this.#ask('retype', 'Retype new password: ');
    this.#chosen = word;
  }

  #ask(what: 'new' | 'retype', question: string): void {
    this.#asks = what;
    this.#write(question);
  }

  #refuse(why: string): void {
    this.#refusals++;
    if (this.#refusals === attempts) {
      this.#give('Have exhausted maximum number of retries for service');
      return;
    }
    this.#write(`${why}\r\n`);
    this.#ask('new', 'New password: ');
  }

  #give(up: string): void {
    this.#write(`passwd: ${up}\r\npasswd: password unchanged\r\n`);
    this.#onEnd(false);
  }
}
