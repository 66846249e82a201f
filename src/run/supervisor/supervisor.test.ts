import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LabEvent } from '../../core/event.ts';
import { FakeLab } from '../board-process/testing/fake-lab.ts';

const labWith = (...args: ConstructorParameters<typeof FakeLab>): FakeLab => {
  const lab = new FakeLab(...args);
  onTestFinished(() => lab[Symbol.dispose]());
  return lab;
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const ownersOf = (touches: readonly string[]): number[] => touches.flatMap((line) => /^opened by (\d+)$/.exec(line)?.[1] ?? []).map(Number);

const measured = (events: readonly LabEvent[], name: string): number[] =>
  events.flatMap((event) => (event.type === 'scenario.measured' && event.name === name ? [event.value] : []));

test('every kind of verdict comes out of real processes', async () => {
  using lab = labWith(['verdicts']);
  const result = await lab.run();

  expect(lab.verdicts()).toEqual({
    'verdicts > passes': 'passed',
    'verdicts > fails by an assertion': 'failed',
    'verdicts > fails by its outcome': 'failed',
    'verdicts > was expected to observe': 'error',
    'verdicts > has a mistake in it': 'error',
    'verdicts > a known failure that happens': 'known',
    'verdicts > a known failure that happens no more': 'failed, fixed?',
    'verdicts > a known failure that got worse': 'failed',
    'verdicts > needs what is not there': 'skipped',
    'verdicts > has its fault injected': 'passed',
    'verdicts > waits for an incident that does not come': 'failed',
    'verdicts > is skipped': 'skipped',
    'verdicts > with a name > case 1 of 0': 'passed',
    'verdicts > with a name > case 2 of 1': 'passed',
  });
  expect(result.exitCode).toBe(1);
  expect(lab.results().get('verdicts > fails by an assertion')?.errors[0]).toMatchObject({
    fault: 'dut',
    name: 'AssertionError',
    message: expect.stringContaining("expected 'uname -m' to be 'aarch64'"),
    evidence: expect.arrayContaining(['a53: run uname -m']),
    stack: expect.stringMatching(/suites\/verdicts\.ts:15:\d+/),
  });
  expect(lab.results().get('verdicts > was expected to observe')?.errors[0]).toMatchObject({ fault: 'suite' });
  expect(measured(lab.events, 'answer')).toEqual([42]);
  expect(lab.touches().slice(-3)).toEqual(['restore', 'end off', 'disposed']);

  // One report that fails does not lose the others, and 'latest' points here.
  expect(result.problems).toEqual(["the report 'broken' was not written: no ink"]);
  expect(existsSync(join(result.dir, 'summary.md'))).toBe(true);
  expect(readlinkSync(join(lab.dir, 'reports', 'latest'))).toBe(result.dir.split('/').at(-1));
  expect(readFileSync(join(result.dir, 'fake', 'events.ndjson'), 'utf8')).toContain('"scenario.finished"');

  // What failed and what is known was asked for its cause, and the run's own segment says so to whoever reads it again.
  const diagnosed = lab.events.flatMap((event) => (event.type === 'scenario.diagnosed' ? [event.scenario] : []));
  expect(diagnosed).toEqual(expect.arrayContaining(['verdicts > fails by its outcome', 'verdicts > a known failure that happens']));
  expect(diagnosed).not.toContain('verdicts > passes');
  expect(readFileSync(join(result.dir, 'run.ndjson'), 'utf8').match(/"scenario\.diagnosed"/g)).toHaveLength(diagnosed.length);
});

test('a fatal incident ends a scenario at once, whatever it waits for, unless it is expected', async () => {
  using lab = labWith(['incidents']);
  await lab.run();

  expect(lab.verdicts()).toEqual({
    'incidents > waits for something else when the kernel panics': 'failed',
    'incidents > waits on the board when the kernel panics': 'failed',
    'incidents > goes on over a warning': 'passed',
    'incidents > goes on over what it expects': 'passed',
  });
  const [error] = lab.results().get('incidents > waits for something else when the kernel panics')!.errors;
  expect(error).toMatchObject({ fault: 'dut', name: 'KernelIncidentError', message: 'panic in fake_board at login' });
  expect(error!.evidence[0]).toBe('a53: [   12.000000] something like panic');
  const expected = lab.events.flatMap((event) => (event.type === 'incident.opened' ? [[event.incident.kind, event.expected]] : []));
  expect(expected).toEqual([
    ['panic', false],
    ['oops', false],
    ['warning', false],
    ['unexpected-reset', true],
  ]);
  // After each panic, and after the reset that was expected nobody needs the board any more.
  expect(lab.touches().filter((line) => line === 'recover')).toHaveLength(2);
});

test('what goes on after its time reaches nothing', async () => {
  using lab = labWith(['zombie']);
  await lab.run();

  // Whose fault it is depends on whether a call was pending at that moment.
  expect(lab.verdicts()).toEqual({
    'zombie > goes on writing after its end': expect.stringMatching(/failed|error/),
    'zombie > has the board for itself': 'passed',
  });
  const touches = lab.touches();
  const second = touches.lastIndexOf('prepare {}');
  expect(touches.slice(0, second)).toContain('run zombie');
  expect(touches.slice(second)).not.toContain('run zombie');
  expect(measured(lab.events, 'revoked')[0]).toBeGreaterThan(10);
});

test('running out of time is the product’s fault while a call on the board is pending, else the suite’s', async () => {
  using lab = labWith(['slow']);
  const { exitCode } = await lab.run();

  const faults = [...lab.results().values()].map(({ verdict, errors }) => [verdict, errors[0]?.fault, errors[0]?.message]);
  expect(faults).toEqual([
    ['failed', 'dut', 'took longer than 200ms; still waiting for board.linux.run()'],
    ['error', 'suite', 'took longer than 200ms, and waits for nothing on the board'],
  ]);
  expect(exitCode).toBe(1);
});

describe('a test process', () => {
  test('in an endless loop is replaced, and the rest runs', async () => {
    using lab = labWith(['endless', 'slow']);
    await lab.run();

    expect(lab.verdicts()).toMatchObject({ 'endless > never comes back': 'error', 'endless > runs in another process': 'passed' });
    expect(lab.results().size).toBe(4);
    expect(lab.results().get('endless > never comes back')?.errors[0]?.fault).toBe('suite');
    expect(measured(lab.events, 'pid').filter(isAlive)).toEqual([]);
  });

  test('that is killed loses one scenario and nothing else', async () => {
    using lab = labWith(['killed', 'slow']);
    const { exitCode } = await lab.run({ patterns: ['killed'] });

    expect(lab.verdicts()).toEqual({
      'killed > passes before': 'passed',
      'killed > loses its process': 'error',
      'killed > passes after': 'passed',
    });
    expect(lab.results().get('killed > loses its process')?.errors[0]).toMatchObject({ fault: 'runner', message: 'the test process died' });
    expect(new Set(measured(lab.events, 'pid')).size).toBe(2);
    expect(lab.touches()).toContain('run last words');
    expect(exitCode).toBe(2);
  });
});

test('a board whose process is killed is switched off, and what did not run says why', async () => {
  using lab = labWith(['board-killer']);
  const { exitCode, dir } = await lab.run();

  expect(lab.verdicts()).toEqual({
    'board-killer > passes': 'passed',
    'board-killer > loses the process that owns the board': 'error',
    'board-killer > never runs': 'not-run',
  });
  expect(lab.results().get('board-killer > never runs')?.reason).toMatch(/the process that owns fake was ended by SIGKILL/);
  expect(lab.touches().at(-1)).toBe('relay off');
  expect(exitCode).toBe(2);
  expect(readFileSync(join(dir, 'summary.md'), 'utf8')).toContain('never runs');
});

test('a board process that uses up its memory is told by that name, and its board is switched off', async () => {
  using lab = labWith(['hungry']);
  vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=160');
  const { exitCode, dir } = await lab.run().finally(() => vi.unstubAllEnvs());

  const why = /the process that owns fake was ended by SIGABRT, since it had used up its memory/;
  expect(lab.results().get('hungry > never runs')).toMatchObject({ verdict: 'not-run', reason: expect.stringMatching(why) });
  for (const report of ['summary.md', 'junit.xml', 'run.json']) expect(readFileSync(join(dir, report), 'utf8'), report).toMatch(why);
  expect(exitCode).toBe(2);
  expect(lab.touches().at(-1)).toBe('relay off');
});

test('an interrupted run has no patience with a hook that never ends', async () => {
  using lab = labWith(['endless-hook']);
  const interrupt = new AbortController();
  const running = lab.run({ signal: interrupt.signal });
  await vi.waitFor(() => expect(existsSync(join(lab.dir, 'hook-began'))).toBe(true), 20_000);
  interrupt.abort(new Error('interrupted by SIGINT'));

  expect((await running).exitCode).toBe(2);
  expect(lab.verdicts()).toEqual({ 'endless-hook > has a hook that never ends': 'error', 'endless-hook > comes too late': 'not-run' });
  expect(lab.results().get('endless-hook > has a hook that never ends')?.errors).toEqual(
    expect.arrayContaining([expect.objectContaining({ message: expect.stringContaining('in a hook after the scenario') })]),
  );
  expect(lab.touches().slice(-3)).toEqual(['restore', 'end off', 'disposed']);
});

test('an interrupted run ends in good order', async () => {
  using lab = labWith(['hanging']);
  const interrupt = new AbortController();
  const { exitCode } = await lab.run({
    signal: interrupt.signal,
    onEvent: (event) => {
      if (event.type === 'scenario.started' && event.scenario === 'hanging > hangs') interrupt.abort(new Error('interrupted by SIGINT'));
    },
  });

  expect(lab.verdicts()).toEqual({ 'hanging > passes': 'passed', 'hanging > hangs': 'error', 'hanging > comes too late': 'not-run' });
  expect(lab.results().get('hanging > hangs')?.errors[0]).toMatchObject({ fault: 'runner', message: 'interrupted by SIGINT' });
  expect(lab.touches().slice(-3)).toEqual(['restore', 'end off', 'disposed']);
  expect([...ownersOf(lab.touches()), ...measured(lab.events, 'pid')].filter(isAlive)).toEqual([]);
  expect(exitCode).toBe(2);
});

test('a board outlives its supervisor just long enough to be switched off', async () => {
  const run = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('../board-process/testing/run-lab.ts', import.meta.url)), 'hanging'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const { dir, events } = await untilStarted(run, 'hanging > hangs');
  run.kill('SIGKILL');

  const touches = (): string[] => readFileSync(join(dir, 'fake.touches'), 'utf8').trim().split('\n');
  await vi.waitFor(() => expect(touches().slice(-3)).toEqual(['restore', 'end off', 'disposed']), 15_000);
  await vi.waitFor(() => expect([...ownersOf(touches()), ...measured(events, 'pid')].filter(isAlive)).toEqual([]), 15_000);
  const [name] = readdirSync(join(dir, 'reports'));
  expect(readFileSync(join(dir, 'reports', name!, 'fake', 'events.ndjson'), 'utf8')).toContain('the supervisor is gone');
});

