import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allRows } from './rows/all.ts';

test('docs/diagnosis.md names every row with its symptom', () => {
  const page = readFileSync('docs/diagnosis.md', 'utf8');
  const told = [...page.matchAll(/^\| (\d+) \| `([\w-]+)` \| (.*) \| (cause|consequence|advice) \|$/gm)];
  const inTable = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
  expect(told.map(([, id, name, symptom, role]) => [Number(id), name, symptom, role])).toEqual(
    allRows.map(({ id, name, symptom, role = 'cause' }) => [id, name, inTable(symptom), role]),
  );
});
