import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BoardAlone } from './testing/board-alone.ts';
import type { HilProcess } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 300_000 });

// One board, held and left behind by one run after the other.
let board: BoardAlone;
beforeAll(async () => {
  board = await BoardAlone.start();
});
afterAll(() => board[Symbol.asyncDispose]());

let runs = 0;
/** It changes the board whatever a run before has left on it, and so owes it something. */
const waiting = (changes: number): string => `
const needs = { kernelArgument: 'hil.owed=${changes}' };
scenario('before', needs, async ({ board }) => {
  await board.linux.run('true');
});
scenario('waits', { ...needs, timeout: '500h' }, async ({ board }) => {
  await board.linux.run('sleep 10000000', { timeout: '500h' });
});
scenario('after', needs, async ({ board }) => {
  await board.linux.run('true');
});
`;

const labOf = (board: BoardAlone, name: string): LabFolder => {
  const lab = new LabFolder();
  lab.lab({ boards: `'${name}': ${board.wiring()}` });
  return lab;
};

/** A run in the middle of its second scenario. */
const waitingRun = async (lab: LabFolder, env: Readonly<Record<string, string>>): Promise<HilProcess> => {
  lab.suite('first', waiting(++runs));
  const run = lab.start(['run'], env);
  await run.until(() => lab.runs.length > 0 && lab.sees('real', 'scenario.started', 'first > waits'), 150_000);
  return run;
};

/** Everything that a run started, stopped first so that none of it can react to the end of another. */
const killAll = (family: readonly string[]): void => {
  for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const line of family) process.kill(Number.parseInt(line, 10), signal);
};

test('while a run holds a board, nobody else does anything to it unless he insists', async () => {
  await using lab = labOf(board, 'real');
  await using other = labOf(board, 'of-another-name');
  const env = { LAB_PASSWORD: board.endpoints.ssh.password, HIL_LEASES: join(lab.dir, 'leases') };
  const run = await waitingRun(lab, env);

  const holder = new RegExp(` is held by \\S+ since .*\\(hil run, process ${run.child.pid}\\)\\n`);
  for (const args of [['run'], ['power', 'of-another-name', 'off'], ['console', 'of-another-name'], ['release', 'of-another-name']]) {
    const { code, stderr, text } = await other.hil(args, env);
    expect(stderr, `${args.join(' ')}: ${text}`).toMatch(new RegExp(`^hil: of-another-name${holder.source}`, 'm'));
    expect(stderr).toMatch(/-> wait for it with hil run --wait 10min, or take it away with: hil release of-another-name --force/);
    expect(code).toBe(2);
  }
  expect(other.runs).toEqual([]);
  expect(await other.hil(['power', 'of-another-name', 'state'], env)).toMatchObject({
    code: 0,
    stdout: 'of-another-name: the relay says on\n',
  });
  const { stdout: json } = await other.hil(['leases', '--json'], env);
  expect(JSON.parse(json)).toMatchObject([{ board: 'real', state: 'held', pid: run.child.pid, command: 'hil run', run: lab.run }]);
  expect((await other.hil(['leases'], env)).stdout).toMatch(/│ real +│ held +│/);
  expect(await board.power()).toBe('on');

  const released = await other.hil(['release', 'of-another-name', '--force'], env);
  expect(released.stdout).toMatch(/^of-another-name: was held by .*; it is off, and free\n$/);
  const { code, stdout } = await lab.endOf(run);
  expect(stdout).toMatch(/ERROR {3}first > waits .* taken away by/);
  expect(code).toBe(2);
  // The first run let go before the second one switched, and switched nothing itself.
  expect(lab.lastPower('real')).toBe('on');
  expect(await board.power()).toBe('off');
  expect((await other.hil(['leases'], env)).stdout).toMatch(/^no board is held/);
});

