import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMs } from '../core/time.ts';
import { liveLine, type RunNow } from './live-line.ts';
import { columnsOf, cutToColumns } from './text-width.ts';

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

test('the narrower the terminal, the fewer times there are, and never half of one', () => {
  const hours: RunNow = { ...now, leftMs: 30_000_000, boards: [{ scenario: 'soak', forMs: 4_000_000, limitMs: 36_000_000 }] };
  expect(liveLine(hours, 50)).toBe('3/12 8 h 20 min left | 1 h 6 min of 10 h 0 min');
  expect(liveLine(hours, 40)).toBe('3/12 | 1 h 6 min of 10 h 0 min soak');
  expect(liveLine(hours, 28)).toBe('3/12 | 1 h 6 min soak');
  expect(liveLine(hours, 20)).toBe('3/12 | 1 h 6 min');
  expect([12, 5, 4, 0].map((columns) => liveLine(hours, columns))).toEqual(['3/12', '3/12', '', '']);
});

test('between two scenarios the stage is there alone, and without boards the count', () => {
  expect(liveLine({ ...now, boards: [{ scenario: '', stage: 'u-boot', forMs: 900 }] }, 120)).toContain('| 900 ms u-boot');
  expect(liveLine({ done: 0, total: 0, boards: [] }, 80)).toBe('[........................] 0/0');
});

test('several boards share the line, and those that have no room are counted', () => {
  const line = liveLine({ ...now, boards: [...now.boards, ...now.boards] }, 120);
  expect(line.match(/12\.0 s of 5 min 0 s/g)).toHaveLength(2);
  expect(line.length).toBeLessThan(120);
  expect(liveLine({ ...now, boards: Array(9).fill(now.boards[0]) }, 60)).toBe(
    '3/12 +4 boards | 12.0 s | 12.0 s | 12.0 s | 12.0 s | 12.0 s',
  );
});

test('signs that take two columns or none are counted as what they take', () => {
  expect([columnsOf('größe'), columnsOf('日本語'), columnsOf('e\u0301'), columnsOf('🚀'), columnsOf('❤\ufe0f')]).toEqual([5, 6, 1, 2, 2]);
  expect(cutToColumns('日本語テスト', 8)).toBe('日本語…');
  expect(cutToColumns('e\u0301e\u0301e\u0301e\u0301e\u0301', 4)).toBe('e\u0301e\u0301e\u0301…');
  expect(cutToColumns('🚀🚀🚀', 5)).toBe('🚀🚀…');
});

test('whatever scenarios are called, the line fits, and each of its times is one of the run', () => {
  const name = fc.string({ unit: fc.constantFrom('a', ' ', '日', '🚀', '\u0301', '❤\ufe0f', 'ｶ', '\x1b[31m', '\n', '\ud83d') });
  const ms = fc.nat(100_000_000);
  const board = fc.record({
    scenario: name,
    step: fc.option(name, { nil: undefined }),
    forMs: ms,
    limitMs: fc.option(ms, { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(board, { maxLength: 6 }), fc.option(ms, { nil: undefined }), fc.nat(160), (boards, leftMs, columns) => {
      const line = liveLine({ done: 7, total: 1000, leftMs, boards }, columns);
      expect(columnsOf(line)).toBeLessThanOrEqual(Math.max(0, columns - 1));
      expect(line).not.toMatch(/[\0-\x1f\ud800-\udfff](?<!\p{Emoji})/u);
      const times = new Set([leftMs, ...boards.flatMap(({ forMs, limitMs }) => [forMs, limitMs])].map((each) => formatMs(each ?? 0)));
      for (const [time] of line.matchAll(/[\d.]+ (?:h \d+ min|min \d+ s|ms|s)/g)) expect(times).toContain(time);
    }),
  );
});
