import { type Ground, placesIn } from './place.ts';
import { type Asked, type Asking, Course, isSamePlace, isTryOf } from './tries.ts';

export type { Asking } from './tries.ts';

/** An expect() that was made. */
export interface Made {
  /** Where. */
  readonly at: Error;
}

interface FailedAssertion {
  readonly error: unknown;
  readonly asked: Asked;
  /** Of a table: what comes at its place is another row. */
  readonly isRow?: true;
}

/** One that held when it was tried again, with another question to the board. */
interface Forgiven {
  readonly failed: FailedAssertion;
  readonly by: Asked;
}

/** What one attempt at a scenario asserted, the hooks around it included. */
export class AssertionRecord {
  readonly #ground: Ground;
  readonly #course: Course;
  readonly #made = new Set<Made>();
  #failed: FailedAssertion[] = [];
  #forgiven: Forgiven[] = [];
  #count = 0;
  constructor(ground: Ground) {
    this.#ground = ground;
    this.#course = new Course(ground);
  }

  /** How many assertions came to a result. */
  get count(): number {
    return this.#count;
  }

  /** Those that did not hold when they were last asked, and that no assertion has looked at since. Each is told once. */
  takeFailed(): readonly { readonly error: unknown; readonly place: string | undefined }[] {
    return this.#failed.splice(0).map(({ error, asked }) => ({ error, place: asked.places[0] }));
  }

  get hasFailed(): boolean {
    return this.#failed.length > 0;
  }

  /** Where an expect() was made of which nothing was asked. */
  get unasked(): readonly (string | undefined)[] {
    return [...this.#made].map(({ at }) => placesIn(at.stack, this.#ground)[0]);
  }

  /** A call on the board is made, such as `board.linux.run`. */
  called(name: string, args: readonly unknown[]): void {
    this.#course.called(name, args);
  }

  /** Whoever took this error has it told. */
  leave(error: unknown): void {
    this.#failed = this.#failed.filter((failed) => failed.error !== error);
    this.#forgiven = this.#forgiven.filter(({ failed }) => failed.error !== error);
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
  held(asking: Asking, subject: unknown): void {
    this.#count++;
    // A place costs a stack, and nobody asks for it while nothing has failed.
    if (this.#failed.length === 0 && this.#forgiven.length === 0) return;
    const asked = this.#course.asked(asking);
    this.leave(subject);
    this.#goOn(asked);
    for (const failed of this.#triedAgain(asked)) if (failed.asked.question !== asked.question) this.#forgiven.push({ failed, by: asked });
  }

  /** What is not of the suite, such as an assertion within a library, is not counted. */
  failedWith(error: unknown, asking: Asking): void {
    const asked = this.#course.asked({ at: new Error('failed'), ...asking });
    if (asked.places.length === 0) return;
    this.#count++;
    this.leave(error);
    this.#goOn(asked);
    this.#triedAgain(asked);
    this.#failed.push({ error, asked });
  }

  /** Whoever goes on at the place where one held at last, and asks the board something else again, walks through a table: what failed there was a row of it. */
  #goOn(asked: Asked): void {
    const isRow = ({ by }: Forgiven): boolean => isSamePlace(by, asked) && by.question !== asked.question;
    this.#failed.push(...this.#forgiven.filter(isRow).map(({ failed }) => ({ ...failed, isRow: true as const })));
    this.#forgiven = this.#forgiven.filter((one) => !isRow(one));
  }

  /** Those that this one tries again are failures no more. */
  #triedAgain(asked: Asked): readonly FailedAssertion[] {
    const isTried = (failed: FailedAssertion): boolean => !failed.isRow && isSamePlace(failed.asked, asked) && isTryOf(failed.asked, asked);
    const tried = this.#failed.filter(isTried);
    this.#failed = this.#failed.filter((failed) => !isTried(failed));
    return tried;
  }
}
