import { ConfigError } from '../core/errors.ts';
import type { KernelIncident } from '../core/incident.ts';
import { type Duration, toMs } from '../core/time.ts';

/** Which incidents of a log are wanted, by when they came. */
export interface Since {
  /** Reads on. Bytes in the order of the log, cut anywhere. */
  feed(chunk: Uint8Array): void;
  wants(incident: KernelIncident): boolean;
  /** A sentence where the log says nothing of its time. */
  complaint(): string | undefined;
}

/**
 * `1234.5` or `20min`: seconds of kernel time; else a date such as `2024-09-23 10:00`, compared with the dates in front of the lines. Throws ConfigError
 * for anything else.
 */
export const sinceOf = (text: string): (() => Since) => {
  if (/^\d+(?:\.\d+)?$/.test(text)) return () => new SinceKernelTime(Number(text));
  if (/^\d+(?:\.\d+)?(?:ms|s|min|h)$/.test(text)) return () => new SinceKernelTime(toMs(text as Duration) / 1000);
  const date = Date.parse(text.includes('T') || !/\d:\d/.test(text) ? text : text.replace(/ (?=\d+:)/, 'T'));
  if (Number.isNaN(date)) {
    const remedy = "write seconds of kernel time ('1234.5', '20min') or a date ('2024-09-23 10:00')";
    throw new ConfigError(`--since ${text} is no time`, { remedy });
  }
  return () => new SinceDate(date);
};

class SinceKernelTime implements Since {
  readonly #seconds: number;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  feed(): void {}

  wants({ kernelTime }: KernelIncident): boolean {
    return kernelTime === undefined || kernelTime >= this.#seconds;
  }

  complaint(): undefined {}
}

const longestFront = 64;

class SinceDate implements Since {
  readonly #date: number;
  #offset = 0;
  /** The beginning of the line that is being read, and where it is. */
  #front = '';
  #lineStart = 0;
  #wanted: number | undefined;
  #dated = false;

  constructor(date: number) {
    this.#date = date;
  }

  feed(chunk: Uint8Array): void {
    if (this.#wanted === undefined) {
      let from = 0;
      for (let newline = chunk.indexOf(10); newline !== -1; newline = chunk.indexOf(10, from)) {
        this.#take(chunk.subarray(from, newline));
        this.#endLine();
        from = newline + 1;
        this.#lineStart = this.#offset + from;
      }
      this.#take(chunk.subarray(from));
    }
    this.#offset += chunk.length;
  }

  wants({ range }: KernelIncident): boolean {
    this.#endLine();
    return this.#wanted !== undefined && (range?.firstByte ?? 0) >= this.#wanted;
  }

  complaint(): string | undefined {
    return this.#dated || this.#offset === 0 ? undefined : 'its lines have no dates; --since takes seconds of kernel time, too';
  }

  #take(part: Uint8Array): void {
    if (this.#front.length < longestFront) this.#front += Buffer.from(part.subarray(0, longestFront)).toString('latin1');
  }

  #endLine(): void {
    const date = this.#wanted === undefined ? dateIn(this.#front, this.#date) : undefined;
    this.#front = '';
    if (date === undefined) return;
    this.#dated = true;
    if (date >= this.#date) this.#wanted = this.#lineStart;
  }
}

const iso = /\d{4}[-/]\d\d[-/]\d\d[T ,]+\d\d:\d\d:\d\d(?:Z| ?[+-]\d\d:?\d\d)?/;
const named = /([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d)(?:\.\d+)?(?: (\d{4}))?/;

/** Of RFC 3164, which writes no year: that of the wanted date. */
const dateIn = (line: string, wanted: number): number | undefined => {
  const [exact] = iso.exec(line) ?? [];
  const [, month, day, time, year] = exact === undefined ? (named.exec(line) ?? []) : [];
  const text =
    exact
      ?.replaceAll('/', '-')
      .replace(/[ ,]+(?=\d\d:)/, 'T')
      .replace(' ', '') ?? `${day} ${month} ${year ?? new Date(wanted).getFullYear()} ${time}`;
  const date = exact === undefined && month === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
};
