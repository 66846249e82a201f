import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineAssembler } from './line-assembler.ts';

const linesOf = (chunks: readonly Uint8Array[]) => {
  const assembler = new LineAssembler('m7');
  let offset = 0;
  const lines = chunks.flatMap((chunk) => {
    const completed = assembler.push(Buffer.from(chunk), offset, 1);
    offset += chunk.length;
    return completed;
  });
  return [...lines, ...(assembler.open ? [assembler.open] : [])].map(({ text, start, terminated }) => ({ text, start, terminated }));
};

test('cuts at every kind of ending and keeps the place of each line', () => {
  expect(linesOf([Buffer.from('a\r\nb\n\rc\rd\r\r\ne\n\nf')])).toEqual([
    { text: 'a', start: 0, terminated: true },
    { text: 'b', start: 3, terminated: true },
    { text: 'c', start: 6, terminated: true },
    { text: 'd', start: 8, terminated: true },
    { text: 'e', start: 12, terminated: true },
    { text: '', start: 14, terminated: true },
    { text: 'f', start: 15, terminated: false },
  ]);
});

test('lines do not depend on how the bytes are cut', () => {
  const bytes = fc.array(fc.constantFrom(0x0d, 0x0a, 0, 0x41, 0x42, 0xc3, 0xa9, 0x1b), { maxLength: 60 });
  fc.assert(
    fc.property(bytes, fc.nat(60), (all, at) => {
      const whole = linesOf([Uint8Array.from(all)]);
      expect(linesOf([Uint8Array.from(all.slice(0, at)), Uint8Array.from(all.slice(at))])).toEqual(whole);
      expect(linesOf(all.map((byte) => Uint8Array.of(byte)))).toEqual(whole);
    }),
  );
});

test('a flood without endings is cut, so that memory stays bounded', () => {
  const lines = linesOf(Array.from({ length: 20 }, () => Buffer.alloc(1024, 'x')));
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.every(({ terminated }) => !terminated)).toBe(true);
  expect(lines.map(({ text }) => text).join('').length).toBe(20 * 1024);
});
