import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedOutput } from './bounded-output.ts';

const fed = (chunks: readonly Uint8Array[], most: number): BoundedOutput => {
  const output = new BoundedOutput(most);
  for (const chunk of chunks) output.push(chunk);
  return output;
};

test('keeps what fits, and beginning and end of what does not, in whatever pieces it comes', () => {
  const pieces = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), { maxLength: 20 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 0, max: 60 }), (texts, most) => {
      const output = fed(
        texts.map((text) => Buffer.from(text)),
        most,
      );
      const whole = texts.join('');
      const leftOut = Math.max(0, whole.length - most);
      expect(output.leftOut).toBe(leftOut);
      const [head, tail] = [Math.ceil(most / 2), Math.floor(most / 2)];
      expect(output.toString()).toBe(
        leftOut === 0 ? whole : `${whole.slice(0, head)}\n[${leftOut} bytes left out]\n${tail === 0 ? '' : whole.slice(-tail)}`,
      );
    }),
  );
});

test('holds little of much', () => {
  const output = new BoundedOutput(1000);
  const chunk = Buffer.alloc(32_768, 'x');
  for (let count = 0; count < 10_000; count++) output.push(chunk);
  expect(output.leftOut).toBe(10_000 * 32_768 - 1000);
  expect(output.toString().length).toBeLessThan(1100);
});
