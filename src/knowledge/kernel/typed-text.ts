/** For the fast search: commands that print a log. */
export const typedWords: readonly string[] = [
  ...['# ', '$ ', 'o ', '; ', '& ', '| ', 'x ', 'n/'].map((front) => `${front}dmesg`),
  'journalctl',
  'logread',
  'pstore/',
  'ramoops-',
  '/var/log',
  '/dev/kmsg',
  '/proc/kmsg',
];

const atPrompt = /^(?:\[?[\dT:.-]{8,30}Z?\]? )?(?:\[[^\]]{1,60}\]|[\w.-]+@[\w.-]+:[^#$]{0,80}|[\w./~-]{0,60} ?|Verdin \w{1,20} )[#$] (.*)$/;
const printsLog = /dmesg|journalctl|logread|pstore\/|ramoops-|\/var\/log|\/kmsg/;
// A scenario types some hundred bytes in a command; more would only be searched.
const mostSent = 16_384;
// A long command is typed in parts, some of them ahead of their prompts, and the last one runs it: src/drivers/shell/checked-lines.ts.
const goesOnTyping = /^(?:.*[#$] )?(?:HIL(?:="\$HIL"|C=)|hil-[bx]-)/;
// How far the kernel's clock may be from what was reckoned: in seconds of its own, and in those of the host, which may read late.
const clockSlack = 5;
const hostSlack = 1;

/** What somebody typed at a shell prompt: its echo is no kernel message, and neither is an old log that a command prints. */
export class TypedText {
  readonly #isFinished: boolean;
  #typed = '';
  /** What this program itself has sent, its end. */
  #sent = '';
  #reading = false;
  /** Kernel time when the command began to print. */
  #before: number | undefined;
  /** The newest live line: kernel time, and host monotonic milliseconds. */
  #last: { readonly time: number; readonly at: number } | undefined;
  #at = 0;
  readonly #speed: number;

  /** `isFinished`: the log is all that there is, and what a command prints of time before it is the only news of it. */
  constructor({ isFinished, speed }: { readonly isFinished: boolean; readonly speed: number }) {
    this.#isFinished = isFinished;
    this.#speed = speed;
  }

  /** True while a command prints a log: every line matters, to see the next prompt. */
  get reading(): boolean {
    return this.#reading;
  }

  /** A line that the kernel said just then. */
  heard(time: number, at: number): void {
    this.#last = { time, at };
  }

  see(line: string, at: number): void {
    this.#at = at;
    const typed = atPrompt.exec(line)?.[1];
    if (typed === undefined || (this.#reading && goesOnTyping.test(typed))) return;
    this.#typed = typed;
    this.#reading = printsLog.test(typed) && !/>\s*\/dev\/kmsg/.test(typed) && !(this.#isFinished && this.#last === undefined);
    this.#before = this.#reckonedBefore;
  }

  /** Whatever prompt it was typed at, if any. */
  sent(text: string): void {
    this.#sent = `${this.#sent}${text}`.slice(-mostSent);
  }

  forget(): void {
    this.#typed = '';
    this.#sent = '';
    this.#reading = false;
    this.#last = undefined;
  }

  /** True for the line at whose prompt somebody has just typed. */
  wasTyped(text: string): boolean {
    return text !== '' && this.#typed.startsWith(text);
  }

  /** True when the message repeats what was typed. What nobody would type as a command is a kernel line behind a prompt. */
  echoes(text: string, time: number | undefined): boolean {
    return time === undefined && text.length > 3 && (this.#typed.indexOf(text) > 0 || this.#wasSent(text));
  }

  /** True when the message, or what of it from its headline on, repeats what was typed, or is older than the command that prints it. */
  repeats(text: string, time: number | undefined, headline = text): boolean {
    if (this.echoes(text, time) || (time === undefined && this.#wasSent(headline))) return true;
    return this.#reading && (time === undefined || this.#isOld(time));
  }

  /** Of another time than the one at which it comes: what a living kernel says, it says with its clock of then. */
  #isOld(time: number): boolean {
    const [before, now] = [this.#before, this.#now];
    // Of a finished log nothing is read before something of it was live: see() takes care of that.
    if (before === undefined || now === undefined) return true;
    return time <= before || (!this.#isFinished && time > now + clockSlack + hostSlack * this.#speed);
  }

  get #reckonedBefore(): number | undefined {
    if (this.#last === undefined || this.#now === undefined) return undefined;
    return Math.max(this.#last.time, this.#now - clockSlack - hostSlack * this.#speed);
  }

  /** As far as it can be reckoned. */
  get #now(): number | undefined {
    if (this.#last === undefined || this.#isFinished) return this.#last?.time;
    return this.#last.time + ((this.#at - this.#last.at) / 1000) * this.#speed;
  }

  // Whoever prints them without a stamp need not be the kernel.
  #wasSent(words: string): boolean {
    const text = words.trim();
    return text.length > 3 && this.#sent.includes(text);
  }
}
