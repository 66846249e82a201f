import { expect, test } from 'vitest';
import type { ErrorReport } from '../../core/errors.ts';
import { HealthRecheck } from './health-recheck.ts';

const after = (verdict: 'passed' | 'failed' | 'error', error?: Partial<ErrorReport>): boolean => {
  const recheck = new HealthRecheck(undefined);
  const report: ErrorReport = { fault: 'lab', name: 'PortError', message: 'the SSH link broke', evidence: [], ...error };
  recheck.ended({ id: 'a', verdict, durationMs: 1, errors: error ? [report] : [] });
  return recheck.isDue;
};

test('only what may be a wire of the board is asked again', () => {
  expect(after('error', {})).toBe(true);
  expect(after('error', { sparesWires: true })).toBe(false);
  expect(after('error', { fault: 'suite' })).toBe(false);
  expect(after('failed', { fault: 'dut' })).toBe(false);
  expect(after('passed')).toBe(false);
});
