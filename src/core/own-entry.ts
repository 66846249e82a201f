/** What a record holds under a name that somebody else chose: `constructor` and `__proto__` are names like any other, and nothing that it inherits. */
export const ownEntry = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
