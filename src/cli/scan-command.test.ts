import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { LogScan } from '../knowledge/kernel/log-scan.ts';
import { type ScanOptions, scanCommand } from './scan-command.ts';

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
  expect(err).toContain('there is no such file; look for it with ls, or hand a log over by a pipe: dmesg | hil scan');
  expect(out).toContain('soft-lockup in fec_enet_open');
});

test('a folder is told how its logs are scanned', async () => {
  const { code, err } = await scan([tmpdir()]);
  expect(code).toBe(3);
  expect(err).toContain('it is a directory; name the logs in it');
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
  expect(cut.code).toBe(3);
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

test.each([
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ['bzip2', [0x42, 0x5a, 0x68, 0x39]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
])('a log that %s has packed is not one in which nothing was found', async (name, begins) => {
  const { code, out, err } = await scan([file(`p.${name}`, Buffer.from([...begins, 1, 2, 3]))]);
  expect(code).toBe(3);
  expect(err).toContain(`packed by ${name}`);
  expect(out).not.toContain('nothing found');
});

test('gzip followed by garbage gives what it held', async () => {
  const { code, out } = await scan([file('g.gz', Buffer.concat([gzipSync(log), Buffer.from('garbage behind the end')]))]);
  expect(code).toBe(1);
  expect(out).toContain('soft-lockup in fec_enet_open');
});

const stall = (index: number): string =>
  `[${(100 + index * 200).toFixed(6)}] watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [a:7]\n[${(100 + index * 200).toFixed(6)}] pc : fn+0x4/0x80\n`;

test('incidents are told while the log is read, and the table counts those of one kind', async () => {
  let [told, before] = [0, 0];
  const many = Array.from({ length: 1000 }, (_, index) => stall(index)).join('');
  const live = new LogScan({ tell: () => told++ });
  live.feed(Buffer.from(many));
  before = told;
  live.end();
  expect(before).toBeGreaterThan(800);
  expect(told).toBe(1000);
  const { out } = await scan([file('many.log', many)]);
  expect(out).toContain('1000 found');
  expect(out).toMatch(/1-2000 .* soft-lockup in fn .* 1000 /);
  expect(out.split('\n').length).toBeLessThan(9);
});

test('--since takes kernel time or a date of the lines', async () => {
  const two = stall(0) + stall(1);
  expect(JSON.parse((await scan(['-'], { json: true, since: '4min' }, two)).out)).toMatchObject({ kernelTime: 300 });
  const dated = `Sep 23 10:00:00 b kernel: ${stall(0).replace('\n', '\nSep 23 10:00:00 b kernel: ')}Sep 24 10:00:00 b kernel: ${stall(1)}`;
  const { out } = await scan(['-'], { json: true, since: '2024-09-24 09:00' }, dated);
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).firstLine),
  ).toEqual([3]);
  expect(await scan(['-'], { since: '2024-09-24' }, two)).toMatchObject({ code: 3, err: expect.stringContaining('no dates') });
  await expect(scan(['-'], { since: 'yesterday-ish' }, two)).rejects.toThrow('no time');
});

test('the exit code as data', async () => {
  const last = async (input: string, files = ['-']): Promise<unknown> =>
    JSON.parse((await scan(files, { json: true, summary: true }, input)).out.trim().split('\n').at(-1)!);
  expect(await last('fine\n')).toEqual({ exitCode: 0, incidents: 0, unverified: 0, unreadable: 0 });
  expect(await last(log)).toMatchObject({ exitCode: 1, incidents: 1 });
  expect(await last('', ['/no/such.log'])).toMatchObject({ exitCode: 3, unreadable: 1 });
});

const hostile =
  '[   20.000000] Kernel panic - not syncing: ::error::x ##vso[task.setvariable variable=a]b 100% section_start:1:x\u001b[0K\r\n::stop-commands::y\n';

test('an annotation names file and line, and what a log says is no command of CI', async () => {
  const { out } = await scan([file('h.log', hostile)], { annotations: 'github' });
  expect(out).toMatch(/^::error file=\S+h\.log,line=1,endLine=\d,title=panic[^\n]*::fatal: panic[^\n]*\n$/);
  for (const form of [{ annotations: 'github' }, { annotations: 'gitlab' }, { json: true }, {}] as const) {
    const text = (await scan([file('h.log', hostile)], form)).out;
    expect(text).not.toMatch(/##vso|##\[|section_start:1|\x1b/);
    expect(text).not.toMatch(/^\s*::(?!error file=)/m);
  }
});

test('GitLab gets a Code Quality report, also an empty one', async () => {
  const { out } = await scan([file('k.log', log)], { annotations: 'gitlab' });
  expect(JSON.parse(out)).toMatchObject([
    { check_name: 'soft-lockup:fec_enet_open', severity: 'blocker', location: { lines: { begin: 2 } } },
  ]);
  expect(JSON.parse((await scan(['-'], { annotations: 'gitlab' }, 'fine\n')).out)).toEqual([]);
  await expect(scan(['-'], { annotations: 'xml' }, '')).rejects.toThrow('unknown');
});
