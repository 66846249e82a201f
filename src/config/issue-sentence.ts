import type { z } from 'zod';
import { closest } from './closest.ts';

type Issue = z.core.$ZodIssue;

/** Where in the lab file, in its own notation: `boards.verdin-01.consoles.a53.baudRate`, `faults[0].kind`. */
export const formatPath = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`)).join('');

/** A finding of zod as sentences that name the place, what was expected and what is there. Values are never printed where they may be secret. */
export const issueSentences = (issue: Issue, base: readonly PropertyKey[], schema: z.ZodType): string[] => {
  const at = formatPath([...base, ...issue.path]);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => `${formatPath([...base, ...issue.path, key])}: ${unknownKey(key, known)}`);
  }
  if (issue.code === 'invalid_union') {
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0]?.[0];
    if (nearest) return issueSentences({ ...nearest, path: [...issue.path, ...nearest.path] } as Issue, base, schema);
  }
  return [`${at}: ${expectation(issue)}`];
};

export const unknownKey = (key: string, known: readonly string[]): string => {
  const like = closest(key, known);
  return `unknown key${like ? `; did you mean '${like}'?` : known.length > 0 ? `; known are ${known.join(', ')}` : ''}`;
};

/** A value by what it is, never by what it says. */
export const kindOf = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : typeof value === 'function' ? 'a function' : `a ${typeof value}`;
};

const nouns: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const expectation = (issue: Issue): string => {
  const got = kindOf(issue.input);
  if (issue.code === 'invalid_value') return oneOf(issue.values.map(String), issue.input);
  if (issue.code === 'too_small') return bound('at least', issue.minimum, issue.origin, issue.input);
  if (issue.code === 'too_big') return bound('at most', issue.maximum, issue.origin, issue.input);
  if (issue.code === 'invalid_type' && issue.expected === ('Secret' as string))
    return `expected a secret such as fromEnv('LAB_PASSWORD'), got ${got}`;
  // A schema that has words of its own knows best.
  if (issue.code !== 'invalid_type' || issue.message.startsWith('expected')) return `${lowered(issue.message)}, got ${got}`;
  const isFraction = issue.expected === 'int' && typeof issue.input === 'number';
  return `expected ${nouns[issue.expected] ?? issue.expected}, got ${isFraction ? issue.input : got}`;
};

const oneOf = (values: readonly string[], input: unknown): string => {
  const like = typeof input === 'string' ? closest(input, values) : undefined;
  const got = typeof input === 'string' ? `'${input}'` : kindOf(input);
  return `expected ${values.map((value) => `'${value}'`).join(' or ')}, got ${got}${like ? `; did you mean '${like}'?` : ''}`;
};

const bound = (word: string, limit: number | bigint, origin: string, input: unknown): string =>
  origin === 'string'
    ? `expected ${word} ${limit} character${Number(limit) === 1 ? '' : 's'}, got ${input === '' ? 'an empty string' : kindOf(input)}`
    : `expected ${word} ${limit}${origin === 'array' ? ' entries' : ''}, got ${typeof input === 'number' ? input : kindOf(input)}`;

const lowered = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);

interface Shaped {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly unwrap?: () => z.ZodType;
  /** What a value is made into before or after it is checked. */
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
}

const keysAt = (schema: z.ZodType, path: readonly PropertyKey[]): string[] => {
  const shaped = schema as z.ZodType & Shaped;
  if (shaped.shape) {
    const [key, ...rest] = path;
    if (key === undefined) return Object.keys(shaped.shape);
    const inner = shaped.shape[String(key)];
    return inner ? keysAt(inner, rest) : [];
  }
  if (shaped.element) return keysAt(shaped.element, path.slice(1));
  if (shaped.in && shaped.out) return [shaped.in, shaped.out].flatMap((step) => keysAt(step, path));
  return shaped.unwrap ? keysAt(shaped.unwrap(), path) : [];
};
