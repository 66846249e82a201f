import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeScratch, removeScratch, workerSocket } from './scratch.ts';

const place = (name = ''): string => {
  const dir = mkdtempSync(join(tmpdir(), 's-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const inner = join(dir, name);
  mkdirSync(inner, { recursive: true });
  return inner;
};

test('the folder is private, and where TMPDIR is too long it is in the next place, where a socket can listen', async () => {
  const [long, short] = [place('x'.repeat(96)), place()];
  const scratch = makeScratch(12, [long, short]);
  expect(scratch.startsWith(short)).toBe(true);
  expect(statSync(scratch).mode & 0o777).toBe(0o700);
  expect(readdirSync(long)).toEqual([]);
  mkdirSync(join(scratch, '11'));
  const server = createServer().listen(workerSocket(join(scratch, '11')));
  await new Promise((resolve) => server.once('listening', resolve));
  expect(existsSync(workerSocket(join(scratch, '11')))).toBe(true);
  await new Promise((resolve) => server.close(resolve));
});

// 107 bytes are the most: "/hil-123456/0/worker.sock" takes 25 of them, and one more from the eleventh board on.
test.each([
  [82, 1, true],
  [82, 11, false],
  [83, 1, false],
])('a TMPDIR of %i bytes for %i boards is taken: %s', (length, boards, isTaken) => {
  const base = place();
  const dir = join(base, 'é'.repeat(1), 'y'.repeat(length - Buffer.byteLength(join(base, 'é')) - 1));
  mkdirSync(dir, { recursive: true });
  if (isTaken) expect(makeScratch(boards, [dir]).startsWith(dir)).toBe(true);
  else expect(() => makeScratch(boards, [dir])).toThrow('there is no place for the sockets of a run');
});

test('where there is none it is said why, of each place', () => {
  const long = place('x'.repeat(96));
  expect(() => makeScratch(1, [long, '/proc'])).toThrow(
    expect.objectContaining({
      fault: 'lab',
      evidence: [expect.stringContaining('107 are the most'), expect.stringMatching(/^\/proc: ENOENT/)],
      remedy: expect.stringContaining('set TMPDIR'),
    }),
  );
});

test('only a private folder of that name is ever removed', () => {
  const dir = place();
  const [own, open, link, other] = ['hil-AbC123', 'hil-open12', 'hil-link12', 'project'].map((name) => join(dir, name));
  for (const path of [own, open, other]) mkdirSync(path!);
  chmodSync(own!, 0o700);
  chmodSync(open!, 0o755);
  writeFileSync(join(other!, 'work'), '');
  symlinkSync(other!, link!);
  for (const path of [own, open, link, other]) removeScratch(path!);
  expect(readdirSync(dir).sort()).toEqual(['hil-link12', 'hil-open12', 'project']);
});
