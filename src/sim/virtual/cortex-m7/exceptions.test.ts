import { expect, test } from 'vitest';
import { hostLimit } from '../../../core/testing/host-pace.ts';
import { buildExceptionProgram, noteDifferences } from './testing/exception-program.ts';
import { runOnOurs } from './testing/flat-machine.ts';
import { oracleMissing, runOnQemu } from './testing/qemu-oracle.ts';

test('priorities, lazy stacking, stacks, privilege, faults and the MPU are as on QEMU, note for note', {
  timeout: hostLimit(120_000),
}, ({ skip }) => {
  const missing = oracleMissing();
  if (missing) skip(missing);
  const areas = buildExceptionProgram();
  const ours = runOnOurs(areas).written;
  const theirs = runOnQemu({ areas, cases: [] });

  expect(ours.length).toBeGreaterThan(80_000);
  expect(noteDifferences(ours, theirs)).toEqual([]);
});
