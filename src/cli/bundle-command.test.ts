import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { hostLimit } from '../core/testing/host-pace.ts';
import { journal, played, runStarted, scenario } from '../report/testing/events.ts';
import { writeRunFolder } from '../report/testing/run-folder.ts';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

vi.setConfig({ testTimeout: hostLimit(60_000) });

test.for([
  ['n', 2, false],
  ['y', 0, true],
] as const)('what is in a bundle is shown first, and the answer "%s" counts', async ([answer, code, isThere]) => {
  await using lab = new LabFolder();
  await writeRunFolder(
    join(lab.reportsDir, '2026-11-23T03-00-00Z'),
    journal(runStarted, ...played(scenario('lives'), {}), { type: 'run.finished', exitCode: 0 }),
  );
  const command = `exec node ${join(projectRoot, 'bin/hil.js')} bundle reports/2026-11-23T03-00-00Z --output bundle.zip`;
  const env = { ...process.env, TMPDIR: lab.tmp, NODE_OPTIONS: '', VITEST: '' };
  // util-linux' script(1) runs it on a terminal of its own, and types there what comes.
  const terminal = spawn('script', ['-qec', command, '/dev/null'], { cwd: lab.dir, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const ended = once(terminal, 'close');
  await vi.waitFor(() => expect(shown).toMatch(/write bundle\.zip \(.*\)\?/), { timeout: hostLimit(50_000), interval: 20 });
  expect(shown).toContain('What is in it');
  terminal.stdin.write(`${answer}\r`);
  expect((await ended)[0], shown).toBe(code);
  expect(existsSync(join(lab.dir, 'bundle.zip'))).toBe(isThere);
});
