import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Zip, ZipDeflate, zipSync } from 'fflate';
import { createTar } from 'nanotar';
import { expect, test } from 'vitest';
import { scanCommand } from './scan-command.ts';
import { logsIn } from './scan-input.ts';
import { DamagedError, type LogPart, UnreadableError } from './scan-part.ts';

const stall = Buffer.from(
  '[   20.000000] watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [a:7]\n[   20.000100] pc : fec_enet_open+0x4/0x80\n',
);
const panic = Buffer.from('[    3.000000] Kernel panic - not syncing: VFS: Unable to mount root fs\n');
const fine = Buffer.from('[    1.000000] Booting\n');
const files: Record<string, Uint8Array> = { 'var/log/kern.log': stall, 'fine.log': fine, './old/panic.log.gz': gzipSync(panic) };

const tarOf = (entries: Record<string, Uint8Array>): Buffer =>
  Buffer.from(createTar(Object.entries(entries).map(([name, data]) => ({ name, data }))));

/** As tools write a zip that go from front to back: sizes stand behind the content. */
const streamedZip = (entries: Record<string, Uint8Array>): Buffer => {
  const parts: Uint8Array[] = [];
  const archive = new Zip((_, part) => parts.push(part));
  for (const [name, content] of Object.entries(entries)) {
    const file = new ZipDeflate(name);
    archive.add(file);
    file.push(content, true);
  }
  archive.end();
  return Buffer.concat(parts);
};

const scan = async (content: Uint8Array, pieces = 7000): Promise<{ code: number; found: string[]; err: string }> => {
  const streams = { out: '', err: '' };
  const into = (name: 'out' | 'err'): Writable =>
    new Writable({
      write: (chunk, _, done) => {
        streams[name] += String(chunk);
        done();
      },
    });
  const chunks = Array.from({ length: Math.ceil(content.length / pieces) }, (_, at) => content.subarray(at * pieces, (at + 1) * pieces));
  const code = await scanCommand([], { json: true }, { stdin: Readable.from(chunks), stdout: into('out'), stderr: into('err') });
  const found = streams.out.split('\n').flatMap((line) => {
    if (line === '') return [];
    const { file, kind, firstLine } = JSON.parse(line);
    return [`${file} ${firstLine} ${kind}`];
  });
  return { code, found, err: streams.err };
};

const expected = ['-/var/log/kern.log 1 soft-lockup', '-/old/panic.log.gz 1 panic'];

test.each([
  ['a tar', tarOf(files)],
  ['a tar.gz', gzipSync(tarOf(files))],
  ['a zip', Buffer.from(zipSync(files))],
  ['a zip whose sizes stand behind the content', streamedZip(files)],
])('each log in %s is one of its own, however the bytes are cut', async (_, content) => {
  for (const pieces of [1, 100, content.length]) expect(await scan(content, pieces)).toEqual({ code: 1, found: expected, err: '' });
});

test('names that are too long for the header of a tar', async () => {
  const name = `${'deep/'.repeat(40)}kern.log`;
  const pax = `${String(name.length + 10)} path=${name}\n`;
  const long = tarOf({ '@PaxHeader': Buffer.from(pax), 'short.log': stall });
  long[156] = 'x'.charCodeAt(0);
  long.write(sumOf(long.subarray(0, 512)), 148, 'latin1');
  expect((await scan(long)).found).toEqual([`-/${name} 1 soft-lockup`]);
});

const sumOf = (header: Uint8Array): string =>
  `${header
    .reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0)
    .toString(8)
    .padStart(6, '0')}\0 `;

const xz = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2]);

test.each([
  ['tar', tarOf],
  ['zip', (entries: Record<string, Uint8Array>) => Buffer.from(zipSync(entries))],
])('a log of a %s that cannot be read does not stop the others', async (_, pack) => {
  const { code, found, err } = await scan(
    pack({ 'a.xz': xz, 'b.log.gz': gzipSync(panic.toString().repeat(99)).subarray(0, 60), 'c.tar': tarOf(files), 'kern.log': stall }),
  );
  expect(code).toBe(3);
  expect(found).toEqual(['-/kern.log 1 soft-lockup']);
  expect(err).toContain('-/a.xz is packed by xz');
  expect(err).toContain('-/b.log.gz is damaged');
  expect(err).toContain('-/c.tar is an archive in an archive');
});

