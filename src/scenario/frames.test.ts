import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader } from './frames.ts';

const encode = (frames: readonly Uint8Array[]): Buffer =>
  Buffer.concat(
    frames.map((frame) => {
      const header = Buffer.alloc(4);
      header.writeUInt32BE(frame.length);
      return Buffer.concat([header, frame]);
    }),
  );

test('frames come out whole and in order, however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }),
      (frames, cuts) => {
        const seen: Buffer[] = [];
        const reader = new FrameReader((frame) => seen.push(Buffer.from(frame)));
        const stream = encode(frames);
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = cuts[turn % cuts.length]!;
          reader.push(stream.subarray(at, at + size));
          at += size;
        }
        expect(seen.map((frame) => [...frame])).toEqual(frames.map((frame) => [...frame]));
      },
    ),
  );
});
