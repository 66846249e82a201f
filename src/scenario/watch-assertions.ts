import assert from 'node:assert';
import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chai, expect } from 'vitest';
import type { Asking, AssertionRecord, Made } from './assertion-record.ts';
import { compareResultsWhole } from './compared-whole.ts';
import { requireComparable } from './results.ts';
import { askedAtOnce, calledAtOnce, isCalledAtOnce, requireSubject, saysWhether } from './subject.ts';
import { workerState } from './worker-state.ts';

type Assertion = Chai.Assertion;
type Call = (...args: unknown[]) => unknown;
type Holder = Record<string, unknown>;

// Flags of chai travel with an assertion through its whole chain.
const madeFlag = 'hil.made';
const frames = 30;
const setUp = new Set(['withTest', 'withContext']);

/** Set while a matcher works: what it asserts itself is its own affair. */
const inMatcher = new AsyncLocalStorage<true>();
const watched = new WeakSet<object>();

/** From now on every assertion of vitest, chai and node:assert is recorded with the scenario that makes it, whoever catches what it throws. Once a process. */
export const watchAssertions = (): void => {
  // What stands between a matcher and the suite must not push the suite out of a stack.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, frames);
  watchMatchers(aboutAnswers);
  watchMade();
  for (const promised of ['resolves', 'rejects']) watchPromised(promised);
  const { poll } = expect;
  expect.poll = ((...args: Parameters<typeof poll>) => observed(poll(...args), undefined)) as typeof poll;
  replace(chai.assert as unknown as Holder, 'fail');
  replace(expect as unknown as Holder, 'fail');
  const library = chai.expect as unknown as { extend: Call };
  const { extend } = library;
  library.extend = (...args) => {
    Reflect.apply(extend, chai.expect, args.map(honest));
    watchMatchers();
  };
  compareResultsWhole();
  for (const name of Object.keys(assert)) if (/^[a-z]/.test(name) && name !== 'strict') replaceOfNode(name);
  syncBuiltinESMExports();
};

/** Matchers of a lab, the last argument of extend(). */
const honest = (given: unknown): unknown =>
  typeof given === 'object' && given !== null
    ? Object.fromEntries(Object.entries(given).map(([name, matcher]) => [name, saysWhether(name, matcher)]))
    : given;

const modulesOfNode = [assert, assert.strict] as unknown as readonly Holder[];

/** Node tells assert.match from assert.doesNotMatch by what stands on its module (lib/assert.js), so that its own function is there while it works. */
const replaceOfNode = (name: string): void => {
  const own = modulesOfNode.map((one) => one[name]);
  const put = (found: readonly unknown[]): void => {
    for (const [index, one] of modulesOfNode.entries()) one[name] = found[index];
  };
  for (const one of modulesOfNode)
    replace(one, name, (_, evaluate) => {
      const watching = modulesOfNode.map((each) => each[name]);
      put(own);
      try {
        return evaluate();
      } finally {
        put(watching);
      }
    });
};

interface Question {
  readonly name: string;
  readonly self: unknown;
  readonly args: readonly unknown[];
}
type Around = (question: Question, evaluate: () => unknown) => unknown;

const asItIs: Around = (_, evaluate) => evaluate();

/** What the test library's own matchers are asked about must be an answer. Those of a lab may await it themselves. */
const aboutAnswers: Around = ({ name, self, args }, evaluate) => {
  // The outermost alone: what a matcher asks itself is its own affair.
  if (!(self instanceof chai.Assertion) || !record()) return evaluate();
  const assertion = self as unknown as Assertion;
  const subject = flagOf<unknown>(assertion, 'object');
  requireComparable(name, subject, args);
  Object.assign(args, askedAtOnce(name, { subject, isNegated: flagOf(assertion, 'negate') === true }, args));
  if (isLater(assertion)) return evaluate();
  requireSubject(name, subject, args);
  if (!isCalledAtOnce(name)) return evaluate();
  return calledAtOnce(name, subject, (watched) => {
    chai.util.flag(assertion, 'object', watched);
    return evaluate();
  });
};

/** Those that were added since the last time as well. */
const watchMatchers = (around = asItIs): void => {
  const matchers = chai.Assertion.prototype as unknown as Holder;
  for (const name of Object.getOwnPropertyNames(matchers)) {
    const isMethod = typeof Object.getOwnPropertyDescriptor(matchers, name)?.value === 'function';
    if (!isMethod || name === 'constructor' || setUp.has(name)) continue;
    if (name.endsWith('InlineSnapshot')) countOnly(matchers, name);
    else replace(matchers, name, around);
  }
};

const replace = (holder: Holder, name: string, around = asItIs): void => {
  const found = holder[name];
  if (typeof found !== 'function' || watched.has(found)) return;
  // A proxy keeps what vitest and chai have written on the function.
  const watching = new Proxy(found as Call, {
    apply: (call, self: unknown, args) => around({ name, self, args }, () => asserted(self, args, () => Reflect.apply(call, self, args))),
  });
  watched.add(watching);
  holder[name] = watching;
};