const untilStarted = async (run: ChildProcess, scenario: string): Promise<{ dir: string; events: LabEvent[] }> => {
  const events: LabEvent[] = [];
  let dir: string | undefined;
  for await (const line of createInterface({ input: run.stdout! })) {
    if (dir === undefined) dir = line;
    else events.push(JSON.parse(line) as LabEvent);
    const last = events.at(-1);
    if (dir !== undefined && last?.type === 'scenario.started' && last.scenario === scenario) return { dir, events };
  }
  throw new Error('the run ended too soon');
};

test('two boards run side by side, and a dead one does not fail the other', async () => {
  using lab = labWith(['killed'], { one: {}, two: {}, dead: { isDead: true } });
  const { exitCode } = await lab.run({ boards: ['one', 'two', 'dead'] });

  const good = { 'killed > passes before': 'passed', 'killed > loses its process': 'error', 'killed > passes after': 'passed' };
  expect(lab.verdicts('one')).toEqual(good);
  expect(lab.verdicts('two')).toEqual(good);
  expect(lab.verdicts('dead')).toEqual({
    'killed > passes before': 'error',
    'killed > loses its process': 'not-run',
    'killed > passes after': 'not-run',
  });
  expect(lab.results('dead').get('killed > passes before')?.errors[0]).toMatchObject({
    fault: 'lab',
    message: 'the fake board does not answer',
  });
  expect(exitCode).toBe(2);
});

