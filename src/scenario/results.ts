import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import type { BootRecord } from '../core/boot-stage.ts';
import type { Match } from '../core/console.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { Output } from '../core/shell.ts';
import { callerIn } from './place.ts';
import { suiteMistake } from './suite-mistake.ts';
import { workerState } from './worker-state.ts';

// What may be missing in one of them is named as well.
const outputKeys: Readonly<Record<keyof Required<Output>, true>> = {
  exitCode: true,
  stdout: true,
  stderr: true,
  durationMs: true,
  leftOutBytes: true,
};
const observationKeys: Readonly<Record<keyof Required<M7Observation>, true>> = {
  outcome: true,
  predicted: true,
  firmware: true,
  startedBy: true,
  state: true,
  errno: true,
  kernelLines: true,
  evidence: true,
  remedy: true,
  unknownFor: true,
  startMs: true,
};
const bootKeys: Readonly<Record<keyof Required<BootRecord>, true>> = {
  kind: true,
  resetCause: true,
  stages: true,
  bootId: true,
  serialNumber: true,
  versions: true,
};
const matchKeys: Readonly<Record<keyof Required<Match>, true>> = { text: true, groups: true, before: true, end: true };

const keysOf = (call: string): Readonly<Record<string, true>> | undefined => {
  if (/\.run$/.test(call)) return outputKeys;
  if (/^board\.m7\.(?:start|observe)$/.test(call)) return observationKeys;
  if (/^board\.(?:coldBoot|warmBoot|waitForReset)$/.test(call)) return bootKeys;
  return /console\.expect$/.test(call) ? matchKeys : undefined;
};

/** A result of a call on the board, and what there is in it. */
interface Known {
  /** Such as `board.linux.run`. */
  readonly call: string;
  readonly keys: readonly string[];
}

// By name, since suite files and what they use are evaluated anew while the process lives on.
const knownKey = Symbol.for('verdin-hil.result');

/** What is asked of any value by whoever prints, compares or awaits it. */
const askedOfAnything = new Set(['then', 'catch', 'finally', 'toJSON', 'message', 'stack', 'name', 'cause']);

const ownFile = fileURLToPath(import.meta.url);
// Compiled they may be one file.
const own = [ownFile, fileURLToPath(new URL(`answers${extname(ownFile)}`, import.meta.url))];

/**
 * What a call on the board came to, as the suite gets it: a plain object. A property that it never has is `undefined` without a word, and whatever a suite
 * makes of that holds or fails for every board; so the suite's own code that reads one gets an error of the suite. `file`: of the suite.
 */
export const asResult = <T>(value: T, call: string, file: string): T => {
  const names = keysOf(call);
  if (!names || typeof value !== 'object' || value === null) return value;
  const known: Known = { call, keys: Object.keys(names) };
  // An object of which all else is as it was can still be copied to another thread, which a proxy cannot.
  return Object.setPrototypeOf(
    value,
    new Proxy(Object.prototype, {
      get: (target, key, receiver) => {
        if (key === knownKey) return known;
        if (key === inspect.custom) return plainCopy;
        const isOdd = typeof key === 'string' && !(key in target) && !(key in names) && !askedOfAnything.has(key);
        if (isOdd && isReadBySuite(file)) throw mistaken(missing(known, key), known);
        return Reflect.get(target, key, receiver) as unknown;
      },
    }),
  ) as T;
};

function plainCopy(this: object): object {
  return { ...this };
}

/** What is known of a value that a call on the board came to; undefined for any other. */
const knownOf = (value: unknown): Known | undefined => {
  try {
    return typeof value === 'object' && value !== null ? ((Reflect.get(value, knownKey) as Known | undefined) ?? undefined) : undefined;
  } catch {
    // A proxy that was revoked throws when it is looked at.
    return undefined;
  }
};

export const isResult = (value: unknown): boolean => knownOf(value) !== undefined;

