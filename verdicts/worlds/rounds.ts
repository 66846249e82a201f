import { failed, notRun, passed, type World } from '../world.ts';

const runs = `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); });`;
const counted = `
  import { existsSync, readFileSync } from 'node:fs';
  const turn = (name) => { const path = 'turn-' + name; const n = existsSync(path) ? Number(readFileSync(path, 'utf8')) + 1 : 1; writeFileSync(path, String(n)); return n; };
  const isSparc = async (board) => expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc');`;

/** Rounds, attempts, and runs that end at the first failure. */
export const rounds: readonly World[] = [
  {
    name: 'fails-in-the-second',
    broken: 'The product fails in the second of three rounds.',
    suite: `${counted}\nscenario('fails', {}, async ({ board }) => { if (turn('a') === 2) await isSparc(board); await board.linux.run('true'); });\n${runs}`,
    arguments: ['--repeat', '3'],
    right: {
      exit: 1,
      scenarios: {
        fails: passed,
        'fails #2': failed(/sparc/),
        'fails #3': passed,
        runs: passed,
        'runs #2': passed,
        'runs #3': passed,
      },
    },
  },
  {
    name: 'stops-at-the-first',
    broken: 'The product fails in the second round of a run that stops at the first failure.',
    suite: `${counted}\nscenario('fails', {}, async ({ board }) => { if (turn('a') === 2) await isSparc(board); await board.linux.run('true'); });\n${runs}`,
    arguments: ['--repeat', '3', '--bail', '1', '--in-order'],
    right: {
      exit: 1,
      scenarios: {
        fails: passed,
        runs: passed,
        'fails #2': failed(/sparc/),
        'runs #2': notRun(/fail|stop|bail/i),
        'fails #3': { ...notRun(/fail|stop|bail/i), mayBeAbsent: true },
        'runs #3': { ...notRun(/fail|stop|bail/i), mayBeAbsent: true },
      },
    },
  },
  {
    name: 'panics-in-the-second',
    broken: 'The kernel panics behind the last command of the second of two rounds.',
    suite: `${counted}\nscenario('panics', {}, async ({ board }) => { await board.linux.run('true'); if (turn('a') === 2) await strike('panic'); });`,
    arguments: ['--repeat', '2'],
    strikes: { panic: [{ runs: 'echo c > /proc/sysrq-trigger' }] },
    right: { exit: 1, scenarios: { panics: passed, 'panics #2': failed(/panic|sysrq/i) } },
  },
  {
    name: 'flaky-and-that-counts',
    broken: 'The product fails the first of two attempts, and whoever runs it wants that told as a failure.',
    suite: `${counted}\nscenario('flaky', {}, async ({ board }) => { if (turn('a') === 1) await isSparc(board); await board.linux.run('true'); });\n${runs}`,
    arguments: ['--retries', 'dut=1', '--fail-on-flaky'],
    right: { exit: 1, scenarios: { flaky: passed, runs: passed }, summary: [/flaky|attempt/i] },
  },
  {
    name: 'other-faults-are-not-tried-again',
    broken: 'The product fails, and only troubles of the lab are to be tried again.',
    suite: `${counted}\nscenario('fails', {}, async ({ board }) => { if (turn('a') === 1) await isSparc(board); await board.linux.run('true'); });`,
    arguments: ['--retries', 'lab=3'],
    right: { exit: 1, scenarios: { fails: failed(/sparc/) } },
  },
  {
    name: 'library-tries-again',
    broken: 'The test library is told to try a scenario again, whose first attempt ends in a panic.',
    suite: `${counted}\ndescribe('group', { retry: 2 }, () => { scenario('panics', { timeout: '2h' }, async ({ board }) => { if (turn('a') === 1) await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, timeout: '30s' }); await board.linux.run('true'); }); });\n${runs}`,
    right: { exit: 1, scenarios: { 'group > panics': failed(/panic|sysrq/i), runs: passed } },
  },
  {
    name: 'cut-in-the-second-round',
    broken: 'Somebody takes the power in the second of two rounds.',
    suite: `${counted}
      scenario('runs', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); if (turn('a') === 2) await strike('cut'); await board.linux.run('sleep 5', { timeout: '1min' }); });`,
    arguments: ['--repeat', '2'],
    strikes: { cut: [{ cutsPower: true }] },
    right: {
      exit: 2,
      scenarios: { runs: passed, 'runs #2': { verdict: 'error', fault: 'lab', says: /power|relay/i } },
    },
  },
];
