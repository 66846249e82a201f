import { inspect } from 'node:util';
import type { Output } from '../core/shell.ts';
import { mistake } from './thrown.ts';
import type { WireError } from './wire.ts';

/** An output of which something is missing. */
type Cut = Output & { readonly leftOutBytes: number };

const streams = ['stdout', 'stderr'] as const;
type Stream = (typeof streams)[number];

/** Whether the suite has asked how much of an output is missing. */
interface Asked {
  isAsked: boolean;
}

interface Read {
  readonly of: Asked;
  /** Place and stream: a loop says the same again and again. */
  readonly where: string;
  readonly error: WireError;
}

/** What one attempt at a scenario read of texts that were not whole. */
export class CutReads {
  #reads: Read[] = [];

  /** `call`: such as `board.linux.run`. */
  add(of: Asked, call: string, stream: Stream, bytes: number, place: string | undefined): void {
    const message = `${bytes} bytes of what ${call}() printed are left out, and the scenario reads its ${stream} as if nothing were: what is not there, nobody has looked at`;
    this.#reads.push({ of, where: `${place} ${stream}`, error: mistake('CutOutputError', message, { place, remedy }) });
  }

  /** Those of outputs of which the suite has not asked, by now, what is missing. Each is told once. */
  take(): readonly WireError[] {
    const found = this.#reads.filter(({ of }) => !of.isAsked).map(({ where, error }) => [where, error] as const);
    this.#reads = [];
    return [...new Map(found).values()];
  }
}

/** What else failed, in order with it: an assertion may have failed for what is missing, and what the board did otherwise it did anyway. */
export const besideCut = (cut: readonly WireError[], others: readonly WireError[]): readonly WireError[] => {
  const isCertain = others.some(({ fault, name }) => fault === 'dut' && name !== 'AssertionError');
  return isCertain ? [...others, ...cut] : [...cut, ...others];
};

const remedy =
  'print less on the board, as with grep; keep more (`maxBytes`), or take all of it into a file (`toFile`); where the beginning and the end are enough, read `leftOutBytes` too';

type OnRead = (of: Asked, stream: Stream, bytes: number) => void;

/**
 * What a call on the board came to, as the suite gets it: an output of which something is missing says so when its text is read. The exit status and
 * printing the whole are free, and so is a stream that is whole beside one that is not.
 */
export const watchedOutput = (value: unknown, onRead: OnRead): unknown => {
  if (!isCut(value)) return value;
  const given = { ...value };
  watchReads(given, value, { onRead, isShown: true });
  Object.defineProperty(given, inspect.custom, { value: () => value, enumerable: false });
  return given;
};

/** The same of the error of a command that failed, whose `stderr` a suite may read. Whoever tells the error, as it is thrown on, reads nothing. */
export const watchedError = <E extends Error>(error: E, onRead: OnRead): E => {
  if (isCut(error)) watchReads(error, { ...error }, { onRead, isShown: false });
  return error;
};

const watchReads = (
  given: object,
  value: Partial<Output>,
  { onRead, isShown }: { readonly onRead: OnRead; readonly isShown: boolean },
): void => {
  const of: Asked = { isAsked: false };
  const { leftOutBytes = 0 } = value;
  const ask = (): number => {
    of.isAsked = true;
    return leftOutBytes;
  };
  // Whoever copies an output has not asked.
  Object.defineProperty(given, 'leftOutBytes', { get: ask, enumerable: false });
  for (const stream of streams) {
    const text = value[stream];
    if (text === undefined || !mark.test(text)) continue;
    const read = (): string => {
      onRead(of, stream, leftOutBytes);
      return text;
    };
    Object.defineProperty(given, stream, { get: read, enumerable: isShown });
  }
};

// What stands in place of what is missing. A board that prints such a line itself makes a whole stream look cut, and no cut one whole.
const mark = /\n\[\d+ bytes left out\]\n/;

const isCut = (value: unknown): value is Cut =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Output>).leftOutBytes === 'number' && 'exitCode' in value;
