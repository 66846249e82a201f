import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CollectedScenario } from '../suites/collected.ts';
import { patternOf, selectScenarios } from './selection.ts';

const collected = (
  suite: string,
  name: string,
  rest: Partial<CollectedScenario> & { tags?: readonly string[]; preload?: string } = {},
): CollectedScenario => {
  const { tags, preload, ...more } = rest;
  return {
    description: {
      id: `${suite} > ${name}`,
      suite,
      name,
      file: `/lab/suites/${suite}.ts`,
      ...(tags ? { tags } : {}),
      needs: preload ? { preload } : {},
      expects: {},
    },
    timeout: '5min',
    silence: '60s',
    skip: false,
    ...more,
  };
};

const all = [
  collected('boot', 'reaches login'),
  collected('boot', 'lives'),
  collected('boot', 'lives on', { follows: true }),
  collected('boot', 'is still there', { follows: true }),
  collected('memory', 'TCM lives', { tags: ['nightly', 'tcm'] }),
  collected('memory', 'DDR lives', { tags: ['ddr'] }),
];
const idsOf = (selection: Parameters<typeof selectScenarios>[1]): string[] =>
  selectScenarios(all, selection, '/lab').map(({ description }) => description.id);

test('everything runs by default', () => expect(idsOf({})).toHaveLength(all.length));

test('a name chooses by its beginning, beside whole suites', () => {
  expect(idsOf({ names: [{ suite: 'memory', name: 'TCM' }] })).toEqual(['memory > TCM lives']);
  expect(idsOf({ names: [{ suite: 'boot', name: 'reaches login' }], wholeSuites: ['memory'] })).toEqual([
    'boot > reaches login',
    'memory > TCM lives',
    'memory > DDR lives',
  ]);
});

test('text, expressions, tags and ids choose together', () => {
  expect(idsOf({ grep: 'ddr LIVES' })).toEqual(['memory > DDR lives']);
  expect(idsOf({ grep: '/^memory > (TCM|DDR)/' })).toHaveLength(2);
  expect(idsOf({ grep: 'lives', tags: ['tcm', 'nightly'] })).toEqual(['memory > TCM lives']);
  expect(idsOf({ ids: ['memory > DDR lives', 'gone > for long'] })).toEqual(['memory > DDR lives']);
  expect(() => patternOf('/(/')).toThrow(/no regular expression/);
  expect(patternOf('a.b').test('axb')).toBe(false);
});

test('each of several names and tags must mean a scenario', () => {
  const told = (selection: Parameters<typeof selectScenarios>[1]): unknown => {
    try {
      return idsOf(selection);
    } catch (error) {
      return [(error as Error).message, (error as { remedy?: string }).remedy];
    }
  };
  const memory = { suite: 'memory', name: 'TCM' };
  expect(told({ names: [memory, { suite: 'memory', name: 'DRR' }], wholeSuites: ['memory'] })).toEqual([
    'no scenario is called or marked so: memory > DRR',
    "did you mean 'memory > DDR lives'?",
  ]);
  expect(told({ tags: ['tcm', 'nightyl'] })).toEqual(['no scenario is called or marked so: tag nightyl', "did you mean 'nightly'?"]);
});

test('what follows brings along what it follows, and nothing behind it', () => {
  expect(idsOf({ grep: 'lives on' })).toEqual(['boot > lives', 'boot > lives on']);
});

test('nothing is refused, with the nearest name', () => {
  expect(() => idsOf({ names: [{ suite: 'memory', name: 'TCM livs' }] })).toThrow(
    expect.objectContaining({ fault: 'suite', remedy: "did you mean 'memory > TCM lives'?" }),
  );
  expect(() => idsOf({ ids: [] })).toThrow(/no scenario/);
  expect(() => idsOf({ shard: { part: 9, of: 9 }, grep: 'reaches' })).not.toThrow();
  expect(() => idsOf({ shard: { part: 1, of: 9 }, grep: 'reaches' })).toThrow(/part 1 of 9 is empty/);
});

test('all parts together are everything once, and what follows stays with what it follows', () => {
  const some = fc.array(
    fc.record({ follows: fc.boolean(), suite: fc.constantFrom('a', 'b'), preload: fc.constantFrom(undefined, 'x', 'y') }),
    {
      minLength: 1,
      maxLength: 30,
    },
  );
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 5 }), (shapes, of) => {
      const scenarios = shapes.map(({ follows, suite, preload }, at) =>
        collected(suite, `n${at}`, { ...(follows ? { follows } : {}), ...(preload ? { preload } : {}) }),
      );
      const parts = Array.from({ length: of }, (_, index) => {
        try {
          return selectScenarios(scenarios, { shard: { part: index + 1, of } });
        } catch {
          return [];
        }
      });
      expect(parts.flat().length).toBe(scenarios.length);
      expect(new Set(parts.flat())).toEqual(new Set(scenarios));
    }),
  );
});