// What is there whatever the board did, so that a comparison with all of a result has to name it.
const always: readonly (readonly [call: RegExp, keys: readonly string[]])[] = [
  [/\.run$/, ['exitCode', 'stdout', 'stderr', 'durationMs']],
  [/\.(?:start|observe)$/, ['outcome', 'startedBy', 'kernelLines', 'evidence']],
  [/console\.expect$/, Object.keys(matchKeys)],
];
const comparesAll = /^(?:toEqual|toStrictEqual|eqls?|(?:not)?deep(?:Strict)?Equal|isDeepStrictEqual)$/i;
const asksWhetherThere = /^(?:toBeTruthy|toBeFalsy|toBeDefined|toBeUndefined|toBeNull|toBeNullish|ok)$/;

const comparesWhole = /^(?:toBe|toEqual|toStrictEqual|equals?|eqs?|eqls?|toContain|toMatch|match)$/;

/** Throws HilError of the suite where a matcher asks something of a whole result that no board could meet, or that every one does. */
export const requireComparable = (matcher: string, subject: unknown, [wanted]: readonly unknown[]): void => {
  const known = knownOf(subject);
  if (!known) return;
  const isPart = ['string', 'number', 'boolean', 'bigint'].includes(typeof wanted) || wanted instanceof RegExp;
  if (comparesWhole.test(matcher) && isPart)
    throw mistaken(`${matcher}() compares all that ${known.call}() gives with ${shown(wanted)}, which it can never be`, known);
  if (comparesAll.test(matcher) && isPlainObject(wanted)) {
    const keys = always.find(([call]) => call.test(known.call))?.[1] ?? [];
    const lacking = keys.find((key) => !(key in wanted));
    if (lacking !== undefined)
      throw suiteMistake(
        `${matcher}() compares all that ${known.call}() gives with an object without '${lacking}', which it can never be`,
        `name '${lacking}' as well, or compare what is to be compared: toMatchObject({ … })`,
      );
  }
  const isThere =
    asksWhetherThere.test(matcher) || (matcher === 'toMatchObject' && isPlainObject(wanted) && Object.keys(wanted).length === 0);
  // Of a start is noted whether anybody looks at what came of it.
  const came = isThere ? whatItCameTo(subject as object) : undefined;
  if (came !== undefined)
    throw suiteMistake(
      `${matcher}() asks whether ${known.call}() gave something, which it does whatever comes of it; here it is ${came}`,
      'compare what it gave: expect(output.exitCode).toBe(0), or expect(observation).toBeOutcome(…)',
    );
  const odd = namesIn(matcher, wanted).find((key) => !known.keys.includes(key));
  if (odd !== undefined) throw mistaken(missing(known, odd), known);
};

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Of a result that is given for what went wrong as well, and did. */
const whatItCameTo = (value: object): string | undefined => {
  const own = (key: string): unknown => (Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined);
  const [exitCode, outcome] = [own('exitCode'), own('outcome')];
  if (typeof exitCode === 'number' && exitCode !== 0) return `exit status ${exitCode}`;
  return typeof outcome === 'string' && outcome !== 'alive' ? `'${outcome}'` : undefined;
};

/** Of what a result shall hold. */
const namesIn = (matcher: string, wanted: unknown): readonly string[] => {
  if (matcher === 'toHaveProperty') return typeof wanted === 'string' ? wanted.split(/[.[]/).slice(0, 1) : [];
  return matcher === 'toMatchObject' && typeof wanted === 'object' && wanted !== null ? Object.keys(wanted) : [];
};

/** Whether the suite's own code reads a property right now. Node's own, such as inspect(), asks any object for what it may be. */
export const isReadBySuite = (file: string): boolean => {
  const { stack = '' } = new Error('read');
  const reader = stack.split('\n').find((line) => /^\s+at /.test(line) && !own.some((file) => line.includes(file)));
  return (
    reader !== undefined &&
    !/[\s(]node:/.test(reader) &&
    callerIn(withoutOwn(stack), ownFile, { root: workerState().root, file }) !== undefined
  );
};

const withoutOwn = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => !own.some((file) => line.includes(file)))
    .join('\n');

const missing = ({ call }: Known, key: string): string => `${call}() gives no '${key}', so that it is undefined on every board`;

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

const mistaken = (message: string, { keys }: Known): Error => suiteMistake(message, `there is: ${keys.join(', ')}`);
