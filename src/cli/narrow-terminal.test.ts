import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';
import { RunReports } from './testing/run-reports.ts';
import { columnsOf } from './text-width.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 180_000 });

test('a terminal of 20 columns loses no word of the closing screen, and no line that is overwritten is longer than it', async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: "'the-board-with-a-long-name': verdinImx8mp(virtualBoard({ speed: 100 }))" });
  lab.suite(
    'first',
    `scenario('is of another machine than was thought', {}, async ({ board }) => {
  expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc');
});`,
  );
  const command = `stty cols 20 rows 24; node ${join(projectRoot, 'bin/hil.js')} run`;
  const env = { ...process.env, TMPDIR: lab.tmp, HIL_LEASES: join(lab.dir, 'leases'), NODE_OPTIONS: '', VITEST: '', CI: '' };
  const terminal = spawn('script', ['-qec', command, '/dev/null'], { cwd: lab.dir, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const [code] = (await once(terminal, 'close')) as [number];

  const lines = stripVTControlCharacters(shown).split(/\r?\n|\r/);
  const overwritten = lines.filter((line) => /^\d+\/\d+/.test(line));
  expect(overwritten.length).toBeGreaterThan(3);
  for (const line of overwritten) expect(columnsOf(line)).toBeLessThan(20);
  const closing = lines.slice(lines.findLastIndex((line) => /^\d+\/\d+/.test(line)) + 1).join('\n');
  for (const words of [
    "first > is of another machine than was thought (dut): expected 'aarch64' to be 'sparc'",
    'at suites/first.ts:',
    '1 failed',
    'exit code 1: the product failed',
  ])
    expect(closing).toContain(words);
  for (const name of ['summary.md', 'junit.xml', 'run.json']) expect(closing).toContain(join(lab.run.slice(lab.dir.length + 1), name));
  new RunReports(lab.run, code).agree('first > is of another machine than was thought', { verdict: 'failed', fault: 'dut', says: 'sparc' });
});
