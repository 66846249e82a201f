import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const virtualLab = (): LabFolder => {
  const lab = new LabFolder();
  lab.lab({ boards: 'virtual: verdinImx8mp(virtualBoard({ speed: 100 }))' });
  return lab;
};

/** A disk of so many KiB until it is disposed; none where this user may mount none. */
const smallDisk = (dir: string, sizeKiB: number): Disposable | undefined => {
  mkdirSync(dir, { recursive: true });
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKiB}k`, 'hil-test', dir]).status !== 0) return undefined;
  return { [Symbol.dispose]: () => void spawnSync('umount', ['-l', dir]) };
};

// The journal alone needs about 40 KiB: with 16 it stops in the first boot, with 44 it is there and the reports are not.
test.for([16, 44])('a disk that is full after %i KiB: verdicts and exit code survive, and somebody is told', async (sizeKiB, { skip }) => {
  await using lab = virtualLab();
  using disk = smallDisk(lab.reportsDir, sizeKiB);
  if (!disk) skip('this user may not mount a small disk');

  const { code, stdout } = await lab.hil(['run']);
  expect(stdout).toMatch(/^ok {6}first > answers \(/m);
  expect(stdout).toMatch(/^ok {6}first > answers again \(/m);
  expect(stdout).toMatch(/^PROBLEM .*(the disk is full|no space left on device)/m);
  const written = readdirSync(lab.run).filter((name) => ['summary.md', 'junit.xml', 'run.json'].includes(name));
  expect([.../^reports: .*$/m.exec(stdout)![0].matchAll(/\/(summary\.md|junit\.xml|run\.json)/g)].map(([, name]) => name).sort()).toEqual(
    written.sort(),
  );
  if (written.length === 0) expect(stdout).toContain('reports: none was written');
  expect(stdout).toContain('2 passed');
  expect(code).toBe(2);
  expect(readdirSync(lab.run).filter((name) => name.endsWith('.part'))).toEqual([]);
  const kept = readFileSync(join(lab.run, 'virtual', 'events.ndjson'), 'utf8');
  expect(kept).toContain('"console.received"');
});

/** What is opened in this folder from now on is opened on a read-only file system; what is open already can still be written. */
const readOnly = (dir: string): Disposable | undefined => {
  if (spawnSync('mount', ['--bind', dir, dir]).status !== 0) return undefined;
  const disposable = { [Symbol.dispose]: () => void spawnSync('umount', ['-l', dir]) };
  if (spawnSync('mount', ['-o', 'remount,ro,bind', dir]).status === 0) return disposable;
  disposable[Symbol.dispose]();
  return undefined;
};

test('a report folder that becomes read-only in the middle of a run: verdicts, capture and exit code survive, and somebody is told', async ({
  skip,
}) => {
  await using lab = virtualLab();
  // Long enough in board time that the folder can be changed meanwhile.
  const body = "async ({ board }) => { await board.linux.run('sleep 600', { timeout: '2h' }); }";
  lab.suite('first', `scenario('before', {}, ${body});\nscenario('after', {}, ${body});`);
  const run = lab.start(['run']);
  await run.until(() => lab.runs.length > 0 && lab.sees('virtual', 'scenario.started', 'first > before'));
  using disk = readOnly(lab.reportsDir);
  if (!disk) skip('this user may not mount a read-only folder');

  const { code, stdout } = await lab.endOf(run);
  expect(stdout).toMatch(/^ok {6}first > after \(/m);
  expect(stdout).toMatch(/^PROBLEM .*read-only file system/m);
  expect(stdout).toContain('reports: none was written');
  expect(stdout).toContain('2 passed');
  expect(code).toBe(2);
  expect(lab.events('virtual').flatMap((event) => (event.type === 'scenario.finished' ? [event.result.verdict] : []))).toEqual([
    'passed',
    'passed',
  ]);
  expect(lab.lastPower('virtual')).toBe('off');
});

test('a state folder that is read-only is told before anything is touched, or, in the middle of a run, on its closing screen', async ({
  skip,
}) => {
  await using lab = virtualLab();
  mkdirSync(join(lab.dir, '.hil'));
  {
    using closed = readOnly(join(lab.dir, '.hil'));
    if (!closed) skip('this user may not mount a read-only folder');
    const { code, stderr } = await lab.hil(['run']);
    expect(stderr).toMatch(/^hil: no notes of runs can be kept in .*\.hil\/runs: EROFS/m);
    expect(code).toBe(2);
    expect(lab.runs).toEqual([]);
  }
  lab.suite('first', "scenario('long', {}, async ({ board }) => { await board.linux.run('sleep 600', { timeout: '2h' }); });");
  const run = lab.start(['run']);
  await run.until(() => lab.runs.length > 0 && lab.sees('virtual', 'scenario.started', 'first > long'));
  using _ = readOnly(join(lab.dir, '.hil'));
  const { code, stdout } = await lab.endOf(run);
  expect(stdout).toMatch(/^PROBLEM the note of this run cannot be removed, .*EROFS/m);
  expect(stdout).toMatch(/^exit code 2: the lab or the runner failed$/m);
  expect(stdout).toMatch(/^reports: .*summary\.md, .*junit\.xml/m);
  expect(code).toBe(2);
});

test('a limit of file sizes under which no suite can be compiled is the lab’s, with what to do, and touches no board', async () => {
  await using lab = virtualLab();
  const cache = join(lab.dir, 'cache');
  mkdirSync(cache);
  // In blocks of 512 bytes.
  const command = `ulimit -f 8; exec "${process.execPath}" "${join(projectRoot, 'bin/hil.js')}" run`;
  const { status, stderr } = spawnSync('sh', ['-c', command], {
    cwd: lab.dir,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: cache, NODE_ENV: '', HIL_LEASES: join(lab.dir, 'leases') },
  });
  expect(stderr).toMatch(/^hil: .*files may not grow that large here \(EFBIG/m);
  expect(stderr).toMatch(/^ {2}-> raise the limit of file sizes \(ulimit -f\)/m);
  expect(status).toBe(2);
  expect(lab.runs).toEqual([]);
});
