import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chosenManifest } from './choice.ts';
import { outFolder } from './prepare/manifest.ts';
import { qemuVerdin } from './qemu-verdin.ts';
import { testManifest } from './testing/manifest.ts';

const cache = mkdtempSync(join(tmpdir(), 'hil-qemu-choice-'));
afterAll(() => rmSync(cache, { recursive: true }));

const others = { upstreamBl31: 'bl31-upstream.bin', olderEmmc: 'emmc-older.img', olderKernel: '6.1.0-50-arm64' };
const prepare = (more: object): void => {
  const { shim: _shim, dtb: _dtb, ...common } = testManifest;
  for (const [kind, manifest] of [
    ['stock', testManifest],
    ['m7', { ...common, bl31: 'bl31.bin', bl31Address: '0x970000', ...more }],
  ] as const) {
    mkdirSync(outFolder(cache, kind), { recursive: true });
    writeFileSync(join(outFolder(cache, kind), 'manifest.json'), JSON.stringify(manifest));
  }
};

test.each([
  [{ m7: true }, { bl31: 'bl31.bin', emmc: 'emmc.img', kernel: '6.12' }],
  [
    { m7: true, tfA: 'upstream' as const },
    { bl31: 'bl31-upstream.bin', emmc: 'emmc.img', kernel: '6.12' },
  ],
  [
    { m7: true, kernel: '6.1' as const },
    { bl31: 'bl31.bin', emmc: 'emmc-older.img', kernel: '6.1.0-50-arm64' },
  ],
])('%j boots what was chosen', (choice, parts) => {
  prepare(others);
  expect(chosenManifest(choice, cache)).toMatchObject(parts);
});

test('what was prepared before there was a choice has to be prepared again', () => {
  prepare({});
  const again = { remedy: 'run `npm run qemu:prepare -- --m7` again' };
  expect(() => qemuVerdin({ cache, m7: true, tfA: 'upstream' }).requireHost?.()).toThrow(
    expect.objectContaining({ message: `the QEMU board in ${cache} was prepared without upstream's TF-A`, ...again }),
  );
  expect(() => qemuVerdin({ cache, m7: true, kernel: '6.1' }).requireHost?.()).toThrow(
    expect.objectContaining({ message: `the QEMU board in ${cache} was prepared without a kernel 6.1`, ...again }),
  );
});

test('the stock board has no choice', () => {
  prepare(others);
  expect(() => chosenManifest({ kernel: '6.1' }, cache)).toThrow('only the QEMU board with an M7 can have another TF-A or kernel');
});
