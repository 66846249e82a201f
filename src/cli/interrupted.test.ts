import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { BoardAlone } from './testing/board-alone.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const waiting = `
scenario('before', {}, async ({ board }) => {
  await board.linux.run('true');
});
scenario('waits', { timeout: '2h' }, async ({ board }) => {
  await board.linux.run('sleep 100000', { timeout: '2h' });
});
scenario('after', {}, async ({ board }) => {
  await board.linux.run('true');
});
`;

const interruptible = async (board: BoardAlone): Promise<LabFolder> => {
  const lab = new LabFolder();
  lab.lab({ boards: `real: ${board.wiring()}` });
  lab.suite('first', waiting);
  return lab;
};

test.for([
  ['SIGINT', 1],
  ['SIGTERM', 1],
  ['SIGINT', 2],
] as const)('%s in the middle of a scenario, %i times', async ([signal, times]) => {
  await using board = await BoardAlone.start();
  await using lab = await interruptible(board);
  const run = lab.start(['run'], { LAB_PASSWORD: board.endpoints.ssh.password });
  await run.until(() => lab.runs.length > 0 && lab.sees('real', 'scenario.started', 'first > waits'));
  expect(await board.power()).toBe('on');

  for (let count = 0; count < times; count++) run.child.kill(signal);
  const { code, stdout } = await lab.endOf(run);

  // The command that waits for two hours on the board was neither awaited nor answered, and nothing new was begun.
  const told = lab.events('real');
  expect(told.flatMap((event) => (event.type === 'scenario.started' ? [event.scenario] : []))).toEqual(['first > before', 'first > waits']);
  expect(told.filter((event) => event.type === 'command.finished' && event.command.includes('sleep'))).toEqual([]);
  expect(told.at(-1)).toMatchObject({ type: 'board.closed', power: 'off' });
  expect(stdout).toMatch(/ERROR {3}first > waits .* interrupted/);
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ before: 'passed', waits: 'error', after: 'error' });
  expect(lab.lastPower('real')).toBe('off');
  expect(await board.power()).toBe('off');
  expect(existsSync(join(lab.run, 'summary.md'))).toBe(true);
  expect(readFileSync(join(lab.reportsDir, 'latest', 'junit.xml'), 'utf8')).toContain('interrupted');
});

test('SIGINT while the board boots', async () => {
  await using board = await BoardAlone.start({ speed: 5 });
  await using lab = await interruptible(board);
  const run = lab.start(['run'], { LAB_PASSWORD: board.endpoints.ssh.password });
  await run.until(() => lab.runs.length > 0 && lab.sees('real', 'power.proven'));

  run.child.kill('SIGINT');
  const { code } = await lab.endOf(run);
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ before: 'error', waits: 'error', after: 'error' });
  expect(await board.power()).toBe('off');
});

test('SIGINT before a board is touched', async () => {
  await using board = await BoardAlone.start();
  await using lab = await interruptible(board);
  const run = lab.start(['run'], { LAB_PASSWORD: board.endpoints.ssh.password });
  await run.until(() => lab.runs.length > 0);

  run.child.kill('SIGINT');
  const { code } = await lab.endOf(run);
  expect(code).toBe(2);
  expect(await board.power()).toBe('off');
});
