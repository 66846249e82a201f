import { expect, onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const runOf = async (suite: string): Promise<{ readonly lab: FakeLab; readonly reports: RunReports }> => {
  const lab = new FakeLab([suite]);
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run();
  return { lab, reports: new RunReports(dir, exitCode) };
};

test('what nobody awaits belongs to its scenario, whenever it comes', async () => {
  const { lab, reports } = await runOf('unawaited');
  const said: Readonly<Record<string, readonly [says: string, line: string]>> = {
    'leaves a call behind': ['board.console.expect() was still going on when the scenario ended', 'void board.console.expect'],
    'leaves a call of the M7 behind in the middle': ['board.linux.run() was still going on', "void board.linux.run('hang')"],
    'rejects in the middle': ['nobody awaited it: nobody waits for me', "new Error('nobody waits for me')"],
    'has a call that fails in the middle': ["nobody awaited it: 'fail 3' ended with exit status 3", "board.linux.run('fail 3')"],
    'asserts where nobody waits': ["nobody awaited it: expected 'uname' to be 'arm64'", 'void (async () => expect('],
    'throws from a timer': ['nobody awaited it: from a timer', "new Error('from a timer')"],
    'rejects after its end': ['nobody awaited it: later than all', "new Error('later than all')"],
    'uses the board after its end': ['board.linux.run was used after the end', "board.linux.run('too late')"],
    'looks softly when the next one runs': ["nobody awaited it: expected 'here' to be 'somewhere else'", "expect.soft('here')"],
    'polls and forgets': ['expect.poll(assertion).toBe() was not awaited', 'void expect.poll'],
    'after each > uses the board': ['board.linux.run was used after the end', "run('in afterEach')"],
    'on finish > uses the board': ['board.linux.run was used after the end', "run('in onTestFinished')"],
    'before all > is the first': ['before all of them', "new Error('before all of them')"],
    'where a library took the listeners away > resolves and is not awaited': [
      'nobody awaited it: expected 1 to be 2',
      'Promise.resolve(1)',
    ],
    'where a library took the listeners away > rejects later and is not awaited': [
      "nobody awaited it: 'fail 4' ended with",
      "run('fail 4')",
    ],
    'where a library took the listeners away > has a call that fails': ["nobody awaited it: 'fail 5' ended with", "run('fail 5')"],
    'where a library took the listeners away > throws from a timer': ['nobody awaited it: from another timer', 'from another timer'],
    'after all > is the last': ['after all of them', "new Error('after all of them')"],
  };
  for (const [name, [says, line]] of Object.entries(said))
    reports.agree(`unawaited > ${name}`, { verdict: 'error', fault: 'suite', says, at: lab.lineOf('unawaited', line) });
  for (const name of [
    'awaits everything',
    'runs meanwhile',
    'before all > is the second',
    'after all > is the first',
    'comes after all of them',
    'where a library took the listeners away > is well',
  ])
    reports.agree(`unawaited > ${name}`, { verdict: 'passed' });
  reports.agree('unawaited > fails while a call is going on', {
    verdict: 'failed',
    fault: 'dut',
    says: "expected 'uname' to be 'arm64'",
  });
});

test('hooks count, in their own words', async () => {
  const { lab, reports } = await runOf('hooks');
  const said: Readonly<Record<string, readonly [says: string, line: string]>> = {
    'beforeEach > never begins': ['no coffee before', 'no coffee before'],
    'beforeEach > never begins either': ['no coffee before', 'no coffee before'],
    'beforeAll > is struck': ['no coffee at all', 'no coffee at all'],
    'afterEach > passes but for its hook': ['no coffee after', 'no coffee after'],
    'afterAll > is the last': ['no coffee in the end', 'no coffee in the end'],
    'hooks of a test > onTestFinished': ['not finished', 'not finished'],
    'promises > assertions': ['expected number of assertions to be 2, but got 1', "scenario('assertions'"],
    'promises > hasAssertions': ['expected any number of assertion, but got none', 'expect.hasAssertions()'],
  };
  for (const [name, [says, line]] of Object.entries(said))
    reports.agree(`hooks > ${name}`, { verdict: 'error', fault: 'suite', says, at: lab.lineOf('hooks', line) });
  reports.agree('hooks > beforeAll > is not run', { verdict: 'not-run', says: 'no coffee at all' });
  for (const [name, also] of [
    ['afterEach > fails by itself', 'no coffee after'],
    ['hooks of a test > onTestFailed', 'not failed well'],
  ] as const) {
    reports.agree(`hooks > ${name}`, { verdict: 'failed', fault: 'dut', says: "expected 'uname' to be 'arm64'" });
    reports.agree(`hooks > ${name}`, { verdict: 'failed', says: also });
  }
  reports.agree('hooks > afterEach that asserts > passes but for its hook', { verdict: 'failed', fault: 'dut', says: "to be 'clean'" });
  for (const name of ['afterAll > is the first', 'promises > kept', 'at once > one', 'at once > two'])
    reports.agree(`hooks > ${name}`, { verdict: 'passed' });
  reports.agree('hooks > left out > in the suite', { verdict: 'skipped' });
  const before = 'hooks > skipped by a hook > before > never begins';
  reports.agree(before, { verdict: 'skipped' });
  expect(reports.of(before)).toMatchObject({
    junitText: expect.stringContaining('no beans'),
    json: { reason: 'skipped by a hook: no beans' },
  });
  reports.agree('hooks > skipped by a hook > around > never begins', { verdict: 'skipped' });
  const late = 'a hook skipped the scenario after it had begun: no cups';
  reports.agree('hooks > skipped by a hook > after > passes but for its hook', { verdict: 'error', fault: 'suite', says: late });
  reports.agree('hooks > skipped by a hook > after > fails by itself', { verdict: 'failed', fault: 'dut', says: "to be 'arm64'" });
});
