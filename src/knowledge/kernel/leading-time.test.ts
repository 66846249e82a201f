import { expect, test } from 'vitest';
import { isShortened, leadingTime } from './leading-time.ts';
import { scanText } from './log-scan.ts';

const secondsOf = (line: string): number => leadingTime(line, 0, line.length);

test.each([
  ['[    1.352146] x', 1],
  ['[   10.352146] x', 10],
  ['[123456.352146] x', 123_456],
  ['<6>[    1.352146] x', 1],
  ['[0.352146] x', 0],
  ['[ 10.352146] x', 10],
  ['[  999.123456] [    1.352146] x', 1],
])('%j is a whole stamp', (line, seconds) => {
  expect(secondsOf(line)).toBe(seconds);
  expect(isShortened(line)).toBe(false);
});

test.each(['[   1.352146] x', '<6>[  10.352146] x', '[   .352146] x'])('%j has lost a digit or a space, and says no time', (line) => {
  expect(secondsOf(line)).toBe(-1);
  expect(isShortened(line)).toBe(true);
});

test('stamps that have lost a digit are no boot that begins anew', () => {
  const lines = (stamps: readonly string[]): string =>
    stamps.map((stamp) => `[${stamp}] systemd[1]: Reached target swap.target\n`).join('');
  const running = lines(['    9.100000', '    9.200000', '    9.300000', '    9.400000', '   10.250000']);
  expect(scanText(running + lines(['   0.256479', '   1.352146', '   10.400000']))).toEqual([]);
  expect(scanText(running + lines(['    0.256479', '    1.352146', '    1.400000']))).toMatchObject([{ kind: 'unexpected-reset' }]);
});
