import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Words that a reader would have to guess at, and what docs/architecture.md says instead. What people write into forums is another matter. */
const avoided: Readonly<Record<string, RegExp>> = {
  'by default': /unless told/i,
  'stop, stopNow': /\bhurry\b|\bhasten\b/i,
  exclude: /\bretire\w*\b|\bset aside\b|setAside|set-aside/i,
  'an error that nobody handled': /\bstrays?\b/i,
  'split, assign': /\bdeal\b|\bdealt\b/i,
  report: /\btestimon(?:y|ies)\b|\bwitness(?:es)?\b/i,
  'a plain name':
    /\bmess\b|leftAMess|#orDeath|unheardOf|struckBy|\bunrun\b|leftHow|endUnheeding|withoutAWord|\bat-once\b|late-?child|LinuxDoor/,
};

const root = join(import.meta.dirname, '..');
const folders = ['src', 'verdicts', 'kill', 'wiring', 'bench', 'firmware', 'examples', 'suites', 'packaging'];
const ownWords = /knowledge\/diagnosis\/(?:words|testing)\/|lexicon\.test\.ts$/;

const files = folders
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.ts') && !ownWords.test(file));

test.each(Object.entries(avoided))('sources say %s', (_instead, word) => {
  const found = files.flatMap((file) => {
    const at = readFileSync(join(root, file), 'utf8')
      .split('\n')
      .findIndex((line) => word.test(line));
    return at < 0 && !word.test(file) ? [] : [`${file}:${at + 1}`];
  });
  expect(found).toEqual([]);
});
