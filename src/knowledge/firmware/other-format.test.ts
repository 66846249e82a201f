import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { otherFormat } from './other-format.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

test.each([
  [text(':1000000000000220910400008B0400008F040000A2\n:00000001FF\n'), 'Intel HEX', /the \.elf that the \.hex was made from/],
  [text('S00D000074636D2E7372656320\r\nS3150000000000000220\r\n'), 'Motorola S-record', /the \.elf that the \.srec/],
  [text('#!/bin/sh\nexec arm-none-eabi-gcc\n'), 'a text file', /the \.elf that the build made/],
  [new Uint8Array(gzipSync(text('an image'))), 'a packed file', /^unpack it/],
  [Uint8Array.of(0x27, 5, 0x19, 0x56, 0, 0, 0, 0, 0, 0), 'a U-Boot image', /the \.elf that the image was made from/],
  [Uint8Array.of(0xd1, 0, 0x20, 0x41, 0, 0, 0x92, 0), 'a boot container', /^give the \.elf/],
  [Uint8Array.of(0, 0, 2, 0x20, 0x91, 4, 0, 0), 'takes no .bin', /the \.bin is for bootaux/],
])('says what a file is that is no ELF, and what to do: %#', (content, kind, remedy) => {
  expect(otherFormat(content)).toEqual({ sentence: expect.stringContaining(kind), remedy: expect.stringMatching(remedy) });
});
