import { describe, expect, test } from 'vitest';
import { addressMap, hmpOverlay, placeAt } from './testing/verdin-imx8mp.ts';

const badPhdr = /^remoteproc remoteproc0: bad phdr da 0x[0-9a-f]+ mem 0x[0-9a-f]+$/;
const translation = /^imx-rproc imx8mp-cm7: Translation failed: da = 0x[0-9a-f]+ len = 0x[0-9a-f]+$/;

test('rows do not overlap', () => {
  const sorted = [...addressMap].sort((one, other) => one.device - other.device);
  for (const [index, row] of sorted.slice(1).entries())
    expect(row.device).toBeGreaterThanOrEqual(sorted[index]!.device + sorted[index]!.size);
});

describe('the ends of the driver', () => {
  test.each([
    ['ITCM', 0x0],
    ['DTCM', 0x20000000],
    ['OCRAM alias', 0x20200000],
  ])('%s may be filled but for its last byte', (_, base) => {
    expect(placeAt(base, 0x1ffff)).toMatchObject({ accepted: true, kernelLines: [] });
    expect(placeAt(base, 0x20000).accepted).toBe(false);
  });

  test('a reserved region may be filled, through the carveout, although the translation fails at the end of the DDR', () => {
    expect(placeAt(0x80000000, 0x1000000)).toMatchObject({ accepted: true });
    expect(placeAt(0x80000000, 0x1000001).accepted).toBe(false);
    const last = { name: 'm7', base: 0xbff00000, size: 0x100000, use: 'firmware' } as const;
    expect(placeAt(0xbff00000, 0x100000, [last])).toMatchObject({ accepted: true, kernelLines: [expect.stringMatching(translation)] });
  });
});

describe('what the kernel prints', () => {
  // community.toradex.com 28047 and 30152; linux-remoteproc, 3 Jul 2025; community.nxp.com 1355059.
  test.each([
    [0x1de78, 0xd5a0],
    [0x1a1d0, 0x16b90],
    [0x1f48, 0x1fcb0],
    [0x1e578, 0xee68],
  ])('a segment at 0x%x of 0x%x bytes crosses the ITCM: translation failed, bad phdr', (address, size) => {
    const { accepted, kernelLines } = placeAt(address, size);
    expect(accepted).toBe(false);
    expect(kernelLines.slice(0, 2)).toEqual([
      `imx-rproc imx8mp-cm7: Translation failed: da = 0x${address.toString(16)} len = 0x${size.toString(16)}`,
      `remoteproc remoteproc0: bad phdr da 0x${address.toString(16)} mem 0x${size.toString(16)}`,
    ]);
  });

  test("the A53's view of the ITCM is no address of the M7", () => {
    expect(placeAt(0x7e0000, 16).kernelLines).toEqual([
      expect.stringMatching(translation),
      expect.stringMatching(badPhdr),
      'remoteproc remoteproc0: Failed to load program segments: -22',
      'remoteproc remoteproc0: Boot failed: -22',
    ]);
  });

  test('a missing region shows as a bad phdr without a failed translation', () => {
    expect(placeAt(0x80000000, 0xa80, []).kernelLines[0]).toMatch(badPhdr);
    expect(placeAt(0x90000000, 16).kernelLines[0]).toMatch(badPhdr);
  });

  test('the DDR alias leads to the same bytes only where a region is mapped', () => {
    expect(placeAt(0x10000000, 16).accepted).toBe(false);
    const region = { name: 'm7', base: 0x48000000, size: 0x100000, use: 'firmware' } as const;
    expect(placeAt(0x18000000, 16, [region]).accepted).toBe(true);
  });
});

test('vring and buffer memory is accepted, which is why a checker has to warn', () => {
  for (const { base, use } of hmpOverlay) expect(placeAt(base, 16)).toMatchObject({ accepted: true, region: { use } });
});

test('nodes that the driver knows by name are no carveouts', () => {
  const standard = hmpOverlay.map((region) => ({ ...region, name: region.name.replace('vdevbuffer', 'vdev0buffer').replace('_', '-') }));
  expect(placeAt(0x55400000, 16, standard).accepted).toBe(false);
});
