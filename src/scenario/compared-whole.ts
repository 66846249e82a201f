import assert from 'node:assert';
import util from 'node:util';
import { isResult, requireComparable } from './results.ts';

type Call = (...args: unknown[]) => unknown;

const deepComparisons = ['deepEqual', 'deepStrictEqual', 'notDeepEqual', 'notDeepStrictEqual', 'partialDeepStrictEqual'];

/**
 * From now on Node takes a result of the board for the plain object that it is to everybody else: its deep comparisons alone ask whether two prototypes
 * are one object (lib/internal/util/comparisons.js). Once a process, and before syncBuiltinESMExports().
 */
export const compareResultsWhole = (): void => {
  makePlainIn(util, 'isDeepStrictEqual');
  for (const holder of [assert, assert.strict]) for (const name of [...deepComparisons, 'ok']) makePlainIn(holder, name);
};

const makePlainIn = (holder: object, name: string): void => {
  const found: unknown = Reflect.get(holder, name);
  if (typeof found !== 'function') return;
  const apply = (compare: Call, self: unknown, args: unknown[]): unknown => {
    requireComparable(name, args[0], args.slice(1));
    return whilePlain(resultsIn(args.slice(0, 2)), () => Reflect.apply(compare, self, args));
  };
  Reflect.set(holder, name, new Proxy(found as Call, { apply }));
};

const whilePlain = <T>(results: readonly object[], compare: () => T): T => {
  const prototypes = results.map((result) => Object.getPrototypeOf(result) as object);
  try {
    for (const result of results) Reflect.setPrototypeOf(result, Object.prototype);
    return compare();
  } finally {
    for (const [index, result] of results.entries()) Reflect.setPrototypeOf(result, prototypes[index]!);
  }
};

/** However deep they lie. */
const resultsIn = (values: readonly unknown[]): readonly object[] => {
  const seen = new Set<object>();
  const open = [...values];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) continue;
    seen.add(value);
    if (!isResult(value)) for (const part of partsOf(value)) open.push(part);
  }
  return [...seen].filter(isResult);
};

const partsOf = (value: object): readonly unknown[] => {
  try {
    if (value instanceof Map) return [...value.entries()].flat();
    if (Array.isArray(value) || value instanceof Set) return [...value];
    // A getter is not asked.
    return Object.keys(value).map((key) => Object.getOwnPropertyDescriptor(value, key)?.value as unknown);
  } catch {
    // A proxy that was revoked throws when it is looked at.
    return [];
  }
};
