import { partOfBoard } from './remote-board.ts';
import { suiteMistake } from './suite-mistake.ts';
import { workerState } from './worker-state.ts';

// These ask what a value is, and may be asked about a promise.
const asksForKind = /^(?:toBeInstanceOf|instance[oO]f|an?|toSatisfy|satisf(?:y|ies))$/;
const looksInside = /^(?:toEqual|toStrictEqual|toMatchObject|toContain|toContainEqual|eqls?|equals?|deepEqual)$/;

/** Throws HilError of the suite where a matcher of the test library is asked about what is no answer of the board: a promise, or a call that was not made. */
export const requireSubject = (matcher: string, subject: unknown, args: readonly unknown[]): void => {
  const part = partOfBoard(subject);
  if (part !== undefined)
    throw suiteMistake(
      `${matcher}() looks at ${part}, which is a call and no answer`,
      `call it and await what it answers: await ${part}()`,
    );
  // Properties of chai, such as `ok`, ask by assert(), and so does what is property and method at once, such as a('promise').
  const isProperty = matcher === 'assert';
  if (asksForKind.test(matcher) || (isProperty && /to be an? \w+$/.test(String(args[1])))) return;
  const asking = isProperty ? 'an assertion' : `${matcher}()`;
  if (isPromise(subject) && (isProperty || !args.some(isPromise)))
    throw suiteMistake(
      `${asking} looks at a promise, and not at what it resolves with`,
      'await it inside of expect(), or write: await expect(…).resolves',
    );
  if (looksInside.test(matcher) && holdsPromise(subject) && !args.some(holdsPromise))
    throw suiteMistake(`${matcher}() looks at promises, and not at what they resolve with`, 'await them first, as with Promise.all()');
};

const asksText = /^(?:toContain|toMatch|includes?|contains?|match|matches|string)$/;

/** What every text meets, such as `toContain(process.env.WANTED ?? '')`. */
const requireTelling = (matcher: string, subject: unknown, [wanted]: readonly unknown[]): void => {
  if (typeof subject !== 'string' || !asksText.test(matcher) || !meetsAll(wanted)) return;
  throw suiteMistake(
    `${matcher}(${typeof wanted === 'string' ? "''" : String(wanted)}) is met by every text, so that it says nothing of the board`,
    'name what must stand there: look for a variable that is empty, and for an empty alternative as in /up|/',
  );
};

const anyTexts = ['', '\u{10ffff}', 'a\nb'];

const meetsAll = (wanted: unknown): boolean =>
  wanted === '' ||
  (wanted instanceof RegExp && anyTexts.every((text) => text.search(new RegExp(wanted.source, wanted.flags.replace('y', ''))) >= 0));

const asksForNone = /^(?:toBeNull|toBeUndefined|toBe|toEqual|toStrictEqual|equals?|eqls?)$/;

/** What a search in vain gives is no other nothing: null is defined, undefined is not null, -1 is true, and NaN is not whatever it is compared with. */
const requireFound = (
  matcher: string,
  { subject, isNegated }: { readonly subject: unknown; readonly isNegated: boolean },
  [wanted]: readonly unknown[],
): void => {
  const none = matcher === 'toBeNull' ? null : matcher === 'toBeUndefined' ? undefined : wanted;
  const isOtherNothing =
    isNegated && asksForNone.test(matcher) && ((subject === undefined && none === null) || (subject === null && none === undefined));
  const isInVain =
    isOtherNothing ||
    (!isNegated && matcher === 'toBeDefined' && (subject === null || Number.isNaN(subject))) ||
    (!isNegated && matcher === 'toBeTruthy' && subject === -1) ||
    (isNegated && Number.isNaN(subject) && matcher !== 'toBeNaN');
  if (isInVain)
    throw suiteMistake(
      `${isNegated ? 'not.' : ''}${matcher}() is met by ${String(subject)}, which is what comes of a search in vain`,
      'say what must be found: expect(text).toMatch(/…/), expect(list).toContain(…), toBeGreaterThanOrEqual(0)',
    );
};

/**
 * What a matcher is given, as it shall get it: what toSatisfy() and its like ask must answer at once, since a promise is always true. Throws HilError of the suite where it asks of
 * a text what every text meets.
 */
export const askedAtOnce = (
  matcher: string,
  { subject, isNegated }: { readonly subject: unknown; readonly isNegated: boolean },
  args: readonly unknown[],
): readonly unknown[] => {
  requireTelling(matcher, subject, args);
  requireFound(matcher, { subject, isNegated }, args);
  const [predicate, ...others] = args;
  if (!/^(?:toSatisfy|satisf(?:y|ies))$/.test(matcher) || typeof predicate !== 'function') return args;
  const asked = (...given: unknown[]): unknown => {
    const answer = (predicate as (...all: unknown[]) => unknown)(...given);
    if (isPromise(answer))
      throw suiteMistake(`${matcher}() was given an async function, whose promise is always true`, 'await what it asks, and assert that');
    return answer;
  };
  return [asked, ...others];
};

/**
 * A subject for toThrow() and its like, which call it: `evaluate` is given one that tells whether it returned a promise. Such a function throws nothing, so
 * that nothing is said whether the matcher holds or not. Throws HilError of the suite then.
 */
export const calledAtOnce = <T>(matcher: string, subject: unknown, evaluate: (subject: unknown) => T): T => {
  if (typeof subject !== 'function') return evaluate(subject);
  const call = subject as (...args: unknown[]) => unknown;
  let isLater = false;
  const watched = (...args: unknown[]): unknown => {
    const result = call(...args);
    isLater ||= isPromise(result);
    return result;
  };
  Object.defineProperty(watched, 'name', { value: subject.name });
  try {
    const result = evaluate(watched);
    if (!isLater) return result;
  } catch (error) {
    if (!isLater) throw error;
    workerState().owner.getStore()?.attempt?.assertions.leave(error);
  }
  throw suiteMistake(`${matcher}() was given an async function, which throws nothing and rejects later`, 'write: await expect(…).rejects');
};

export const isCalledAtOnce = (matcher: string): boolean => /^(?:toThrow|toThrowError|throws?|Throw)$/.test(matcher);

/** A matcher of the lab's own as it was written, but that it must say whether it holds. */
export const saysWhether = (name: string, matcher: unknown): unknown => {
  if (typeof matcher !== 'function') return matcher;
  return function (this: unknown, ...args: unknown[]): unknown {
    const result: unknown = Reflect.apply(matcher, this, args);
    return isPromise(result) ? result.then((answer) => requireAnswer(name, answer)) : requireAnswer(name, result);
  };
};

const requireAnswer = (name: string, answer: unknown): unknown => {
  if (typeof answer === 'object' && answer !== null && 'pass' in answer) return answer;
  throw suiteMistake(
    `the matcher ${name}() of the lab does not say whether it holds`,
    'return { pass, message } from it, on every way through it',
  );
};

const holdsPromise = (value: unknown): boolean => {
  try {
    if (typeof value !== 'object' || value === null) return false;
    // A getter is not asked: of an output that is cut it tells that somebody has read it.
    return Object.values(Object.getOwnPropertyDescriptors(value)).some((property) => isPromise(property.value));
  } catch {
    // A proxy that was revoked throws when it is looked at.
    return false;
  }
};

const isPromise = (value: unknown): value is Promise<unknown> => {
  try {
    return value instanceof Promise;
  } catch {
    return false;
  }
};
