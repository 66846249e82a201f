import { expect, test } from 'vitest';
import { hostLimit } from '../../../core/testing/host-pace.ts';
import { drawnRows } from './testing/case-generator.ts';
import { differences, memoryDifferences } from './testing/compare.ts';
import { runOnOurs } from './testing/flat-machine.ts';
import { assembleHarness, buildImage } from './testing/oracle-image.ts';
import { oracleMissing, runOnQemu } from './testing/qemu-oracle.ts';

const rowsPerCase = 4;

test('random instructions, each encoding several times, leave the registers and the memory that QEMU leaves', {
  timeout: hostLimit(120_000),
}, ({ skip }) => {
  const missing = oracleMissing();
  if (missing) skip(missing);
  const cases = Math.ceil((6 * drawnRows.length) / rowsPerCase);
  const image = buildImage(assembleHarness(), { seed: 20_261_126, cases, rowsPerCase });
  const ours = runOnOurs(image.areas).written;
  const theirs = runOnQemu(image);

  expect(theirs.length).toBe(ours.length);
  expect(differences(image.cases, ours, theirs)).toEqual([]);
  expect(memoryDifferences(cases, ours, theirs)).toBe(0);
});
