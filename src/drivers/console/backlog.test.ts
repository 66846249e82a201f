import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backlog } from './backlog.ts';

const told = (backlog: Backlog, chunks: readonly string[]): string =>
  chunks.map((chunk) => Buffer.from(backlog.fresh(Buffer.from(chunk))).toString()).join('') + Buffer.from(backlog.settle()).toString();

const piecesOf = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));

const lines = fc.array(fc.constantFrom('[    1.000000] a line', 'tick=1 ', 'tick=2 ', '', 'verdin login: '), {
  minLength: 5,
  maxLength: 60,
});

test('whatever was heard, in whatever pieces it is repeated, is left out, and what follows is told', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 32, max: 2000 }), fc.integer({ min: 1, max: 90 }), (before, repeated, size) => {
      const heard = `BOOT ${before.join('\r\n')} unlike anything else: 4711`;
      const backlog = new Backlog();
      expect(told(backlog, piecesOf(heard, 7))).toBe(heard);
      backlog.reconnected();
      expect(told(backlog, piecesOf(`${heard.slice(-repeated)}NEW`, size))).toBe('NEW');
    }),
  );
});

test('what was never heard is told whole, be it short, empty or like a part of what was', () => {
  const heard = 'the first sentence, and then the second sentence, and then the third one\r\n';
  for (const next of [
    '',
    '\r\n',
    'x',
    'login: ',
    'the first sentence, and then the second',
    'and then the second sentence, but no more of it is the same',
  ]) {
    const backlog = new Backlog();
    told(backlog, [heard]);
    backlog.reconnected();
    expect(told(backlog, piecesOf(next, 5))).toBe(next);
  }
});

test('keeps little of a wire that says much', () => {
  const backlog = new Backlog();
  for (let count = 0; count < 300; count++) backlog.fresh(Buffer.from(`${count} `.padEnd(1000, '.')));
  backlog.reconnected();
  expect(told(backlog, ['299 '.padEnd(1000, '.'), 'NEW'])).toBe('NEW');
});
