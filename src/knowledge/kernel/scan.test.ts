import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { type ScanOptions, scanCommand } from './scan.ts';

const dir = mkdtempSync(join(tmpdir(), 'hil-scan-'));
afterAll(() => rmSync(dir, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
};

const scan = async (
  files: readonly string[],
  options: ScanOptions = {},
  input: string | Uint8Array = '',
): Promise<{ code: number; out: string; err: string }> => {
  const streams = { out: '', err: '' };
  const into = (name: 'out' | 'err'): Writable =>
    new Writable({
      write: (chunk, _, done) => {
        streams[name] += String(chunk);
        done();
      },
    });
  const code = await scanCommand(files, options, { stdin: Readable.from([input]), stdout: into('out'), stderr: into('err') });
  return { code, ...streams };
};

const log =
  'hello\n[   20.000000] watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [kworker/1:2:77]\n[   20.000100] pc : fec_enet_open+0x4/0x80\n';

test('a table for people, exit status 1', async () => {
  const { code, out } = await scan([file('a.log', log)]);
  expect(code).toBe(1);
  expect(out).toContain('soft-lockup in fec_enet_open');
});

test('one JSON object an incident for programs', async () => {
  const { code, out } = await scan([file('b.log', log)], { json: true });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    file: join(dir, 'b.log'),
    kind: 'soft-lockup',
    severity: 'fatal',
    signature: 'soft-lockup:fec_enet_open',
    frame: 'fec_enet_open',
    cpu: 1,
    task: 'kworker/1:2',
    kernelTime: 20,
    firstLine: 2,
    lastLine: 3,
    firstByte: 6,
    lastByte: log.length - 1,
  });
});

test('gzip is known by its bytes, standard input by -', async () => {
  expect((await scan([file('c.log', gzipSync(log))])).code).toBe(1);
  expect((await scan(['-'], {}, gzipSync(log))).code).toBe(1);
});

test('no file is standard input, and at a terminal one sentence', async () => {
  expect((await scan([], {}, log)).code).toBe(1);
  const stderr = new Writable({ write: (_chunk, _encoding, done) => done() });
  const stdin = Object.assign(Readable.from(['']), { isTTY: true });
  expect(await scanCommand([], {}, { stdin, stdout: stderr, stderr })).toBe(3);
});

test('a file that cannot be read does not stop the others', async () => {
  const { code, out, err } = await scan(['/no/such.log', file('f.log', log)]);
  expect(code).toBe(3);
  expect(err).toContain('there is no such file');
  expect(out).toContain('soft-lockup in fec_enet_open');
});

test('what is unverified is counted apart', async () => {
  const { out } = await scan(['-'], {}, 'rig7|ch2|00031 : Kernel panic - not syncing: no init\n');
  expect(out).toContain('1 found, 1 of them unverified');
});

test('nothing found is exit status 0', async () => {
  expect(await scan(['-'], {}, 'Welcome\n')).toMatchObject({ code: 0, out: '-: nothing found\n' });
});

test('a corpus: one answer a log', async () => {
  const input = `${JSON.stringify({ id: 'x', log })}\n${JSON.stringify({ id: 7, log: 'fine' })}\n`;
  const { code, out } = await scan(['-'], { jsonl: true }, input);
  const answers = out
    .trim()
    .split('\n')
    .map((answer) => JSON.parse(answer) as { id: unknown; incidents: unknown[] });
  expect(code).toBe(1);
  expect(answers.map(({ id, incidents }) => [id, incidents.length])).toEqual([
    ['x', 1],
    [7, 0],
  ]);
});

test('binary rubbish is read like any other file', async () => {
  const rubbish = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256);
  expect((await scan([file('d.bin', rubbish)])).code).toBe(0);
  const cut = await scan([file('e.gz', gzipSync(log).subarray(0, 40))]);
  expect(cut.code).toBe(0);
  expect(cut.err).toContain('damaged');
});

test.each([
  ['a missing file', ['/no/such.log'], {}, 'there is no such file'],
  ['a directory', [tmpdir()], {}, 'directory'],
  ['a log read as a corpus', ['-'], { jsonl: true }, 'line 1'],
] as const)('%s is exit status 3 and one sentence', async (_, files, options, words) => {
  const { code, err } = await scan(files, options, 'not json\n');
  expect(code).toBe(3);
  expect(err).toContain(words);
});