/** By the depth of its stack vitest finds a snapshot in the suite's text, so that nothing may stand between them. */
const countOnly = (matchers: Holder, name: string): void => {
  const found = matchers[name];
  const get = function (this: unknown): unknown {
    const own = this instanceof chai.Assertion ? record() : undefined;
    own?.ask(flagOf<Made>(this as Assertion, madeFlag));
    own?.held({ args: [] }, undefined);
    return found;
  };
  const set = (value: unknown): void => void Object.defineProperty(matchers, name, { value, configurable: true, writable: true });
  Object.defineProperty(matchers, name, { configurable: true, get, set });
};

const record = (): AssertionRecord | undefined => (inMatcher.getStore() ? undefined : workerState().owner.getStore()?.attempt?.assertions);

const asserted = (self: unknown, given: readonly unknown[], evaluate: () => unknown): unknown => {
  const own = record();
  if (!own) return evaluate();
  const assertion = self instanceof chai.Assertion ? (self as unknown as Assertion) : undefined;
  own.ask(flagOf<Made>(assertion, madeFlag));
  // Whoever observes the promise or the poll records these.
  if (assertion && isLater(assertion)) return evaluate();
  const args = assertion ? given : given.slice(1); // Functions of Node are given what they look at first.
  const result = heldOrFailed(own, args, evaluate);
  if (isPromise(result) || isThenable(result)) return settling(result, own, assertion, { at: new Error('asserted'), args });
  own.held({ args }, flagOf(assertion, 'object'));
  return result;
};

const isLater = (assertion: Assertion): boolean => Boolean(flagOf(assertion, 'promise') || flagOf(assertion, 'poll'));

const heldOrFailed = (own: AssertionRecord, args: readonly unknown[], evaluate: () => unknown): unknown => {
  try {
    return inMatcher.run(true, evaluate);
  } catch (error) {
    own.failedWith(error, { args });
    throw error;
  }
};

const watchMade = (): void => {
  const matchers = chai.Assertion.prototype as unknown as Holder;
  const withTest = matchers.withTest as Call;
  matchers.withTest = new Proxy(withTest, {
    apply: (call, self: Assertion, args) => {
      const made = record()?.make();
      if (made) chai.util.flag(self, madeFlag, made);
      return Reflect.apply(call, self, args);
    },
  });
};

const watchPromised = (name: string): void => {
  const { prototype } = chai.Assertion;
  const { get, ...rest } = Object.getOwnPropertyDescriptor(prototype, name)!;
  const watching = function (this: Assertion): unknown {
    const chain = get!.call(this) as object;
    const at = flagOf<Error>(this, 'error');
    if (at?.stack) at.stack = withoutOwnFrames(at.stack);
    return observed(chain, this);
  };
  Object.defineProperty(prototype, name, { ...rest, get: watching });
};

const withoutOwnFrames = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => !line.includes(ownFile))
    .join('\n');

const ownFile = fileURLToPath(import.meta.url);

/** A chain whose matchers answer later. */
const observed = <Chain extends object>(chain: Chain, assertion: Assertion | undefined): Chain => {
  const outer: Chain = new Proxy(chain, {
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key);
      if (found instanceof chai.Assertion) return outer;
      if (typeof found !== 'function') return found;
      return (...args: unknown[]) => {
        const own = record();
        const at = new Error('asserted');
        const result: unknown = Reflect.apply(found, target, args);
        if (!own) return result;
        const asked = assertion ?? (target as unknown as Assertion);
        own.ask(flagOf<Made>(asked, madeFlag));
        return isPromise(result) || isThenable(result) ? settling(result, own, asked, { at, args }) : result;
      };
    },
  });
  return outer;
};

/** The same promise, of which is recorded what it came to. Vitest tells one that nobody awaits by that nobody calls its methods. */
const settling = (answer: PromiseLike<unknown>, own: AssertionRecord, assertion: Assertion | undefined, asking: Asking): unknown => {
  const observe = (): Promise<unknown> =>
    Promise.resolve(
      answer.then(
        (value) => {
          own.held(asking, flagOf(assertion, 'object'));
          return value;
        },
        (error: unknown) => {
          own.failedWith(error, asking);
          throw error;
        },
      ),
    );
  if (isPromise(answer)) return observe();
  let answered: Promise<unknown> | undefined;
  const once = (): Promise<unknown> => {
    answered ??= observe();
    return answered;
  };
  return new Proxy(answer, {
    get: (target, key) =>
      key === 'then' || key === 'catch' || key === 'finally'
        ? (...args: unknown[]) => Reflect.apply(Reflect.get(Promise.prototype, key), once(), args)
        : Reflect.get(target, key),
  });
};

const flagOf = <T>(assertion: Assertion | undefined, name: string): T | undefined =>
  assertion && (chai.util.flag(assertion, name) as T | undefined);

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

/** What vitest hands out in place of a promise. */
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'then');
