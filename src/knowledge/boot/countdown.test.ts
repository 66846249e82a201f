import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CountdownEnd, CountdownWatch } from './countdown.ts';

type Piece = readonly [at: number, text: string];

/** Lines as the console hands them over: each piece makes the one that is printed grow. */
const watch = (pieces: readonly Piece[], speed = 1): CountdownWatch => {
  const countdown = new CountdownWatch(speed);
  let [start, open] = [0, ''];
  for (const [at, text] of pieces) {
    const lines = (open + text).split(/\r\n|\r/);
    open = lines.pop()!;
    for (const line of lines) {
      countdown.take({ text: line, start, at });
      start += line.length + 1;
    }
    if (open !== '') countdown.take({ text: open, start, at });
  }
  return countdown;
};

const endOf = (pieces: readonly Piece[], speed = 1): CountdownEnd | undefined => watch(pieces, speed).endSince(0);

// What a boot loader says before, as a UART hands it over.
const chatter: readonly Piece[] = Array.from({ length: 20 }, (_, index) => [index * 16, `line ${index}\r\n`]);
const begin = 'Hit any key to stop autoboot: ';
const at = (first: number, second: number, last = ' 0 '): readonly Piece[] => [
  ...chatter,
  [first, `${begin} 1 `],
  [second, `\b\b\b${last}\r\nVerdin iMX8MP # `],
];

const numbered = (...numbers: readonly Piece[]): readonly Piece[] => [
  ...chatter,
  ...numbers.map(([when, number]): Piece => [when, `\r${begin}${number}\x1b[K`]),
  [5000, '\r\n'],
];

test.each<readonly [string, readonly Piece[], CountdownEnd | undefined]>([
  ['a whole second', at(1000, 2004), 'perhaps-ran-out'],
  ['nearly a second', at(1000, 1930), 'perhaps-ran-out'],
  ['a third of a second', at(1000, 1340), 'perhaps-stopped'],
  ['more than a second, held back on the way', at(1000, 2400), 'unclear'],
  ['both numbers as one', at(1000, 1000), 'unclear'],
  ['a key that waited', at(1000, 1001, ' 0'), 'stopped'],
  ['no second and no key', [[0, `${begin} 0 \r\nVerdin iMX8MP # `]], 'ran-out'],
  ['no second and a key', [[0, `${begin} 0 \b\b\b 0\r\nVerdin iMX8MP # `]], 'stopped'],
  ['a number left out, whatever its time', [[0, `${begin} 3 \b\b\b 2 \b\b\b 0 \r\n`]], 'stopped'],
  ['a number that is none of a countdown', [...chatter, [1000, `${begin} 3 \b\b\b 7 `], [2000, '\b\b\b 0 \r\n']], 'unclear'],
  ['one that still runs', [...chatter, [1000, `${begin} 3 \b\b\b 2 `]], 'unclear'],
  ['nothing of the kind', chatter, undefined],
  ['a line for each number', numbered([1000, '2'], [2000, '1'], [3000, '0']), 'perhaps-ran-out'],
  ['a line for each number, and a key', numbered([1000, '2'], [1500, '0']), 'stopped'],
  [
    'behind the one of the boot before',
    [...at(1000, 1340), [1400, '\r\n'], [5000, `${begin} 1 `], [6001, '\b\b\b 0 \r\n']],
    'perhaps-ran-out',
  ],
])('%s', (_, pieces, end) => {
  expect(endOf(pieces)).toBe(end);
});

test('what was shown before a boot is not its countdown', () => {
  expect(watch(at(1000, 2004)).endSince(1001)).toBeUndefined();
});

test('a terminal server that hands over every half second has no times', () => {
  const held = at(1100, 1400).map(([when, text]): Piece => [Math.ceil(when / 500) * 500, text]);
  expect(endOf(held)).toBe('unclear');
});

test('on a board much faster than its host a second is too short to be measured', () => {
  expect(endOf(at(10, 20), 100)).toBe('unclear');
  expect(endOf([[0, `${begin} 2 \b\b\b 0 `]], 100)).toBe('stopped');
});

/** abortboot_single_key(): what it prints for a key after so many milliseconds, and undefined for none. */
const counted = (seconds: number, key: number | undefined): readonly Piece[] => {
  const pieces: Piece[] = [[1000, `${begin}${String(seconds).padStart(2)} `]];
  if (key === 0) return [...pieces, [1000, '\b\b\b 0\r\nVerdin iMX8MP # ']];
  for (let left = seconds - 1; left >= 0; left--) {
    const [from, to] = [(seconds - 1 - left) * 1000, (seconds - left) * 1000];
    const pressed = key !== undefined && key > from && key < to;
    pieces.push([1000 + (pressed ? key : to), `\b\b\b${String(pressed ? 0 : left).padStart(2)} `]);
    if (pressed) break;
  }
  return [...pieces, [pieces.at(-1)![0], '\r\nVerdin iMX8MP # ']];
};

test('no delay on the way, cut or pause of the host makes one of the other', () => {
  const bootdelays = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(
      bootdelays,
      fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      fc.double({ min: 0, max: 40, noNaN: true }),
      (seconds, when, late) => {
        const key = when === null ? undefined : Math.floor(when * seconds * 1000 * 0.999);
        const lateBy = (index: number): number => (index % 2 === 0 ? late : 0);
        const pieces = counted(seconds, key).map(([time, text], index): Piece => [time + lateBy(index), text]);
        const end = endOf([...chatter, ...pieces]);
        const right = key === undefined ? 'ran-out' : 'stopped';
        // A key in the last moment leaves a whole second, and only its time speaks for it.
        const isLast = key !== undefined && seconds * 1000 - key < 150;
        expect([right, `perhaps-${right}`, 'unclear', ...(isLast ? ['perhaps-ran-out'] : [])]).toContain(end);
      },
    ),
  );
});

test('no periods of a terminal server make one of the other', () => {
  const periods = fc.integer({ min: 200, max: 3000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      fc.double({ min: 0.01, max: 0.8, noNaN: true }),
      periods,
      (seconds, isKey, when, period) => {
        const key = isKey ? Math.floor((seconds - 1 + when) * 1000) : undefined;
        const pieces = [...chatter, ...counted(seconds, key)].map(([time, text]): Piece => [Math.ceil(time / period) * period, text]);
        expect(['unclear', ...(isKey ? ['stopped', 'perhaps-stopped'] : ['perhaps-ran-out'])]).toContain(endOf(pieces));
      },
    ),
  );
});
