import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';
import { allRows } from './rows/all.ts';
import { cases } from './testing/cases.ts';
import { cleanTexts } from './testing/clean.ts';
import { quietReports } from './testing/report-cases.ts';

test('rows are counted without a gap, and each has a name of its own', () => {
  expect(allRows.map(({ id }) => id)).toEqual(Array.from({ length: allRows.length }, (_, index) => index + 1));
  expect(new Set(allRows.map(({ name }) => name)).size).toBe(allRows.length);
});

test('every row has a log of its own', () => {
  const covered = new Set(cases.map(({ row }) => row));
  expect(allRows.filter(({ id }) => !covered.has(id)).map(({ name }) => name)).toEqual([]);
});

test.each(cases)('$name: row $row comes first, and nothing wrong behind it', ({ row, texts, also = [] }) => {
  const { causes, verdict } = diagnose(factsFromText(texts));

  expect(verdict).toBe('found');
  expect(causes[0]?.row).toBe(row);
  expect(
    causes
      .slice(1)
      .map((cause) => cause.row)
      .filter((other) => !also.includes(other)),
  ).toEqual([]);
  for (const cause of causes) expect(cause.evidence).not.toEqual([]);
});

const recordings = 'src/knowledge/boot/recordings/';
const troubled = ['bsp6-locked', 'bsp6-stall-panic-reset', 'bsp6-watchdog-reset'];
const cleanRecordings = readdirSync(recordings).filter(
  (file) => file.endsWith('.serial') && !troubled.some((name) => file.startsWith(name)),
);

test.each(cleanRecordings)('no row fires on %s', (file) => {
  expect(diagnose(factsFromText([{ name: file, text: readFileSync(recordings + file, 'latin1') }])).causes).toEqual([]);
});

test.each([...cleanTexts, ...quietReports])('no row fires on $name', (text) => {
  expect(diagnose(factsFromText([text])).causes).toEqual([]);
});

test('arbitrary text never throws', () => {
  const words = cases.flatMap(({ texts }) => texts.flatMap(({ text }) => text.split(/(?<=\s)/)));
  const salad = fc.array(
    fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary' }), fc.constantFrom('\n', '\r', '\u001b[', '> ', '# ')),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(salad, (parts) => {
      const { causes, verdict } = diagnose(factsFromText([{ name: 'salad', text: parts.join('') }]));
      expect(verdict).toBe(causes.length > 0 ? 'found' : 'unknown');
      for (const { evidence } of causes) expect(evidence.length).toBeGreaterThan(0);
    }),
  );
});
