import { failed, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const first = `scenario('first', {}, async ({ board }) => { await board.linux.run('true'); });`;
const starts = `scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;
const lateReport = (does: string): NonNullable<World['lab']> => ({
  more: `reports: { write: [summary(), junit(), runJson(), { name: 'own.txt', write: async () => { ${does} await new Promise((resolve) => setTimeout(resolve, 500)); } }] },`,
});

/** What somebody would try who does not know which worlds there are. */
export const outsiders: readonly World[] = [
  {
    name: 'odd-uses-of-the-library',
    broken: 'Scenarios of one suite use the test library and Node in odd ways, and the product fails in some of them.',
    suite: `
      import { EventEmitter } from 'node:events';
      const fails = async (board) => expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc');
      describe('shuffled', { shuffle: true }, () => {
        scenario('date', {}, async ({ board }) => { vi.useFakeTimers({ toFake: ['Date'] }); vi.setSystemTime(0); try { await fails(board); } finally { vi.useRealTimers(); } });
        scenario('aborted', {}, async ({ board }) => { await board.linux.run('true', { signal: AbortSignal.abort(new Error('by the suite')) }); });
        scenario('no assertions', {}, async ({ board }) => { expect.hasAssertions(); await board.linux.run('true'); });
        scenario('emitter', {}, async ({ board }) => { await board.linux.run('true'); new EventEmitter().emit('error', new Error('nobody hears it')); });
        scenario('timer', {}, async ({ board }) => { setTimeout(() => { throw new Error('thrown in a timer'); }, 0); await hostTime(100); await board.linux.run('true'); });
        scenario('no matcher', {}, async ({ board }) => { expect(1); await board.linux.run('true'); });
        scenario('warning', {}, async ({ board }) => { process.emitWarning('only a warning'); await board.linux.run('true'); });
        scenario('exits in a shell', {}, async ({ board }) => { expect((await board.serial.run('set -e; false; echo on', { reject: false })).exitCode).toBe(1); });
        scenario('exit status', {}, async ({ board }) => { await board.serial.run('exit 5'); });
        scenario('prompt', {}, async ({ board }) => { await board.serial.run("PS1='> '; export PS1"); expect((await board.serial.run('echo in')).stdout.trim()).toBe('in'); });
      });
      ${next}`,
    right: {
      exit: 1,
      scenarios: {
        'shuffled > date': failed(/sparc/),
        'shuffled > aborted': suiteError(/by the suite|signal|argument|abort/i),
        'shuffled > no assertions': { verdict: ['failed', 'error'], fault: ['dut', 'suite'], says: /assertion/ },
        'shuffled > emitter': suiteError(/nobody hears it/),
        'shuffled > timer': suiteError(/thrown in a timer/),
        'shuffled > no matcher': suiteError(/no matcher after it/),
        'shuffled > warning': passed,
        'shuffled > exits in a shell': passed,
        'shuffled > exit status': failed(/5/),
        'shuffled > prompt': passed,
        next: passed,
      },
    },
  },
  {
    name: 'exits-after-all',
    broken: 'A hook after all scenarios ends its process with success.',
    suite: `afterAll(() => { process.exit(0); });\n${first}`,
    right: { exit: 2, scenarios: { first: { verdict: ['passed', 'error'], fault: ['suite', 'runner'] } } },
  },
  {
    name: 'stops-itself',
    broken: 'A scenario stops its own process, which nobody lets go on.',
    suite: `scenario('stops', { timeout: '20s' }, async ({ board }) => { await board.linux.run('true'); process.kill(process.pid, 'SIGSTOP'); await board.linux.run('true'); });\n${next}`,
    right: { exit: 2, scenarios: { stops: { verdict: 'error', fault: ['suite', 'runner'] }, next: passed } },
  },
  {
    name: 'report-throws-in-a-timer',
    broken: "A report of the lab's own throws in a timer.",
    suite: first,
    lab: lateReport(`setTimeout(() => { throw new TypeError('thrown behind a report'); }, 10);`),
    right: { exit: 2, scenarios: { first: passed }, screen: [/thrown behind a report/] },
  },
  {
    name: 'report-ends-the-process-in-a-timer',
    broken: "A report of the lab's own ends its process with success in a timer, and everything has passed.",
    suite: first,
    lab: lateReport('setTimeout(() => process.exit(0), 10);'),
    right: { exit: 2, scenarios: { first: passed }, screen: [/process\.exit/] },
  },
  {
    name: 'nonce-and-then-garbage',
    broken: 'The M7 says its nonce once, and what should be ticks is garbage.',
    suite: `${starts}\n${next}`,
    wires: { m7: [{ rewrites: /^.*tick.*\r?\n/, as: '\x80\xfe\x00~~\r\n' }] },
    right: {
      exit: [1, 2],
      scenarios: {
        starts: { verdict: ['failed', 'error', 'not-run'], fault: ['dut', 'lab'] },
        next: { verdict: ['passed', 'not-run'], fault: 'lab' },
      },
    },
  },
  {
    name: 'getty-on-the-m7-console',
    broken: 'Linux has a login on the UART of the M7 as well, which speaks between the ticks of a sound M7.',
    suite: `scenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); await strike('login'); });\n${next}`,
    wires: { m7: [{ injects: '\r\nTorizonCore 6.4.0 verdin-imx8mp-1 ttymxc3\r\n\r\nverdin-imx8mp-1 login: ', from: 'login' }] },
    right: { exit: 0, scenarios: { starts: passed, next: passed } },
  },
  {
    name: 'console-flooded',
    broken: 'A service of the board floods its console while commands are given on it, and the product is well.',
    suite: `
      scenario('floods', {}, async ({ board }) => {
        await board.linux.run('(for i in $(seq 400); do echo "a service says line $i" > /dev/console; done) &', { asRoot: true, reject: false });
        expect((await board.serial.run('echo through', { timeout: '10min' })).stdout).toContain('through');
      });
      ${next}`,
    right: { exit: [0, 2], scenarios: { floods: { verdict: ['passed', 'error'], fault: 'lab' }, next: passed } },
  },
];
