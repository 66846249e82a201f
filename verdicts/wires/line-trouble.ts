import type { UartFault } from './uart-fault.ts';

export type LineFault = Extract<UartFault, { readonly doubles: RegExp } | { readonly rewrites: RegExp }>;

export const isLineFault = (fault: UartFault): fault is LineFault => 'doubles' in fault || 'rewrites' in fault;

// A prompt has no line feed, and whoever waits for it must not wait for ever. Any other beginning of a line is held until its end comes.
const promptMs = 30;
const isPrompt = (text: string): boolean => /[#$>:] ?$/.test(text);

/** Holds back what is not yet a line while there are faults that need whole ones. */
export class LineTrouble {
  readonly #give: (bytes: Buffer) => void;
  readonly #faults: () => readonly LineFault[];
  #rest = '';
  #timer: NodeJS.Timeout | undefined;
  constructor(faults: () => readonly LineFault[], give: (bytes: Buffer) => void) {
    this.#faults = faults;
    this.#give = give;
  }

  take(bytes: Buffer): void {
    const faults = this.#faults();
    clearTimeout(this.#timer);
    if (faults.length === 0) {
      this.#flush();
      this.#give(bytes);
      return;
    }
    const parts = (this.#rest + bytes.toString('latin1')).split(/(?<=\n)/);
    this.#rest = parts.at(-1)?.endsWith('\n') ? '' : (parts.pop() ?? '');
    const isHeld = faults.some((fault) => mayBecome(this.#rest, fault));
    for (const line of parts) this.#give(Buffer.from(changed(line, faults), 'latin1'));
    if (!isHeld) this.#flush();
    else if (isPrompt(this.#rest)) this.#timer = setTimeout(() => this.#flush(), promptMs);
  }

  #flush(): void {
    if (this.#rest === '') return;
    this.#give(Buffer.from(this.#rest, 'latin1'));
    this.#rest = '';
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

const mayBecome = (rest: string, fault: LineFault): boolean => {
  const begins = 'begins' in fault ? (fault.begins ?? '') : '';
  return rest.startsWith(begins) || begins.startsWith(rest);
};

const changed = (line: string, faults: readonly LineFault[]): string =>
  faults.reduce((before, fault) => {
    if ('doubles' in fault) return fault.doubles.test(before) ? before + before : before;
    const { rewrites, as } = fault;
    return typeof as === 'string' ? before.replace(rewrites, as) : before.replace(rewrites, (match) => as(match));
  }, line);
