import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 180_000 });

test('a run whose terminal stops reading goes on, writes its reports and switches off', async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: 'virtual: verdinImx8mp(virtualBoard({ speed: 100 }))' });
  const command = `node ${join(projectRoot, 'bin/hil.js')} run --verbose`;
  const env = { ...process.env, TMPDIR: lab.tmp, HIL_LEASES: join(lab.dir, 'leases'), NODE_OPTIONS: '', VITEST: '' };
  // util-linux' script(1) runs a command on a terminal of its own, and types what comes to it.
  const terminal = spawn('script', ['-qec', command, '/dev/null'], { cwd: lab.dir, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const ended = once(terminal, 'close');
  await vi.waitFor(() => expect(shown).not.toBe(''), { timeout: 60_000, interval: 20 });
  terminal.stdin.write('\x13');

  expect((await ended)[0]).toBe(0);
  expect(shown).not.toContain('as expected');
  expect(lab.verdicts()).toEqual({ answers: 'passed', 'answers again': 'passed' });
  expect(lab.lastPower('virtual')).toBe('off');
});
