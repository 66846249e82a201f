import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isLinked, LeaseFolder, leasesPath, noFolder } from './lease-folder.ts';
import { freshFolder } from './testing/contenders.ts';
import { keyOf } from './wire-key.ts';

const key = keyOf('relay');
const other = keyOf('uart');

test('everybody may add to a folder of leases, and nobody may remove what is another’s', () => {
  const parent = freshFolder().path;
  // No host's umask leaves that of mkdir(2) as it is.
  const { path } = new LeaseFolder(join(parent, 'deeper', 'leases'));
  expect(statSync(path).mode & 0o7777).toBe(0o1777);
  // One that is there already is somebody's, who has chosen its mode.
  chmodSync(path, 0o700);
  new LeaseFolder(path);
  expect(statSync(path).mode & 0o7777).toBe(0o700);
});

test('HIL_LEASES names the folder, and without it there is one for the whole host, wherever TMPDIR is', () => {
  expect(leasesPath({ HIL_LEASES: '/lab/leases' })).toBe('/lab/leases');
  // Of systemd's hosts; a container may have none, or one that is root's alone.
  const isShared = (statSync('/run/lock', { throwIfNoEntry: false })?.mode ?? 0) & 0o002;
  for (const env of [{}, { HIL_LEASES: '' }, { TMPDIR: '/elsewhere' }])
    expect(leasesPath(env)).toBe(isShared ? '/run/lock/verdin-hil' : '/tmp/verdin-hil');
});

test('a place that is missing, or somebody’s alone, is passed over for one that is for all', () => {
  const { path } = freshFolder();
  const [missing, own, shared] = ['missing', 'own', 'shared'].map((name) => join(path, name)) as [string, string, string];
  mkdirSync(own);
  chmodSync(own, 0o755);
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
  expect(leasesPath({}, [missing, own, shared])).toBe(join(shared, 'verdin-hil'));
  expect(leasesPath({}, [missing, own])).toBe('/tmp/verdin-hil');
});

test('only names of records are records, and of each wire the highest generation counts', () => {
  const folder = freshFolder();
  const names = [`${key}.2`, `${key}.10`, `${key}.9`, `${other}.0`];
  const strange = [
    `${key}`,
    `${key}.`,
    `${key}.x`,
    `x${key}.1`,
    `${key}.1x`,
    `${key}.${'1'.repeat(16)}`,
    `${key.toUpperCase()}Z.1`,
    'note.txt',
  ];
  for (const name of [...names, ...strange]) writeFileSync(join(folder.path, name), '');
  expect(
    folder
      .entries()
      .map(({ path }) => path)
      .sort(),
  ).toEqual(names.map((name) => join(folder.path, name)).sort());
  expect(folder.latest()).toEqual(
    new Map([
      [key, folder.entry(key, 10)],
      [other, folder.entry(other, 0)],
    ]),
  );
  expect([folder.knows(['nobody', 'uart']), folder.knows(['nobody']), folder.knows([])]).toEqual([true, false, false]);
});

test('what nobody can mean any more goes: older generations at once, what was given back after an hour, what is held never', () => {
  const folder = freshFolder();
  const free = folder.entry(key, 3);
  const held = folder.entry(other, 1);
  for (const generation of [1, 2, 3]) writeFileSync(folder.entry(key, generation).path, '');
  writeFileSync(held.path, 'somebody');
  const names = (): string[] => readdirSync(folder.path).sort();
  folder.tidy();
  expect(names()).toEqual([`${key}.3`, `${other}.1`].sort());

  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { ctimeMs } = statSync(free.path);
  vi.setSystemTime(ctimeMs + 60 * 60_000 - 1000);
  folder.tidy();
  expect(existsSync(free.path)).toBe(true);
  vi.setSystemTime(ctimeMs + 60 * 60_000 + 1000);
  folder.tidy();
  expect(names()).toEqual([`${other}.1`]);
});

test('a record that went away is none, and one that leads elsewhere is refused with a sentence', () => {
  const folder = freshFolder();
  expect(folder.read(folder.entry(key, 1))).toBeUndefined();
  symlinkSync('/etc/passwd', folder.entry(key, 2).path);
  expect(() => folder.read(folder.entry(key, 2))).toThrow(
    expect.objectContaining({
      name: 'LeaseError',
      message: expect.stringContaining(`cannot read the lease ${folder.entry(key, 2).path}: `),
      remedy: 'have an administrator look at it',
    }),
  );
});

test('what cannot be removed is left where it is', () => {
  const folder = freshFolder();
  mkdirSync(folder.entry(key, 1).path);
  writeFileSync(folder.entry(key, 2).path, 'somebody');
  expect(() => folder.tidy()).not.toThrow();
  expect(existsSync(folder.entry(key, 1).path)).toBe(true);
});

test('of two that want a name one gets it, and every other trouble is told', () => {
  const folder = freshFolder();
  const from = join(folder.path, 'made');
  writeFileSync(from, 'made');
  expect([isLinked(from, join(folder.path, 'name')), isLinked(from, join(folder.path, 'name'))]).toEqual([true, false]);
  expect(() => isLinked(join(folder.path, 'gone'), join(folder.path, 'another'))).toThrow('ENOENT');
});

test('a folder that keeps no leases is refused with its reason', () => {
  const file = join(freshFolder().path, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'leases')])
    expect(() => new LeaseFolder(path)).toThrow(
      expect.objectContaining({
        name: 'LeaseError',
        message: expect.stringMatching(/^cannot keep leases in .*(?:it is not a folder|EEXIST)/),
        remedy: expect.stringContaining('HIL_LEASES'),
      }),
    );
  // Nobody may make a folder there, root neither; in some containers it is read-only.
  expect(() => new LeaseFolder('/sys/kernel/verdin-hil')).toThrow(/: (?:permission denied|the file system is read-only)$/);
  const said = (code: string): string => noFolder('/x', Object.assign(new Error('as it was said'), { code })).message;
  expect(said('ENOSPC')).toBe('cannot keep leases in /x: the disk is full');
  expect(said('EDQUOT')).toBe('cannot keep leases in /x: the disk quota is used up');
  expect(said('EROFS')).toBe('cannot keep leases in /x: the file system is read-only');
  for (const code of ['EACCES', 'EPERM']) expect(said(code)).toBe('cannot keep leases in /x: permission denied');
  expect(said('EIO')).toContain('input/output error');
  expect(said('EBUSY')).toBe('cannot keep leases in /x: as it was said');
});
