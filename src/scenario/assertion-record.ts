import { branchIn, type Ground, placesIn } from './place.ts';

/** An expect() that was made. */
export interface Made {
  /** Where. */
  readonly at: Error;
}

/** Where an assertion was made. */
interface Asked {
  /** The suite's own frames, the innermost first. */
  readonly places: readonly string[];
  /** Which of several promises that one Promise.all() or the like waits for; undefined where the stack does not say. */
  readonly branch: string | undefined;
}

interface FailedAssertion extends Asked {
  readonly error: unknown;
}

/** What one attempt at a scenario asserted, the hooks around it included. */
export class AssertionRecord {
  readonly #ground: Ground;
  readonly #made = new Set<Made>();
  #failed: FailedAssertion[] = [];
  #count = 0;
  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** How many assertions came to a result. */
  get count(): number {
    return this.#count;
  }

  /** Those that did not hold when they were last asked, and that no assertion has looked at since. Each is told once. */
  takeFailed(): readonly { readonly error: unknown; readonly place: string | undefined }[] {
    return this.#failed.splice(0).map(({ error, places }) => ({ error, place: places[0] }));
  }

  get hasFailed(): boolean {
    return this.#failed.length > 0;
  }

  /** Where an expect() was made of which nothing was asked. */
  get unasked(): readonly (string | undefined)[] {
    return [...this.#made].map(({ at }) => placesIn(at.stack, this.#ground)[0]);
  }

  /** Whoever took this error has it told. */
  leave(error: unknown): void {
    this.#failed = this.#failed.filter((failed) => failed.error !== error);
  }

  make(): Made {
    const made = { at: new Error('made') };
    this.#made.add(made);
    return made;
  }

  ask(made: Made | undefined): void {
    if (made) this.#made.delete(made);
  }

  /** `subject`: what it was about. An error of an assertion that another one was meant to see is no failure. */
  held(at: Error | undefined, subject: unknown): void {
    this.#count++;
    // A place costs a stack, and nobody asks for it while nothing has failed.
    if (this.#failed.length === 0) return;
    const asked = this.#asked(at ?? new Error('held'));
    this.#failed = this.#failed.filter((failed) => failed.error !== subject && !isSame(failed, asked));
  }

  /** What is not of the suite, such as an assertion within a library, is not counted. */
  failedWith(error: unknown, at: Error): void {
    const asked = this.#asked(at);
    if (asked.places.length === 0) return;
    this.#count++;
    this.#failed = this.#failed.filter((failed) => failed.error !== error && !isSame(failed, asked));
    this.#failed.push({ error, ...asked });
  }

  #asked({ stack }: Error): Asked {
    return { places: placesIn(stack, this.#ground), branch: branchIn(stack) };
  }
}

/**
 * Whether two stacks are tries of one assertion. What stands between the assertion and the body may differ, since tries come from loops and timers;
 * a function that two places of the body call, or two promises of one Promise.any(), asserts twice.
 */
const isSame = (one: Asked, other: Asked): boolean => isSamePlace(one.places, other.places) && isSameBranch(one.branch, other.branch);

const isSamePlace = (one: readonly string[], other: readonly string[]): boolean =>
  one[0] === other[0] && (one.length < 2 || other.length < 2 || lineOf(one.at(-1)) === lineOf(other.at(-1)));

const isSameBranch = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

const lineOf = (place: string | undefined): string | undefined => place?.replace(/:\d+$/, '');
