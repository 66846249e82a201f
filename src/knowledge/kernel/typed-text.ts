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
const picksLines = /\b(?:grep|egrep|awk|sed|head|tail)\b/;

/** What somebody typed at a shell prompt: its echo is no kernel message, and neither is an old log that a command prints. */
export class TypedText {
  readonly #isFinished: boolean;
  #typed = '';
  /** What this program itself has sent, its end. */
  #sent = '';
  #reading = false;
  /** Kernel time of the last live line before the command began to print. */
  #before: number | undefined;

  /** `isFinished`: the log is all that there is, and what a command prints of time before it is the only news of it. */
  constructor(isFinished: boolean) {
    this.#isFinished = isFinished;
  }

  /** True while a command prints a log: every line matters, to see the next prompt. */
  get reading(): boolean {
    return this.#reading;
  }

  see(line: string, lastTime: number | undefined): void {
    const typed = atPrompt.exec(line)?.[1];
    if (typed === undefined) return;
    this.#typed = typed;
    this.#reading = printsLog.test(typed) && !/>\s*\/dev\/kmsg/.test(typed) && !(this.#isFinished && lastTime === undefined);
    this.#before = lastTime;
  }

  /** Whatever prompt it was typed at, if any. */
  sent(text: string): void {
    this.#sent = `${this.#sent}${text}`.slice(-mostSent);
  }

  forget(): void {
    this.#typed = '';
    this.#sent = '';
    this.#reading = false;
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
    if (!this.#reading) return false;
    if (time !== undefined && this.#before !== undefined) return time <= this.#before;
    return time === undefined || picksLines.test(this.#typed);
  }

  // Whoever prints them without a stamp need not be the kernel.
  #wasSent(words: string): boolean {
    const text = words.trim();
    return text.length > 3 && this.#sent.includes(text);
  }
}
