import { expect, onTestFinished, test, vi } from 'vitest';
import { RunReports } from '../../cli/testing/run-reports.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Whole runs, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const runOf = async (...suites: string[]): Promise<{ readonly lab: FakeLab; readonly reports: RunReports }> => {
  const lab = new FakeLab(suites);
  onTestFinished(() => lab[Symbol.dispose]());
  const { exitCode, dir } = await lab.run();
  return { lab, reports: new RunReports(dir, exitCode) };
};

test('an assertion in a timer is waited for at the end of its file, or told where that would take long', async () => {
  const { lab, reports } = await runOf('in-timers', 'waits');
  const said: Readonly<Record<string, readonly [says: string, line: string]>> = {
    'fails soon': ['nobody awaited it: expected 3 to be 2', 'const isTwo'],
    'fails soon behind a promise': ['nobody awaited it: expected 4 to be 2', 'const isTwo'],
    'is not reached': [
      'an assertion stands in a timer that was still to come',
      "setTimeout(() => expect('late').toBe('later'), 3_600_000);",
    ],
    'is not reached in an interval': ['an assertion stands in a timer that was still to come', "setInterval(() => expect('late')"],
  };
  for (const [name, [says, line]] of Object.entries(said))
    reports.agree(`in-timers > ${name}`, { verdict: 'error', fault: 'suite', says, at: lab.lineOf('in-timers', line) });
  for (const name of [
    'holds soon',
    'has timers that assert nothing',
    'has a guard that is not cleared',
    'has cleared its timers',
    'has let its timer go',
    'has a guard that throws when nobody waits any more',
  ])
    reports.agree(`in-timers > ${name}`, { verdict: 'passed' });
});

test('an assertion in what listens to something else is waited for at the end of its file', async () => {
  const { reports } = await runOf('in-listeners');
  for (const name of ['fails in an answer', 'fails in a thread', 'fails in a child process'])
    reports.agree(`in-listeners > ${name}`, { verdict: 'error', fault: 'suite', says: "expected 'bad' to be 'good'" });
  for (const [name, what] of Object.entries({
    'in a child process': 'a child process',
    'in a thread': 'a thread',
    'on a connection': 'a connection',
  }))
    reports.agree(`in-listeners > is not reached ${name}`, {
      verdict: 'error',
      fault: 'suite',
      says: `an assertion stands in what listens to ${what} that was still going on when the suite was through`,
    });
  for (const name of ['leaves what asserts nothing', 'leaves what goes on and asserts nothing'])
    reports.agree(`in-listeners > ${name}`, { verdict: 'passed' });
});

test('timers that a suite fakes or replaces change no verdict, and the test process ends', async () => {
  const { lab, reports } = await runOf('fake-timers', 'own-timers', 'shared');
  for (const suite of ['fake-timers', 'own-timers']) {
    reports.agree(`${suite} > asserts`, { verdict: 'passed' });
    reports.agree(`${suite} > fails`, { verdict: 'failed', fault: 'dut', says: "expected 'uname' to be 'arm64'" });
  }
  reports.agree('fake-timers > leaves a rejection', { verdict: 'error', fault: 'suite', says: 'nobody waits' });
  reports.agree('fake-timers > fails over the lab', { verdict: 'error', fault: 'lab', says: 'the port vanished' });
  reports.agree('shared > number 8', { verdict: 'passed' });
  const told = [...lab.results().values()].flatMap(({ errors }) => errors.map(({ name }) => name));
  expect(told).not.toContain('ProcessLostError');
});
