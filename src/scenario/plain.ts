/** How a regular expression stands in plain data. */
export interface PlainPattern {
  readonly $pattern: string;
  readonly flags: string;
}

const deepest = 8;

/** A value as data that every channel carries. */
export const plainOf = (value: unknown, depth = 0): unknown => {
  if (value instanceof RegExp) return { $pattern: value.source, flags: value.flags } satisfies PlainPattern;
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
  if (depth > deepest) return { $is: 'something deep' };
  if (Array.isArray(value)) return value.map((each) => plainOf(each, depth + 1));
  if (typeof value === 'object') {
    const odd = oddity(value);
    if (odd !== undefined) return { $is: odd };
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return Object.fromEntries(entries.map(([key, each]) => [key, plainOf(each, depth + 1)]));
  }
  return { $is: `a ${typeof value}` };
};

/** What an object is whose own properties are not all that it says, so that a copy of them would lose something; undefined for a plain one. */
export const oddity = (value: object): string | undefined => {
  if (value instanceof Promise) return 'a promise';
  if (!isPlain(value)) return nameOfKind(value);
  const hidden = Object.getOwnPropertyNames(value).find((key) => !Object.prototype.propertyIsEnumerable.call(value, key));
  return hidden === undefined ? undefined : `an object that hides '${hidden}'`;
};

// Of another realm, such as one of node:vm, the prototype is another object that has none itself.
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'hasOwnProperty'));
};

const nameOfKind = (value: object): string => {
  const { name } = (value as { readonly constructor?: { readonly name?: unknown } }).constructor ?? {};
  return typeof name === 'string' && name !== '' && name !== 'Object'
    ? `an object of the class ${name}`
    : 'an object that inherits from another one';
};
