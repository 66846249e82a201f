import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shippedFirmware, shippedSuites } from './shipped.ts';

test('what the package brings is there, wherever the lab file lies', () => {
  expect(shippedSuites()).toMatch(/\/suites\/\*\*\/\*\.ts$/);
  expect(readdirSync(shippedSuites().replace(/\*.*/, ''))).toContain('cold-boot.ts');
  const images = shippedFirmware();
  expect(Object.keys(images)).toContain('tcm-hello');
  expect(Object.values(images).filter(({ path }) => !existsSync(path))).toEqual([]);
});
