import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { createTar } from 'nanotar';
import { expect, test } from 'vitest';
import { ConfigError } from '../core/errors.ts';
import { textsOf } from './log-files.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const dmesg = '[    1.000000] remoteproc remoteproc0: imx-rproc is available\n';
const files = {
  'logs/dmesg.txt': bytes(dmesg),
  'logs/m7.log': bytes('hello\n'),
  'logs/app.elf': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 1),
};
const told = async (name: string, content: Uint8Array): Promise<[string, string][]> =>
  (await textsOf(name, content)).map((each) => [each.name, each.text]);
const logs = [
  ['dmesg.txt', dmesg],
  ['m7.log', 'hello\n'],
];
const tar = createTar(Object.entries(files).map(([name, data]) => ({ name, data })));

test.each([
  ['a zip', zipSync(files)],
  ['a tar', tar],
  ['a tar.gz', new Uint8Array(gzipSync(tar))],
])('the logs in %s, without the firmware beside them', async (name, content) => {
  expect(await told(name, content)).toEqual(logs);
});

test('a log that was zipped by itself, and one in UTF-16', async () => {
  expect(await told('dmesg.txt.gz', new Uint8Array(gzipSync(dmesg)))).toEqual([['dmesg.txt', dmesg]]);
  expect((await told('putty.log', new Uint8Array(Buffer.from(`\ufeff${dmesg}`, 'utf16le'))))[0]![1]).toContain('imx-rproc is available');
});

test.each([
  ['big-endian with its mark', `\ufeff${dmesg}`, true],
  ['little-endian without one', dmesg, false],
  ['big-endian without one', dmesg, true],
])('UTF-16, %s, also in a zip', async (_, text, isBig) => {
  const wide = Buffer.from(text, 'utf16le');
  const content = new Uint8Array(isBig ? wide.swap16() : wide);
  expect((await told('putty.log', content))[0]![1]).toContain('imx-rproc is available');
  expect((await told('logs.zip', zipSync({ 'putty.log': content })))[0]![1]).toContain('imx-rproc is available');
});

test('the code page of Windows', async () => {
  expect((await told('post.txt', Uint8Array.from(Buffer.from('It doesn\u0092t start', 'latin1'))))[0]![1]).toBe("It doesn't start");
});

test.each([
  ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a picture', [0x89, 0x50, 0x4e, 0x47, 0x0d]],
])('%s is named for what it is', async (what, magic) => {
  await expect(textsOf('post', Uint8Array.from(magic))).rejects.toThrow(what);
});

test.each([
  ['random bytes', randomBytes(20_000)],
  ['an image', new Uint8Array(4096)],
])('%s are told to be no text, and a console at a wrong speed is read', async (_, content) => {
  await expect(textsOf('rand.log', new Uint8Array(content))).rejects.toThrow('rand.log holds no text');
  const half = Buffer.concat([Buffer.from('Starting kernel ...\n'.repeat(400)), randomBytes(4000)]);
  expect((await told('a53.log', new Uint8Array(half)))[0]![1]).toContain('Starting kernel ...');
});

test('names of entries are shown without path and control characters', async () => {
  const entries = zipSync({ '../../etc/passwd': bytes('x'), 'a/\u001b[31mred.log': bytes('y') });
  expect((await told('evil.zip', entries)).map(([name]) => name)).toEqual(['passwd', '?[31mred.log']);
});

test.each([
  ['a gz bomb', new Uint8Array(gzipSync(new Uint8Array(65 * 1024 * 1024)))],
  ['a zip bomb', zipSync({ 'a.log': new Uint8Array(65 * 1024 * 1024) })],
  ['a zip of thousands of files', zipSync(Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`${index}.log`, bytes('x')])))],
  ['a zip without a text', zipSync({ 'a.elf': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46) })],
  ['a zip that was cut', zipSync(files).subarray(0, 90)],
  ['a gz that was cut', new Uint8Array(gzipSync(dmesg.repeat(99))).subarray(0, 40)],
])('%s is refused with a sentence', async (name, content) => {
  await expect(textsOf(name, content)).rejects.toThrow(ConfigError);
});

test('any damage to an archive is a sentence or its texts', async () => {
  const whole = zipSync(files);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.byteLength - 1), fc.nat(255)), { maxLength: 6 }), async (changes) => {
      const copy = Uint8Array.from(whole);
      for (const [at, value] of changes) copy[at] = value;
      try {
        expect((await textsOf('damaged.zip', copy)).length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }),
    { numRuns: 300 },
  );
});