test('a log that zip has packed in an unknown way, or locked', async () => {
  const packed = Buffer.from(zipSync({ 'a.log': panic, 'kern.log': stall }));
  packed[8] = 93;
  const { code, found, err } = await scan(packed);
  expect({ code, found }).toEqual({ code: 3, found: ['-/kern.log 1 soft-lockup'] });
  expect(err).toContain('-/a.log is packed by method 93');
  const locked = Buffer.from(zipSync({ 'a.log': panic }));
  locked[6] = 1;
  expect(await scan(locked)).toMatchObject({ code: 3, err: expect.stringContaining('password') });
});

test.each([
  ['tar', tarOf({ 'kern.log': stall, 'b.log': Buffer.from(panic.toString().repeat(99)) })],
  ['zip', Buffer.from(zipSync({ 'kern.log': stall, 'b.log': Buffer.from(panic.toString().repeat(99)) }, { level: 0 }))],
])('a %s that was cut gives what it held, and says so', async (_, content) => {
  const { code, found, err } = await scan(content.subarray(0, 3000));
  expect(code).toBe(1);
  expect(found).toEqual(['-/kern.log 1 soft-lockup', '-/b.log 1 panic']);
  expect(err).toContain('-/b.log is damaged');
  const nothing = await scan(content.subarray(0, 300));
  expect(nothing.code).toBe(content[0] === 0x50 ? 1 : 0);
});

test('an archive without a log is not one in which nothing was found', async () => {
  expect(await scan(Buffer.from(zipSync({ 'empty/': new Uint8Array(0) })))).toMatchObject({ code: 3 });
});

test('a log in an archive is read while it comes, and never held', async () => {
  const header = tarOf({ 'endless.log': stall }).subarray(0, 512);
  header.write('77777777777\0', 124, 'latin1');
  header.write(sumOf(header), 148, 'latin1');
  let given = 0;
  const endless = async function* (): AsyncGenerator<Buffer> {
    yield header;
    for (;;) {
      given++;
      yield stall;
    }
  };
  let taken = 0;
  for await (const part of logsIn('-', Readable.from(endless(), { highWaterMark: 1 }))) {
    expect(part).toMatchObject({ log: '-/endless.log' });
    if (++taken === 1000) break;
  }
  expect(given).toBeLessThan(1100);
});

test('a damaged archive is told behind what stands in front of the damage', async () => {
  const content = tarOf(files);
  content.writeUInt8(content.readUInt8(1024 + 10) ^ 0xff, 1024 + 10);
  const parts: LogPart[] = [];
  const all = (async () => {
    for await (const part of logsIn('-', Readable.from([content]))) parts.push(part);
  })();
  await expect(all).rejects.toThrow(DamagedError);
  expect(parts.map(({ log }) => log)).toEqual(['-/var/log/kern.log', '-/var/log/kern.log']);
});

test('however an archive is spoilt, its logs come one after the other, and the error is one that is told in a sentence', async () => {
  const archives = [tarOf(files), gzipSync(tarOf(files)), Buffer.from(zipSync(files)), streamedZip(files)];
  const spots = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...archives), spots, fc.nat(5000), async (archive, spoilt, length) => {
      const content = Buffer.from(archive);
      for (const [at, byte] of spoilt) content.writeUInt8(byte, at % content.length);
      const seen: string[] = [];
      try {
        for await (const { log } of logsIn('-', Readable.from([content.subarray(0, length)]))) if (seen.at(-1) !== log) seen.push(log);
      } catch (cause) {
        expect(cause instanceof DamagedError || cause instanceof UnreadableError, String(cause)).toBe(true);
      }
      expect(new Set(seen).size).toBe(seen.length);
    }),
    { numRuns: 100 },
  );
});
