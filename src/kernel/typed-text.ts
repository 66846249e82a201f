/** For the fast search: commands that print a log. */
export const typedWords: readonly string[] = ['dmesg', 'journalctl', 'logread', 'pstore/', 'ramoops-', '/var/log', '/kmsg'];

const atPrompt = /^(?:\[?[\dT:.-]{8,30}Z?\]? )?(?:\[[^\]]{1,60}\]|[\w.-]+@[\w.-]+:[^#$]{0,80}|[\w./~-]{0,60} ?|Verdin iMX8MP )[#$] (.*)$/;
const printsLog = new RegExp(typedWords.join('|'));
const picksLines = /\b(?:grep|egrep|awk|sed|head|tail)\b/;

/** What somebody typed at a shell prompt: its echo is no kernel message, and neither is an old log that a command prints. */
export class TypedText {
  #typed = '';
  #reading = false;
  /** Kernel time of the last live line before the command began to print. */
  #before: number | undefined;

  /** True while a command prints a log: every line matters, to see the next prompt. */
  get reading(): boolean {
    return this.#reading;
  }

  see(line: string, lastTime: number | undefined): void {
    const typed = atPrompt.exec(line)?.[1];
    if (typed === undefined) return;
    this.#typed = typed;
    this.#reading = printsLog.test(typed) && !/>\s*\/dev\/kmsg/.test(typed);
    this.#before = lastTime;
  }

  forget(): void {
    this.#typed = '';
    this.#reading = false;
  }

  /** True when the message repeats what was typed, or is older than the command that prints it. */
  repeats(text: string, time: number | undefined): boolean {
    // What nobody would type as a command is a kernel line behind a prompt.
    if (time === undefined && text.length > 3 && this.#typed.indexOf(text) > 0) return true;
    if (!this.#reading) return false;
    if (time !== undefined && this.#before !== undefined) return time <= this.#before;
    return time === undefined || picksLines.test(this.#typed);
  }
}
