import type { WordNode } from 'just-bash';

/** The text of a word without expansions; undefined when it has some. */
export const literalOf = (node: WordNode | null | undefined): string | undefined => {
  if (!node) return undefined;
  const texts = node.parts.map((part) => {
    if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'Escaped') return part.value;
    // The name of the command; the library takes it for the beginning of a pattern.
    if (part.type === 'Glob' && part.pattern === '[') return '[';
    if (part.type === 'DoubleQuoted' && part.parts.every((inner) => inner.type === 'Literal'))
      return part.parts.map((inner) => (inner as { value: string }).value).join('');
    return undefined;
  });
  return texts.includes(undefined) ? undefined : texts.join('');
};
