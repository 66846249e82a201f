import { isReadBySuite } from './results.ts';
import { suiteMistake } from './suite-mistake.ts';
import type { Attempt, Call } from './worker-state.ts';

/** What await, Promise.all() and their like ask a promise for (ECMA-262, PromiseResolve), and whoever listens to it himself. */
const taking = new Set<PropertyKey>(['constructor', 'then', 'catch', 'finally']);

/**
 * The same promise, of which is known whether anybody takes its answer. A property of what it resolves with is no property of the promise, and undefined
 * without a word: the suite's own code that reads one gets an error of the suite. `file`: of the suite.
 */
export const watchedAnswer = <T>(
  answer: Promise<T>,
  call: Call,
  { attempt, file }: { readonly attempt: Attempt; readonly file: string },
): Promise<T> => {
  attempt.untaken.add(call);
  const get = (target: object, key: PropertyKey, receiver: unknown): unknown => {
    if (taking.has(key)) attempt.untaken.delete(call);
    else if (typeof key === 'string' && !(key in target) && isReadBySuite(file)) {
      attempt.untaken.delete(call);
      throw suiteMistake(`${call.name}() is not awaited, so that its '${key}' is undefined`, remedy, attempt);
    }
    return Reflect.get(target, key, receiver) as unknown;
  };
  return Object.setPrototypeOf(answer, new Proxy(Object.create(Promise.prototype) as object, { get })) as Promise<T>;
};

const remedy = 'await the call first: (await …).stdout, or const { stdout } = await …';
