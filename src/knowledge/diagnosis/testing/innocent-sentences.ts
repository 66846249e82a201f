import { readFileSync } from 'node:fs';

/** What people also write, about the same things, and what claims no fault by itself. */
export const innocentSentences: readonly string[] = readFileSync(new URL('innocent-sentences.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');
