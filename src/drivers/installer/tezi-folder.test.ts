import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { rejection } from '../testing/rejection.ts';
import { makeImage } from './testing/fake-tezi.ts';
import { mistakesIn, openTeziFolder } from './tezi-folder.ts';

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-tezi-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

test('an image as torizoncore-builder writes it is taken, with every file that it names', async () => {
  const image = await openTeziFolder(makeImage(folder()));
  expect(image).toMatchObject({ name: 'Torizon OS', version: '7.1.0+build.1' });
  expect(image.files.map(({ path }) => path)).toEqual([
    'image.json',
    'u-boot-initial-env-sd',
    'wrapup.sh',
    'os.ota.tar.zst',
    'containers.tar',
    'imx-boot',
  ]);
});

test('the digest is of what is in the files, and not of where they lie', async () => {
  const [one, same, other] = await Promise.all([
    openTeziFolder(makeImage(folder())),
    openTeziFolder(makeImage(folder())),
    openTeziFolder(makeImage(folder(), {}, 'another root file system')),
  ]);
  expect(one!.sha256).toBe(same!.sha256);
  expect(one!.sha256).not.toBe(other!.sha256);
});

test.each([
  [{ config_format: 4 }, []],
  [
    {
      config_format: '4',
      supported_product_ids: ['0037'],
      blockdevs: undefined,
      mtddevs: [{ name: 'u-boot1', content: { rawfiles: [{ filename: 'imx-boot' }] } }],
    },
    [],
  ],
  [{ config_format: 'four' }, ['image.json: config_format: expected a number']],
  [{ name: undefined }, [expect.stringMatching(/^image\.json: name: /)]],
  [{ supported_product_ids: ['58'] }, [expect.stringContaining("product numbers of four digits such as '0058'")]],
  [{ blockdevs: undefined }, [expect.stringContaining('expected blockdevs for an eMMC')]],
  [{ wrapup_script: 'end.sh' }, ["image.json names 'end.sh', which is not there"]],
  [{ wrapup_script: '../../etc/passwd' }, ["image.json names '../../etc/passwd', which is outside of the folder"]],
  [{ icon: '/etc/passwd' }, ["image.json names '/etc/passwd', which is outside of the folder"]],
])('%j: %j', (changes, mistakes) => {
  expect(mistakesIn(makeImage(folder(), changes))).toEqual(mistakes);
});

test('a folder without image.json, one with text, and an empty file are told', async () => {
  const dir = folder();
  expect(mistakesIn(dir)).toEqual([expect.stringContaining('there is no image.json in it')]);
  writeFileSync(join(dir, 'image.json'), '{');
  expect(mistakesIn(dir)).toEqual([expect.stringContaining('image.json is no JSON')]);
  makeImage(dir, {}, '');
  expect(await rejection(openTeziFolder(dir))).toMatchObject({ fault: 'suite', evidence: ["'os.ota.tar.zst' is empty"] });
});

test('whatever stands in image.json, it is taken or told, and never thrown', () => {
  const dir = folder();
  fc.assert(
    fc.property(fc.json(), (text) => {
      writeFileSync(join(dir, 'image.json'), text);
      expect(mistakesIn(dir)).not.toHaveLength(0);
    }),
    { numRuns: 100 },
  );
});
