import { shownText } from './shown-text.ts';

/**
 * A key stopped it, or it ran out and the boot command began. Where the last second alone tells, the time that it took on the console does, and nothing is
 * certain ('perhaps-…'): a key may come in its last moment. A console that hands over in bursts has no times ('unclear').
 */
export type CountdownEnd = 'ran-out' | 'perhaps-ran-out' | 'stopped' | 'perhaps-stopped' | 'unclear';

export const countdownLine = /Hit any key to stop autoboot/;

/** A line of the console as far as it has come. */
export interface GrowingLine {
  readonly text: string;
  /** Of its first byte: the same for one that grows. */
  readonly start: number;
  /** Host monotonic milliseconds of its last byte. */
  readonly at: number;
}

interface Numeral {
  readonly value: number;
  readonly at: number;
}

// Of the board's time; get_timer() ends a second up to 10 ms late, and a USB UART hands over every 16 ms.
const slackMs = 100;
// Of the host's time, for the event loop of a busy one.
const slackHostMs = 30;
// Bytes that come closer together were handed over at once.
const burstMs = 2;
const keptGaps = 64;

/**
 * Reads how U-Boot's countdown ends from the numbers that it prints (abortboot_single_key() of common/autoboot.c). A number stands for a second; a key
 * ends them with 0 at once, and one that waited before the first leaves that 0 without the blank that follows every other number.
 */
export class CountdownWatch {
  readonly #speed: number;
  #lines: { readonly start: number; text: string; numerals: Numeral[] }[] = [];
  #gaps: number[] = [];
  #heardAt: number | undefined;

  /** `speed`: board ms per host ms, 1 on hardware. */
  constructor(speed: number) {
    this.#speed = speed;
  }

  /** Takes every line in order; unterminated ones as often as they grow. */
  take({ text, start, at }: GrowingLine): void {
    this.#heard(at);
    if (!countdownLine.test(text)) return;
    const last = this.#lines.at(-1);
    const line = last?.start === start ? last : this.#begin(start, text);
    line.text = text;
    const values = numbersOf(text);
    line.numerals = values.map((value, index) => ({ value, at: line.numerals[index]?.at ?? at }));
  }

  /** Of the last countdown, which began at `since`, in host monotonic milliseconds, or later; undefined where none was shown. */
  endSince(since: number): CountdownEnd | undefined {
    const numerals = this.#lines.flatMap((line) => line.numerals);
    if (numerals[0] === undefined || numerals[0].at < since) return undefined;
    const text = this.#lines.map((line) => line.text).join('');
    return keyHadWaited(text) ? 'stopped' : this.#endOf(numerals);
  }

  /** Later ones begin each number on a line of its own. */
  #begin(start: number, text: string) {
    const [value = 0] = numbersOf(text);
    const before = this.#lines.at(-1)?.numerals.at(-1)?.value;
    if (before === undefined || text.includes('\b') || value >= before) this.#lines = [];
    const line = { start, text, numerals: [] };
    this.#lines.push(line);
    return line;
  }

  #endOf(numerals: readonly Numeral[]): CountdownEnd {
    const values = numerals.map(({ value }) => value);
    const [first = 0] = values;
    if (values.at(-1) !== 0 || !values.every((value, index) => value === first - index || (value === 0 && index === values.length - 1)))
      return 'unclear';
    if (values.length < first + 1) return 'stopped';
    // A key that waits is seen even where no second is.
    if (first === 0) return 'ran-out';
    const [before, end] = numerals.slice(-2) as [Numeral, Numeral];
    return this.#ofSecond((end.at - before.at) * this.#speed);
  }

  #ofSecond(ms: number): CountdownEnd {
    const slack = Math.max(slackMs, slackHostMs * this.#speed);
    if (slack >= 500 || this.#usualGap() * this.#speed > slackMs) return 'unclear';
    // Two numbers that arrive as one, or later than any second lasts, were held back on the way.
    if (ms < slackMs || ms > 1000 + slack) return 'unclear';
    return ms < 1000 - slack ? 'perhaps-stopped' : 'perhaps-ran-out';
  }

  #heard(at: number): void {
    const gap = at - (this.#heardAt ?? at);
    this.#heardAt = at;
    if (gap >= burstMs) this.#gaps = [...this.#gaps, gap].slice(-keptGaps);
  }

  // What is handed over every so often has no shorter gaps; a boot loader that is heard as it speaks has many.
  #usualGap(): number {
    const gaps = this.#gaps.toSorted((one, other) => one - other);
    return gaps[Math.floor(gaps.length / 4)] ?? 0;
  }
}

const numbersOf = (text: string): number[] => {
  const shown = shownText(text.slice(text.search(countdownLine)).replaceAll('\b', ' '));
  return [...shown.matchAll(/\d+/g)].map(([digits]) => Number(digits));
};

const keyHadWaited = (text: string): boolean => /autoboot: +\d+ [\b]{3} 0[\r\n]*$/.test(text);
