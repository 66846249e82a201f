import { expect, test } from 'vitest';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import { planBoots } from './plan.ts';

type Parts = ScenarioNeeds & Partial<Pick<CollectedScenario, 'follows' | 'blocks' | 'skip'>> & { readonly suite?: string };

const scenarios = (...all: readonly Parts[]): CollectedScenario[] =>
  all.map(({ suite = 's', follows = false, blocks = [], skip = false, ...needs }, index) => ({
    description: { id: `${suite} > ${index}`, suite, name: String(index), file: `${suite}.ts`, needs, expects: {} },
    ...{ timeout: '5min', silence: '60s', follows, blocks, skip },
  }));

const bootsOf = (...all: readonly Parts[]): number => planBoots(scenarios(...all), { inOrder: true }).boots;
const orderOf = (...all: readonly Parts[]): string =>
  planBoots(scenarios(...all))
    .order.map(({ description }) => description.name)
    .join(' ');

const other = { mcoreBooted: false };

test('scenarios that take any running Linux share one boot, after the one that made the board theirs', () => {
  expect(bootsOf({}, { boot: 'running' }, {})).toBe(2);
});

test('each cold or warm boot counts, and each change of what U-Boot or the kernel is told', () => {
  expect(bootsOf({ boot: 'cold' }, { boot: 'cold' }, { boot: 'warm' })).toBe(4);
  expect(bootsOf({}, other, other, {})).toBe(4);
  expect(bootsOf({ boot: 'cold' }, { boot: 'cold', preload: 'tcm-hello' })).toBe(3);
});

test('what is skipped in the suite takes no boot', () => {
  expect(bootsOf({}, { boot: 'cold', skip: true }, {})).toBe(2);
});

test('equal provisioning stands side by side and takes fewer boots', () => {
  const mixed = [{}, other, {}, other] as const;
  expect(orderOf(...mixed)).toBe('0 2 1 3');
  expect(planBoots(scenarios(...mixed)).boots).toBeLessThan(bootsOf(...mixed));
});

test('a suite begins with what the one before left on the board, and none is moved into another', () => {
  expect(orderOf({}, other, { suite: 't' }, { suite: 't', ...other }, { suite: 't' })).toBe('0 1 3 2 4');
});

test('what follows stays behind what it follows', () => {
  expect(orderOf({}, other, { follows: true }, {}, other)).toBe('0 3 1 2 4');
});

test('describe blocks stay whole, and are ordered within', () => {
  expect(orderOf({}, { ...other, blocks: ['a'] }, { blocks: ['a'] }, { ...other, blocks: ['a'] }, {}, other)).toBe('0 4 1 3 2 5');
  expect(orderOf({ blocks: ['a'] }, { follows: true, ...other, blocks: ['b'] }, { blocks: ['a'] })).toBe('0 2 1');
});
