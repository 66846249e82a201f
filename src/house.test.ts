import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const folders = ['src', 'suites', 'kill', 'verdicts', 'wiring', 'bench', 'packaging', 'examples', 'firmware', 'mutation'];

const ceiling = 250;
// A test is a list of cases; what it shares with its neighbours is in `testing/`.
const testCeiling = 400;

/** Lists whose order and neighbourhood say something, one entry below the other. */
const longer: Readonly<Record<string, number>> = {
  'src/knowledge/diagnosis/testing/wordings.ts': 400,
  'src/knowledge/diagnosis/testing/start-cases.ts': 300,
  'src/knowledge/kernel/detector.test.ts': 500,
};

const linesOf = (file: string): number => readFileSync(join(root, file), 'utf8').split('\n').length - 1;

test('no file is longer than somebody reads in one go', () => {
  const files = folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('node_modules'));
  expect(files.length).toBeGreaterThan(500);
  const tooLong = files.filter((file) => linesOf(file) > (longer[file] ?? (/\.test\.tsx?$/.test(file) ? testCeiling : ceiling)));
  expect(tooLong).toEqual([]);
});

test('README fits 100 columns, and says nothing twice', () => {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n');
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
  expect(lines.filter((line, at) => /\w/.test(line) && line.length > 20 && lines.indexOf(line) !== at)).toEqual([]);
});