test('--repeat numbers its rounds, and --bail stops', async () => {
  using lab = labWith(['killed']);
  await lab.run({ repeat: 2, bail: 2 });

  expect(lab.verdicts()).toEqual({
    'killed > passes before': 'passed',
    'killed > loses its process': 'error',
    'killed > passes after': 'passed',
    'killed > passes before #2': 'passed',
    'killed > loses its process #2': 'error',
    'killed > passes after #2': 'not-run',
  });
  expect(lab.results().get('killed > passes after #2')?.reason).toBe('the run stops after 2 that failed (--bail)');
});

test.for([
  [['broken'], [], /suites\/broken\.ts:4: this suite cannot be loaded/],
  [['duplicate'], [], /two scenarios are called 'duplicate > is there twice'/],
  [['killed'], ['no-such'], /no suite is called 'no-such'/],
  [[], [], /there are no suites/],
] as const)('suites %j with patterns %j are refused before any board is touched', async ([suites, patterns, sentence]) => {
  using lab = labWith([...suites]);

  await expect(lab.run({ patterns })).rejects.toThrow(sentence);
  await expect(lab.run({ patterns })).rejects.toMatchObject({ name: 'ConfigError', fault: 'suite' });
  expect(lab.touches()).toEqual([]);
  expect(readdirSync(join(lab.dir, 'reports'))).toEqual([]);
});
