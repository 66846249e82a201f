import { expect, test } from 'vitest';
import type { ScenarioDescription, ScenarioNeeds } from '../core/scenario.ts';
import { planBoots } from './plan.ts';

const scenarios = (...needs: readonly ScenarioNeeds[]): ScenarioDescription[] =>
  needs.map((each, index) => ({ id: `s > ${index}`, suite: 's', name: String(index), file: 's.ts', needs: each, expects: {} }));

test('scenarios that take any running Linux share one boot', () => {
  expect(planBoots(scenarios({}, { boot: 'running' }, {})).boots).toBe(1);
});

test('each cold or warm boot counts, and each change of what U-Boot or the kernel is told', () => {
  expect(planBoots(scenarios({ boot: 'cold' }, { boot: 'cold' }, { boot: 'warm' })).boots).toBe(3);
  expect(planBoots(scenarios({}, { mcoreBooted: false }, { mcoreBooted: false }, {})).boots).toBe(3);
});

test('the first preload takes a boot to write it and a boot to use it', () => {
  expect(planBoots(scenarios({ boot: 'cold', preload: 'tcm-hello' })).boots).toBe(2);
});

test('the order stays unless told; regrouped, equal provisioning stands side by side and takes fewer boots', () => {
  const mixed = scenarios({}, { mcoreBooted: false }, {}, { mcoreBooted: false });
  expect(planBoots(mixed).order).toEqual(mixed);
  const regrouped = planBoots(mixed, { regroup: true });
  expect(regrouped.order.map(({ name }) => name)).toEqual(['0', '2', '1', '3']);
  expect(regrouped.boots).toBeLessThan(planBoots(mixed).boots);
});

test('no scenario is moved to another suite', () => {
  const [a, b, c] = scenarios({}, { preload: 'x' }, {});
  const { order } = planBoots([a!, { ...b!, suite: 't' }, { ...c!, suite: 'u' }], { regroup: true });
  expect(order.map(({ suite }) => suite)).toEqual(['s', 't', 'u']);
});
