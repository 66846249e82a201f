/** One pattern that finds whichever comes first; the named group says which. Flags are those of the first RegExp. */
export const anyOf = (patterns: Readonly<Record<string, RegExp | string>>): RegExp => {
  const named = Object.entries(patterns).map(
    ([name, pattern]) => `(?<${name}>${typeof pattern === 'string' ? escapeRegExp(pattern) : pattern.source})`,
  );
  return new RegExp(named.join('|'), 'm');
};

export const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
