import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 180_000 });

test('a run whose terminal is gone and whose TMPDIR is too long for sockets goes on, writes its reports and ends as judged', async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: 'virtual: verdinImx8mp(virtualBoard({ speed: 100 }))' });
  const body = "async ({ board }) => { await board.linux.run('sleep 300', { timeout: '2h' }); }";
  lab.suite('first', `scenario('before', {}, ${body});\nscenario('fails', {}, async () => { expect(1).toBe(2); });`);
  const long = join(lab.dir, 'x'.repeat(100));
  const runtime = join(lab.dir, 'r');
  for (const dir of [long, runtime]) mkdirSync(dir);
  const run = lab.start(['run', '--verbose'], { TMPDIR: long, XDG_RUNTIME_DIR: runtime, HIL_IGNORED_SIGNALS: '0000000000000001' });
  await run.until(() => lab.runs.length > 0 && lab.sees('virtual', 'scenario.started', 'first > before'));
  expect(run.child.exitCode).toBeNull();
  run.child.stdout!.destroy();
  run.child.stderr!.destroy();
  run.child.kill('SIGHUP');
  const { code } = await lab.endOf(run);
  expect(lab.verdicts()).toEqual({ before: 'passed', fails: 'failure' });
  expect(['summary.md', 'junit.xml', 'run.json'].filter((name) => existsSync(join(lab.run, name)))).toHaveLength(3);
  expect(code).toBe(1);
  expect(lab.lastPower('virtual')).toBe('off');
  expect([...readdirSync(runtime), ...readdirSync(long).filter((name) => !name.startsWith('tsx-'))]).toEqual([]);
});

test('Node itself outlives a terminal that was closed: the exit code is that of the run', async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: 'virtual: verdinImx8mp(virtualBoard({ speed: 100 }))' });
  lab.suite(
    'first',
    "scenario('fails', {}, async ({ board }) => { await board.linux.run('sleep 100', { timeout: '2h' }); expect(1).toBe(2); });",
  );
  const { CI: _, VITEST: __, NODE_OPTIONS: ___, ...inherited } = process.env;
  const own = { TMPDIR: lab.tmp, HIL_LEASES: join(lab.dir, 'leases'), HIL_IGNORED_SIGNALS: '0000000000000001' };
  const command = `trap '' HUP; node ${projectRoot}bin/hil.js run; echo $? > code`;
  // util-linux' script(1) runs it on a terminal of its own, which goes with it.
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: lab.dir,
    env: { ...inherited, ...own },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  await vi.waitFor(() => expect(lab.runs.length > 0 && lab.sees('virtual', 'scenario.started', 'first > fails')).toBe(true), {
    timeout: 90_000,
  });
  terminal.kill('SIGKILL');
  await vi.waitFor(() => expect(readFileSync(join(lab.dir, 'code'), 'utf8')).toBe('1\n'), { timeout: 60_000 });
  expect(lab.verdicts()).toEqual({ fails: 'failure' });
});
