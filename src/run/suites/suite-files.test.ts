import { expect, test } from 'vitest';
import { selectSuites, suiteNameOf } from './suite-files.ts';

const files = ['/lab/suites/memory.ts', '/lab/suites/cold-boot.ts', '/lab/suites/forum/27112-m7-stops.ts', '/lab/suites/cold-boot-slow.ts'];
const select = (...patterns: string[]): string[] => selectSuites(files, patterns, '/lab').map(suiteNameOf);

test('without a pattern all suites run, by path', () => {
  expect(select()).toEqual(['cold-boot-slow', 'cold-boot', '27112-m7-stops', 'memory']);
});

test.for([
  ['cold-boot', ['cold-boot']],
  ['suites/memory.ts', ['memory']],
  ['./suites/memory.ts', ['memory']],
  ['/lab/suites/memory.ts', ['memory']],
  ['suites/forum', ['27112-m7-stops']],
  ['suites/forum/', ['27112-m7-stops']],
  ['27112', ['27112-m7-stops']],
  ['cold', ['cold-boot-slow', 'cold-boot']],
] as const)('%s names %j', ([pattern, names]) => {
  expect(select(pattern)).toEqual(names);
});

test('several patterns name each suite once', () => {
  expect(select('memory', 'cold', 'mem')).toEqual(['cold-boot-slow', 'cold-boot', 'memory']);
});

test('a pattern that names nothing is refused with what there is', () => {
  expect(() => select('memory', 'warm-boot')).toThrow(
    expect.objectContaining({ name: 'ConfigError', remedy: expect.stringContaining('cold-boot, 27112') }),
  );
});

test.each(['a#b.ts', 'what?.ts'])('a suite that Vitest cannot load is refused by its name: %s', (name) => {
  expect(() => selectSuites([`/lab/suites/${name}`], [], '/lab')).toThrow(`suites/${name}`);
});
