import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { BoardAlone } from './testing/board-alone.ts';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const hasScript = (() => {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
})();

test.skipIf(!hasScript)('a run whose relay is a person asks at its terminal, and ends with a sentence where there is none', async () => {
  await using board = await BoardAlone.start({ speed: 20 });
  await using lab = new LabFolder();
  lab.lab({ boards: `desk: lab.${board.wiring({ power: 'lab.manualSwitch()' })}` });
  const env = { ...process.env, LAB_PASSWORD: board.endpoints.ssh.password, HIL_LEASES: join(lab.dir, 'leases'), TMPDIR: lab.tmp };
  const command = `${process.execPath} ${join(projectRoot, 'bin/hil.js')} run first --board desk`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: lab.dir, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const { host, port } = board.endpoints.relay;
  let said = '';
  let answered = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    const questions = [...said.matchAll(/Switch the power of desk (ON|OFF), then press Enter/g)];
    if (questions.length <= answered) return;
    answered = questions.length;
    // The person does it.
    void fetch(`http://${host}:${port}/rpc/Switch.Set?id=0&on=${questions.at(-1)![1] === 'ON'}`).then(() => child.stdin.write('\r'));
  });
  const [code] = await once(child, 'exit');
  expect(said).toContain('2 passed');
  expect(code).toBe(0);
  expect(answered).toBeGreaterThanOrEqual(3);
  expect(await board.power()).toBe('off');

  const alone = await lab.hil(['run', 'first', '--board', 'desk'], { LAB_PASSWORD: board.endpoints.ssh.password });
  expect(alone.code).toBe(2);
  expect(alone.text).toContain('a manual switch needs a terminal with a person at it, and there is none');
});
