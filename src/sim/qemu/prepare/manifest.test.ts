import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from '../../../core/errors.ts';
import { testManifest } from '../testing/manifest.ts';
import { cacheFolder, outFolder, readManifest } from './manifest.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'qemu-cache-'));
  mkdirSync(outFolder(cache));
});
afterEach(() => rmSync(cache, { recursive: true }));

const whole = { ...testManifest, sha256: { 'shim.img': '0'.repeat(64) } };

const put = (manifest: unknown): void => writeFileSync(join(outFolder(cache), 'manifest.json'), JSON.stringify(manifest));

test('a prepared board is read as it was written', () => {
  put(whole);
  writeFileSync(join(outFolder(cache), 'shim.img'), '');
  expect(readManifest(cache)).toEqual(whole);
});

test('without one the sentence says what to run', () => {
  expect(() => readManifest(cache)).toThrow(ConfigError);
  expect(() => readManifest(cache)).toThrow(/^no QEMU board is prepared in /);
  expect(() => readManifest(cache)).toThrow(expect.objectContaining({ remedy: 'run `npm run qemu:prepare` first' }));
});

test('the board with an M7 lies beside the other one, and has TF-A where that has the shim', () => {
  const { shim: _shim, dtb: _dtb, ...rest } = whole;
  const board = { ...rest, bl31: 'bl31.bin', bl31Address: '0x970000', sha256: {} };
  put(whole);
  expect(() => readManifest(cache, 'm7')).toThrow(expect.objectContaining({ remedy: 'run `npm run qemu:prepare -- --m7` first' }));
  mkdirSync(outFolder(cache, 'm7'));
  writeFileSync(join(outFolder(cache, 'm7'), 'manifest.json'), JSON.stringify(board));
  expect(readManifest(cache, 'm7')).toEqual(board);
});

test('a file that went missing is named', () => {
  put(whole);
  expect(() => readManifest(cache)).toThrow(/lacks shim\.img$/);
});

test.each([
  ['another version', { ...whole, version: 2 }],
  ['a file outside of the folder', { ...whole, emmc: '../emmc.img' }],
  ['half a manifest', { version: 1 }],
  ['one with nothing before U-Boot', { ...whole, shim: undefined }],
  ['one with a TF-A that lies nowhere', { ...whole, bl31: 'bl31.bin' }],
])('%s is refused in a sentence', (_, manifest) => {
  put(manifest);
  expect(() => readManifest(cache)).toThrow(/manifest\.json is not what this version of qemu:prepare writes$/);
});

test('the folder is the one of the environment, else below the project', () => {
  expect(cacheFolder({ HIL_QEMU_CACHE: cache })).toBe(cache);
  expect(cacheFolder({})).toMatch(/\/\.cache\/qemu$/);
});
