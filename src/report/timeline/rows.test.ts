import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventBody, LabEvent } from '../../core/event.ts';
import { ConsoleLines } from './console-lines.ts';
import { logLine } from './log-line.ts';
import type { Row } from './row.ts';
import { rowsOf } from './rows.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const said = (text: string): EventBody => ({ type: 'console.received', console: 'a53', bytes: base64(text) });
const at = (...timed: readonly (readonly [number, EventBody])[]): LabEvent[] =>
  timed.map(([ms, body], seq) => ({ seq, at: ms, board: 'virtual', ...body }));
const rows = async (events: readonly LabEvent[]): Promise<Row[]> => {
  const all: Row[] = [];
  for await (const row of rowsOf(events)) all.push(row);
  return all;
};
const on: EventBody = { type: 'power.switched', state: 'on', driver: 'shelly' };
const off: EventBody = { type: 'power.switched', state: 'off', driver: 'shelly' };
const opened: EventBody = { type: 'board.opened', model: 'verdin', speed: 50, simulated: true };

test('a line has the time of its last byte, and seconds of the board since its power came', async () => {
  const all = await rows(at([1000, opened], [2000, on], [2100, said('U-Bo')], [2200, said('ot\r\n')], [3000, off]));
  expect(all.filter(({ lane }) => lane === 'a53')).toEqual([{ at: 2200, board: 'virtual', lane: 'a53', text: 'U-Boot', poweredFor: 10 }]);
  expect(all.find(({ text }) => text === 'power off (shelly)')).not.toHaveProperty('poweredFor');
});

test('a prompt stands where it was printed, before what came of it', async () => {
  const all = await rows(
    at(
      [0, said('login: ')],
      [500, { type: 'console.sent', console: 'a53', bytes: base64('root\n') }],
      [510, said('root\r\nPassword: ')],
      [900, { type: 'kmsg.received', line: '[    1.0] late' }],
    ),
  );
  expect(all.map(({ lane, kind, text }) => [lane, kind, text])).toEqual([
    ['a53', undefined, 'login: '],
    ['a53', 'sent', 'root'],
    ['a53', undefined, 'root'],
    ['a53', undefined, 'Password: '],
    ['kmsg', undefined, '[    1.0] late'],
  ]);
});

test('a board that speaks before the relay has answered keeps its first line whole, and its time counts from when the relay was asked', async () => {
  const all = await rows(at([0, off], [20, said('U-Bo')], [30, { ...on, askedAt: 10 }], [40, said('ot\r\n')]));
  expect(all.filter(({ lane }) => lane === 'a53')).toEqual([{ at: 40, board: 'virtual', lane: 'a53', text: 'U-Boot', poweredFor: 0.03 }]);
});

test('what was said before a power cut is told before it, also without a line feed', async () => {
  const all = await rows(at([0, on], [10, said('Kernel panic')], [20, off], [30, on], [40, said('SPL\n')]));
  expect(all.map(({ text, poweredFor }) => [text, poweredFor])).toEqual([
    ['power on (shelly)', 0],
    ['Kernel panic', 0.01],
    ['power off (shelly)', undefined],
    ['power on (shelly)', 0],
    ['SPL', 0.01],
  ]);
});

test('lines are the same however the bytes are cut, in characters too', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[ -~é€\u{1f600}]{0,30}$/u)), fc.array(fc.nat(200)), (texts, cuts) => {
      const bytes = Buffer.from(texts.map((text) => `${text}\r\n`).join(''));
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      const lines = new ConsoleLines();
      const heard = places.slice(1).flatMap((end, index) => lines.push(bytes.subarray(places[index]!, end), 0));
      expect([...heard, ...lines.end()].map(({ text }) => text)).toEqual(texts.filter((text) => text !== ''));
    }),
  );
});

test('a console without line feeds costs no memory, and a progress bar is a line for each of its states', () => {
  const lines = new ConsoleLines();
  expect(lines.push(Buffer.from('x'.repeat(10_000)), 1)).toHaveLength(1);
  expect(lines.push(Buffer.from('10 %\r20 %\r\n'), 2).map(({ text }) => text)).toEqual(['10 %', '20 %']);
});

test('a line of the log does nothing to a terminal', () => {
  const line = logLine({ at: 1, board: 'v', lane: 'a53', text: 'a\x1b]0;title\x07\x1b[31mb  c\u202e\u2028d', poweredFor: 1.5 }, String);
  expect(line).toBe('1      +1.500s v a53     | ab  c d');
});