test('after everything of a run was killed, the next one switches off, pays its debts and writes its reports', async () => {
  await using lab = labOf(board, 'real');
  const env = { LAB_PASSWORD: board.endpoints.ssh.password };
  const run = await waitingRun(lab, env);
  const killed = lab.run;
  expect(existsSync(join(lab.dir, '.hil', 'real.owed.json'))).toBe(true);
  killAll(run.family);
  await run.ended;
  expect(await board.power()).toBe('on');

  // The temporary folder of the killed run is gone after this, which `hil` checks.
  lab.suite('first', `scenario('answers', {}, async ({ board }) => { await board.linux.run('true'); });`);
  const { code, stderr } = await lab.hil(['run'], env);

  expect(code).toBe(0);
  expect(stderr).toMatch(/^hil: the run in \S+ was killed: the lab is in order again and its reports are written\n/m);
  expect(lab.verdicts(killed)).toEqual({ before: 'passed', waits: 'error', after: 'error' });
  expect(readFileSync(join(killed, 'junit.xml'), 'utf8')).toContain('the run was killed');
  expect(JSON.parse(readFileSync(join(killed, 'run.json'), 'utf8'))).toMatchObject({ exitCode: 2, reason: 'the run was killed' });
  const [first, second] = lab.runs.sort();
  expect(first).toBe(killed);
  expect(lab.verdicts(second)).toEqual({ answers: 'passed' });
  // Off came before anything else of the second run, which put back what the first one owed.
  expect(readFileSync(join(killed, 'run.ndjson'), 'utf8')).toContain('"power.switched","state":"off"');
  expect(lab.events('real', second).map(({ type }) => type)).toContain('provision.restored');
  expect(existsSync(join(lab.dir, '.hil', 'real.owed.json'))).toBe(false);
  expect(await board.power()).toBe('off');
});

test('a board that was left behind can be looked at, and is released by hand', async () => {
  await using lab = labOf(board, 'real');
  const env = { LAB_PASSWORD: board.endpoints.ssh.password };
  const console = lab.start(['console', 'real'], env);
  await console.until(() => console.stderr.includes('read only'), 150_000);
  expect((await lab.hil(['power', 'real', 'on'], env)).stderr).toMatch(/^hil: real is held by .*hil console real a53/m);
  killAll(console.family);
  await console.ended;

  const looking = lab.start(['console', 'real'], env);
  await looking.until(() => looking.stderr.includes('read only'), 150_000);
  expect(looking.stderr).toMatch(/^hil: real was left behind by .*; the next run switches it off\n/m);
  looking.child.kill('SIGINT');
  await looking.ended;

  expect(await lab.hil(['release', 'real'], env)).toMatchObject({ code: 0, stdout: expect.stringMatching(/it is off, and free\n$/) });
  expect(await lab.hil(['release', 'real'], env)).toMatchObject({ code: 0, stdout: 'real: nobody holds it\n' });
  expect(await lab.hil(['power', 'real', 'on'], env)).toMatchObject({ code: 0, stdout: 'real: the relay says on\n' });
});

/** A child that had ended is taken by its parent as soon as that goes on. */
const goOn = (pid: number): void => {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
};

// A suspended host, a frozen container, Ctrl-Z: nobody is dead, and nobody shows that he lives.
test.for(['the supervisor', 'everything'] as const)(
  'a run of which %s was stopped loses its board after a while, and does nothing to it when it goes on',
  async (what) => {
    await using lab = labOf(board, 'real');
    await using other = labOf(board, 'theirs');
    const env = { LAB_PASSWORD: board.endpoints.ssh.password, HIL_LEASES: join(lab.dir, 'leases') };
    const run = await waitingRun(lab, env);
    const stopped = what === 'everything' ? run.family.map((line) => Number.parseInt(line, 10)) : [run.child.pid!];
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');

    // Long enough in board time that the first run goes on while this one works.
    const works = "async ({ board }) => { await board.linux.run('sleep 1000', { timeout: '2h' }); }";
    other.suite('first', `scenario('works', { timeout: '2h' }, ${works});`);
    const second = other.start(['run', '--wait', '3min'], env);
    await second.until(() => other.runs.length > 0 && other.sees('theirs', 'scenario.started', 'first > works'), 200_000);
    for (const pid of stopped) goOn(pid);
    const [theirs, ours] = await Promise.all([other.endOf(second), lab.endOf(run)]);

    expect(theirs.code, theirs.text).toBe(0);
    expect(readFileSync(join(other.run, 'summary.md'), 'utf8')).toMatch(/was left behind by .* \(no heartbeat for .*\) and switched off/);
    expect(ours.code).toBe(2);
    expect(lab.verdicts()).toEqual({ before: 'passed', waits: 'error', after: 'error' });
    expect(ours.stdout).toMatch(/ERROR {3}first > waits .* taken away by/);
    // Had it switched or restored anything, the second run would not have passed; neither does it say so.
    expect(lab.lastPower('real')).toBe('on');
    expect(await board.power()).toBe('off');
  },
);
