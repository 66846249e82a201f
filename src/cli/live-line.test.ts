import { expect, test } from 'vitest';
import { liveLine, type RunNow } from './live-line.ts';

const now: RunNow = {
  done: 3,
  total: 12,
  leftMs: 120_000,
  boards: [
    { scenario: 'cold-boot > a TCM image lives through three rounds', step: 'start', stage: 'kernel', forMs: 12_000, limitMs: 300_000 },
  ],
};

test('a wide terminal has the bar, what is left, the time with its limit, the step and the stage', () => {
  expect(liveLine(now, 140)).toBe(
    '[######..................] 3/12 2 min 0 s left | 12.0 s of 5 min 0 s cold-boot > a TCM image lives through three rounds (start, kernel)',
  );
});

test.each([100, 80, 60, 50, 44])('with %i columns the times are all there, and the line fits', (columns) => {
  const line = liveLine(now, columns);
  expect(line.length).toBeLessThan(columns);
  expect(line).toContain('3/12 2 min 0 s left | 12.0 s of 5 min 0 s');
});

test('between two scenarios the stage is there alone, and without boards the count', () => {
  expect(liveLine({ ...now, boards: [{ scenario: '', stage: 'u-boot', forMs: 900 }] }, 120)).toContain('| 900 ms u-boot');
  expect(liveLine({ done: 0, total: 0, boards: [] }, 80)).toBe('[........................] 0/0');
});

test('several boards share the line', () => {
  const line = liveLine({ ...now, boards: [...now.boards, ...now.boards] }, 120);
  expect(line.match(/12\.0 s of 5 min 0 s/g)).toHaveLength(2);
  expect(line.length).toBeLessThan(120);
});
