import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFirmwareLine } from './banner.ts';
import { patchNonce, readNonce } from './nonce.ts';
import { words, writeElf } from './testing/elf-writer.ts';
import { imageNames, imageOf } from './testing/images.ts';
import { inspectFirmware, toBin } from './testing/verdin-imx8mp.ts';

test.each(imageNames)('%s: a nonce changes four bytes and nothing that identifies the image', (name) => {
  const before = imageOf(name);
  const after = patchNonce(before, 'deadbeef');
  expect(after && readNonce(after)).toBe('deadbeef');
  expect([...before.keys()].filter((at) => before[at] !== after?.[at])).toHaveLength(4);
  expect(readNonce(before)).toBe('00000000');
  expect(inspectFirmware(after!).buildId).toBe(inspectFirmware(before).buildId);
});

test('it is in the .bin too', () => {
  const { bytes } = toBin(patchNonce(imageOf('ddr-plain'), '0badcafe')!);
  expect(readNonce(bytes)).toBe('0badcafe');
});

test('an image without a nonce is left alone', () => {
  expect(patchNonce(writeElf([{ address: 0, data: words(1, 2, 3, 4) }]), 'deadbeef')).toBeUndefined();
  expect(patchNonce(imageOf('tcm-hello').subarray(0, 0x200), 'deadbeef')).toBeUndefined();
  expect(() => patchNonce(imageOf('tcm-hello'), 'DEADBEEF')).toThrow(/no nonce/);
});

test('any nonce comes back as it went in', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), (value) => {
      const text = value.toString(16).padStart(8, '0');
      expect(readNonce(patchNonce(imageOf('tcm-hello'), text)!)).toBe(text);
    }),
  );
});

test.each([
  [
    'hil-m7 tcm-hello build=0123456789abcdef nonce=0badcafe',
    { kind: 'banner', name: 'tcm-hello', buildId: '0123456789abcdef', nonce: '0badcafe' },
  ],
  ['hil-m7 ddr-plain tick=41 nonce=0badcafe', { kind: 'tick', name: 'ddr-plain', count: 41, nonce: '0badcafe' }],
  ['\u0000\u00fe#hil-m7 ddr-plain tick=1 nonce=0badcafe\r', { kind: 'tick', name: 'ddr-plain', count: 1, nonce: '0badcafe' }],
  ['hil-m7 tick=3 nonhil-m7 ddr-plain fault nonce=0badcafe', { kind: 'fault', name: 'ddr-plain', nonce: '0badcafe' }],
])('the line %j is understood', (text, line) => {
  expect(parseFirmwareLine(text)).toEqual(line);
});

test.each([
  '',
  'hil-m7 tcm-hello',
  'hil-m7 tcm-hello tick=1 nonce=0badca',
  'hil-m7 x tick=-1 nonce=0badcafe',
  'hil-m7 x build=0123 nonce=0badcafe',
  'hello world!',
])('the line %j is no proof', (text) => {
  expect(parseFirmwareLine(text)).toBeUndefined();
});
