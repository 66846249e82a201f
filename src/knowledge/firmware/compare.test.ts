import { expect, test } from 'vitest';
import { imageOf } from './testing/images.ts';
import { addStartVector, compareFirmware, toBin } from './testing/verdin-imx8mp.ts';

const whats = (one: Uint8Array, other: Uint8Array): string[] => [
  ...new Set(compareFirmware(one, other).differences.map(({ what }) => what)),
];

test('the same file has no differences', () => {
  expect(compareFirmware(imageOf('tcm-rpmsg'), imageOf('tcm-rpmsg')).differences).toEqual([]);
});

test('a build that starts and one that does not: the verdict first, then why', () => {
  const { differences } = compareFirmware(imageOf('ddr-vector'), imageOf('ddr-plain'));
  expect(differences.slice(0, 3)).toEqual([
    { what: 'verdict', one: 'standalone', other: 'needs-preload' },
    { what: 'problem', of: 'no-start-vector', one: 'none', other: expect.stringContaining('brings nothing for device addresses 0 and 4') },
    { what: 'start vector', one: expect.stringMatching(/^SP 0x80/), other: 'none' },
  ]);
});

test('what the fix adds is one segment', () => {
  const { differences } = compareFirmware(imageOf('ddr-plain'), addStartVector(imageOf('ddr-plain')));
  expect(differences.filter(({ what }) => what === 'segment')).toEqual([
    { what: 'segment', of: 'at 0x0', one: 'none', other: '8 bytes, 8 in the file' },
  ]);
  expect(differences.some(({ what }) => what === 'section')).toBe(false);
});

test('sections that grew, moved, came and went, and the table', () => {
  const { differences } = compareFirmware(imageOf('tcm-hello'), imageOf('itcm-max'));
  expect(differences.some(({ what, of }) => what === 'section' && of !== undefined)).toBe(true);
  expect(whats(imageOf('tcm-hello'), imageOf('tcm-rpmsg'))).toContain('resource table');
});

test('a .bin and an ELF are compared by what can be told', () => {
  expect(whats(imageOf('tcm-hello'), toBin(imageOf('tcm-hello')).bytes)).toEqual(
    expect.arrayContaining(['verdict', 'problem', 'segment', 'size']),
  );
});
