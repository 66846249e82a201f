import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextNormaliser } from './text-normaliser.ts';
import { TextRecord } from './text-record.ts';

const normalised = (chunks: readonly (string | Uint8Array)[]) => {
  const record = new TextRecord(1 << 20);
  const sequences: string[] = [];
  const normaliser = new TextNormaliser(record, (sequence) => sequences.push(sequence));
  let offset = 0;
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk as string);
    normaliser.push(bytes, offset);
    offset += bytes.length;
  }
  const text = record.slice(0);
  const ends = Array.from({ length: text.length + 1 }, (_, char) => record.byteBehind(char));
  return { text, ends, sequences, record };
};

test.each([
  ['a\r\nb', 'a\nb'],
  ['a\n\rb', 'a\nb'],
  ['a\rb', 'a\nb'],
  ['a\nb', 'a\nb'],
  ['a\r\r\nb', 'a\nb'],
  ['a\r\n\r\nb', 'a\n\nb'],
  ['a\n\nb', 'a\n\nb'],
  ['a\r\0\nb', 'a\nb'],
  ['a\0b', 'ab'],
  ['a\x13b\x11\r\x11\nc\x1b[\x133\x112md', 'ab\ncd'],
  ['\x1b[1;31ma\x1b[K\x1b(Bb\x1b7\x1b]0;title\x1b\\c\x1b]8;;x\x07d', 'abcd'],
  ['count: 2 \b\b1 ', 'count: 2 \ncount: 1 '],
  ['ab\b\r\nc', 'ab\nc'],
  ['a\b\b\b\bx', 'a\nx'],
  ['\x1b]noise that never ends\r\nU-Boot', '\nU-Boot'],
  ['\x1b[12\nU-Boot', '\nU-Boot'],
  ['4\u00b0C \u{1f600}', '4\u00b0C \u{1f600}'],
  [Buffer.of(0xff, 0x41, 0xc3, 0x42, 0xe2, 0x82), '\uFFFDA\uFFFDB'],
])('%j reads %j', (raw, text) => {
  expect(normalised([raw]).text).toBe(text);
});

test('reports complete sequences, also those cut in two', () => {
  expect(normalised(['\x1b[', '6', 'n', '\x1b[0;32m']).sequences).toEqual(['\x1b[6n', '\x1b[0;32m']);
});

test('every character knows the bytes it came from', () => {
  const { text, record } = normalised(['\x1b[0mab\r\n\u00b0c']);
  expect(text).toBe('ab\n\u00b0c');
  expect([1, 2, 3, 4, 5].map((char) => record.byteBehind(char))).toEqual([5, 6, 7, 10, 11]);
  expect([0, 4, 5, 7, 8, 9, 10, 11].map((byte) => record.charAt(byte))).toEqual([0, 0, 1, 3, 3, 4, 4, 5]);
});

test('long noise after ESC ] ends, and the rest is text again', () => {
  expect(normalised([`\x1b]${'x'.repeat(300)} login: `]).text).toMatch(/ login: $/);
});

test('the text and its places do not depend on how the bytes are cut', () => {
  const noisy = fc.uint8Array({ maxLength: 80 });
  const typical = fc.array(fc.constantFrom(0x0d, 0x0a, 0x08, 0, 0x1b, 0x5b, 0x5d, 0x6d, 0x31, 0x41, 0xc3, 0xa9, 0x20), { maxLength: 80 });
  fc.assert(
    fc.property(fc.oneof(noisy, typical), fc.nat(80), (bytes, at) => {
      const whole = normalised([Uint8Array.from(bytes)]);
      const halves = normalised([Uint8Array.from(bytes.slice(0, at)), Uint8Array.from(bytes.slice(at))]);
      expect([halves.text, halves.ends]).toEqual([whole.text, whole.ends]);
      expect(whole.ends.every((end, index) => index === 0 || end >= whole.ends[index - 1]!)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('forgets the oldest text, and says where the rest begins', () => {
  const record = new TextRecord(20_000);
  for (let line = 0; line < 10_000; line++) record.append('0123456789', line * 10, 1);
  expect(record.length).toBe(100_000);
  expect(record.start).toBeGreaterThan(60_000);
  expect(record.firstByte).toBe(record.start);
  expect(record.slice(0).length).toBe(100_000 - record.start);
  expect(record.charAt(95_005)).toBe(95_005);
});

test('a storm of backspaces cannot fill the memory', () => {
  const record = new TextRecord(100_000);
  const normaliser = new TextNormaliser(record);
  const line = Buffer.from(`${'x'.repeat(600)}`);
  normaliser.push(line, 0);
  normaliser.push(Buffer.from('\by'.repeat(20_000)), line.length);
  expect(record.length).toBeGreaterThan(1_000_000);
  expect(record.length - record.start).toBeLessThan(120_000);
});
