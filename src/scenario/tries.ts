import { inspect } from 'node:util';
import { branchIn, type Ground, placesIn } from './place.ts';

/** One assertion as it was asked. */
export interface Asked {
  /** The suite's own frames, the innermost first. */
  readonly places: readonly string[];
  /** Which of several promises that one Promise.all() or the like waits for; undefined where the stack does not say. */
  readonly branch: string | undefined;
  /** What it was compared with, in words. */
  readonly wanted: string;
  /** What the board was asked last before it, in words. */
  readonly question: string | undefined;
  /** How many calls on the board were made before it. */
  readonly calls: number;
  /** The same for assertions between which the process did nothing else. */
  readonly turn: object;
}

/** What a matcher was given, and a stack of where, if somebody made one already. */
export interface Asking {
  readonly at?: Error;
  readonly args: readonly unknown[];
}

// Suites may replace what stands on globalThis.
const { queueMicrotask } = globalThis;

/** Where in a scenario assertions are asked: between which calls on the board, and in which turn of the process. */
export class Course {
  readonly #ground: Ground;
  #calls = 0;
  #question: string | undefined;
  #turn: object | undefined;
  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** A call on the board, such as `board.linux.run`. */
  called(name: string, [subject]: readonly unknown[]): void {
    this.#calls++;
    const isQuestion = typeof subject === 'string' ? !isPause.test(subject) : typeof subject === 'object' && subject !== null;
    if (isQuestion) this.#question = `${name} ${inWords(subject)}`;
  }

  asked({ at = new Error('asked'), args }: Asking): Asked {
    const places = placesIn(at.stack, this.#ground);
    return {
      places,
      branch: branchIn(at.stack),
      wanted: inWords(args),
      question: this.#question,
      calls: this.#calls,
      turn: this.#turnNow(),
    };
  }

  #turnNow(): object {
    if (!this.#turn) {
      this.#turn = {};
      queueMicrotask(() => {
        this.#turn = undefined;
      });
    }
    return this.#turn;
  }
}

// It asks nothing of the board, and a loop that tries again may wait longer each time.
const isPause = /^\s*sleep\s+\S+\s*$/;

const inWords = (value: unknown): string => {
  try {
    return inspect(value, { depth: 5, maxArrayLength: 50, maxStringLength: 2000 });
  } catch {
    return 'what throws when it is looked at';
  }
};

/**
 * Whether two asked at one place. What stands between the assertion and the body may differ, since tries come from loops and timers; a function that two
 * places of the body call, or two promises of one Promise.any(), asserts twice.
 */
export const isSamePlace = (one: Asked, other: Asked): boolean =>
  one.places[0] === other.places[0] &&
  (one.places.length < 2 || other.places.length < 2 || lineOf(one.places.at(-1)) === lineOf(other.places.at(-1))) &&
  (one.branch === undefined || other.branch === undefined || one.branch === other.branch);

/**
 * Whether the later one of two at the same place tries the earlier one again, and is no other row of a table: something can have changed meanwhile, and the
 * same is wanted, or what is wanted was asked of the board anew.
 */
export const isTryOf = (earlier: Asked, later: Asked): boolean =>
  earlier.turn !== later.turn &&
  (earlier.wanted === later.wanted || (later.calls > earlier.calls && later.question === earlier.question && later.question !== undefined));

const lineOf = (place: string | undefined): string | undefined => place?.replace(/:\d+$/, '');
