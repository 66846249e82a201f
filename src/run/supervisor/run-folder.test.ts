import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError } from '../../core/errors.ts';
import { makeRunFolder, pointLatestAt } from './run-folder.ts';

const fresh = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-folder-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};
const at = new Date('2026-11-23T03:00:00.250Z');

test('a run has a folder of its own, however deep it lies and however many began in that second', () => {
  const reports = join(fresh(), 'a', 'b', 'reports');
  const folders = [makeRunFolder(reports, at), makeRunFolder(reports, at)];
  expect(folders.map((folder) => basename(folder))).toEqual(['2026-11-23T03-00-00Z', '2026-11-23T03-00-00Z-2']);
  expect(folders.every((folder) => existsSync(folder))).toBe(true);
  for (const folder of folders) pointLatestAt(folder);
  expect(readlinkSync(join(reports, 'latest'))).toBe('2026-11-23T03-00-00Z-2');
});

test('what somebody else has in place of the link to the last run stays, and nothing is left beside it', () => {
  const reports = fresh();
  mkdirSync(join(reports, 'latest'));
  writeFileSync(join(reports, 'latest/mine.txt'), 'mine');
  const dir = makeRunFolder(reports, at);
  expect(() => pointLatestAt(dir)).toThrow(`${join(reports, 'latest')} does not point at this run: somebody has something else there`);
  expect(readdirSync(reports).sort()).toEqual([basename(dir), 'latest']);
  expect(readFileSync(join(reports, 'latest/mine.txt'), 'utf8')).toBe('mine');
});

test('somebody knows of a folder before it is there, and is never told one that another run has', () => {
  const reports = fresh();
  const told: [string, boolean][] = [];
  const intend = (dir: string): void => void told.push([basename(dir), existsSync(dir)]);
  makeRunFolder(reports, at, intend);
  makeRunFolder(reports, at, intend);
  expect(told).toEqual([
    ['2026-11-23T03-00-00Z', false],
    ['2026-11-23T03-00-00Z-2', false],
  ]);
  const cause = new ConfigError('the note cannot be kept');
  const refuse = (): void => {
    throw cause;
  };
  expect(() => makeRunFolder(reports, at, refuse)).toThrow(cause);
});

test.skipIf(process.platform !== 'linux').for(['/proc/hil/reports', '/proc/self/fd/reports', '/sys/hil/reports'])(
  '%s is refused at once, as a mistake of whoever typed it',
  (dir) => {
    expect(() => makeRunFolder(dir, at)).toThrow(ConfigError);
    expect(() => makeRunFolder(dir, at)).toThrow(`cannot write reports to ${dir}: `);
  },
);

test('a file in the way is refused by name', () => {
  const file = join(fresh(), 'file');
  writeFileSync(file, '');
  expect(() => makeRunFolder(join(file, 'reports'), at)).toThrow(/cannot write reports to .*ENOTDIR/);
});
