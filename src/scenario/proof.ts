import type { M7Observation } from '../core/outcome.ts';
import type { AssertionRecord } from './assertion-record.ts';
import type { Ground } from './place.ts';
import { Starts } from './starts.ts';
import { mistake, thrownToWire } from './thrown.ts';
import type { WireError } from './wire.ts';

/** What a scenario says of itself, as far as it bears on what a pass of it proves. */
export interface Claims {
  /** True where its needs say what must come of it, so that the verdict compares that. */
  readonly isDeclared: boolean;
  /** Where it is written. */
  readonly place: string | undefined;
  /** Source text of its body. */
  readonly text: string;
}

// Calls that wait for what the scenario names, and throw where it does not come.
const waiting = /^(?:m7\.)?console\.expect$|^(?:coldBoot|warmBoot|reach|waitForReset|expectReset|expectPowerDown|m7\.stop|pause)$/;
// They throw where something does not work, whatever it was asked for.
const working = /^(?:linux|serial|uboot)\.run$|^provision$|^power\.(?:on|off)$/;

const starting = /^m7\.(?:start|observe)$/;
const hearing = /^m7\.(?:console\.expect|echo)$/;

// As written, and as vitest's module loader writes an imported name.
const assertionCall = /(?:(?<![.\w$])|__\w+__\.)expect\)?\s*(?:\.\w+\s*)*\(/;

// They are called where something else should have come first, and are not meant to be reached.
const guard = /(?:expect|assert)\)?\s*\.\s*(?:unreachable|fail)\s*\(/g;
const anyAssertionCall = /(?:(?<![.\w$])|__\w+__\.)(?:expect|assert)\)?\s*(?:\.\w+\s*)*\(/;

/** What stands in quotes is no code. Template literals hold both. */
const withoutTexts = (code: string): string => code.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");

/** Whether a function asserts something, by its text. */
export const asserts = (call: unknown): boolean =>
  typeof call === 'function' && anyAssertionCall.test(withoutTexts(Function.prototype.toString.call(call)).replace(guard, ''));

/** A call on the board that came to its end. */
interface Answered {
  readonly path: readonly string[];
  readonly args: readonly unknown[];
  readonly answer: unknown;
  readonly place: string | undefined;
}

/** Whether a scenario that fails nowhere has proven anything. */
export class Proof {
  readonly #claims: Claims;
  readonly #assertions: AssertionRecord;
  readonly #starts = new Starts();
  #waited = false;
  #worked = false;
  constructor(claims: Claims, assertions: AssertionRecord) {
    this.#claims = claims;
    this.#assertions = assertions;
  }

  take({ path, args, answer, place }: Answered): void {
    const name = path.join('.');
    if (starting.test(name)) this.#starts.watch(answer as M7Observation, `board.${name}`, place);
    if (hearing.test(name)) this.#starts.hear();
    if (waiting.test(name)) this.#waited = true;
    if (working.test(name) && !isTolerant(args[1])) this.#worked = true;
  }

  /** A number for the history, which tells when it gets worse. */
  measure(): void {
    this.#worked = true;
  }

  /** It said that something must come. */
  announce(): void {
    this.#waited = true;
  }

  /** What to say of a scenario that passed and has proven nothing. */
  get lack(): WireError | undefined {
    const { isDeclared, place, text } = this.#claims;
    const unlooked = this.#starts.unlooked(isDeclared);
    if (unlooked) return unlooked;
    if (isDeclared || this.#waited || this.#assertions.count > 0) return undefined;
    if (assertionCall.test(withoutTexts(text)))
      return mistake('NothingAssertedError', 'nothing was asserted: there is an expect() in the scenario, and no call of it was reached', {
        place,
        remedy: 'look for a condition that is never true and for a loop over an empty list; assert first that the list is not empty',
      });
    if (this.#worked) return undefined;
    return mistake('NothingAssertedError', 'nothing was asserted, so that whatever the board did would have passed', {
      place,
      remedy: "assert with expect(), wait with console.expect(), or say what must come of it: { expect: 'alive' }",
    });
  }
}

// A command that may fail proves nothing.
const isTolerant = (options: unknown): boolean => (options as { readonly reject?: unknown } | undefined)?.reject === false;

/** Assertions that did not hold and that the suite caught. `troubles`: what the lab has told the scenario so far. */
export const notHeld = (assertions: AssertionRecord, ground: Ground, troubles: readonly Error[] = []): readonly WireError[] =>
  assertions.takeFailed().map(({ error, place }) => {
    const wire = thrownToWire(error, ground, troubles);
    return {
      ...wire,
      message: `failed, and the suite caught it: ${wire.message}`,
      own: { ...(place ? { place } : {}), ...wire.own, remedy: caught },
    };
  });

/**
 * Those beside what was thrown: an error that the suite makes of an assertion, or throws in place of it, says no more about the board than catching it
 * does. What else was thrown explains them.
 */
export const notHeldBeside = (
  told: readonly WireError[],
  assertions: AssertionRecord,
  ground: Ground,
  troubles: readonly Error[] = [],
): readonly WireError[] => {
  if (!told.every(({ fault }) => fault === 'suite')) return [];
  return notHeld(assertions, ground, troubles).filter(({ fault }) => told.length === 0 || fault === 'dut');
};

const caught =
  'an assertion that does not hold is a failure, caught or not: let it throw, wait with expect.poll() for what may come later, and ask with `if` for what may be either way';

/** An expect() of which nothing was asked says nothing. */
export const notAsked = (assertions: AssertionRecord): readonly WireError[] =>
  assertions.unasked.map((place) =>
    mistake('NothingAssertedError', 'expect() was called and no matcher after it, so that it asserts nothing', {
      place,
      remedy: 'call a matcher, with its parentheses: expect(value).toBe(wanted)',
    }),
  );
