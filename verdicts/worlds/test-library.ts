import { failed, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const first = `scenario('first', {}, async ({ board }) => { await board.linux.run('true'); });`;
const fails = `scenario('fails', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`;
const either = { verdict: ['failed', 'error'], fault: ['dut', 'suite'] } as const;
const died = { verdict: 'error', fault: ['suite', 'runner'] } as const;

const thrown = (what: string): string =>
  `scenario('throws', {}, async ({ board }) => { await board.linux.run('true'); throw ${what}; });\n${next}`;
const throws = (name: string, broken: string, what: string): World => ({
  name,
  broken,
  suite: thrown(what),
  right: { exit: 2, scenarios: { throws: { verdict: 'error', fault: 'suite' }, next: passed } },
});

/** What a suite can make of hooks, of the library that runs it and of its own process. */
export const testLibrary: readonly World[] = [
  {
    name: 'soft-in-after-each',
    broken: 'The product fails a soft assertion in a hook after the scenario.',
    suite: `let machine = '';\nafterEach(() => { expect.soft(machine).toBe('sparc'); });\nscenario('first', {}, async ({ board }) => { machine = (await board.linux.run('uname -m')).stdout.trim(); });`,
    right: { exit: 1, scenarios: { first: failed(/sparc/) } },
  },
  {
    name: 'soft-in-before-each',
    broken: 'A soft assertion fails in a hook before the scenario.',
    suite: `beforeEach(() => { expect.soft('here').toBe('there'); });\n${first}`,
    right: { exit: [1, 2], scenarios: { first: { ...either, says: /there/ } } },
  },
  {
    name: 'soft-in-finished',
    broken: 'A soft assertion fails in what a scenario wants done when it is finished.',
    suite: `scenario('first', {}, async ({ board }) => { onTestFinished(() => { expect.soft('here').toBe('there'); }); await board.linux.run('true'); });\n${next}`,
    right: { exit: [1, 2], scenarios: { first: { ...either, says: /there/ }, next: passed } },
  },
  {
    name: 'soft-in-after-all',
    broken: 'A soft assertion fails in a hook after all scenarios.',
    suite: `afterAll(() => { expect.soft('here').toBe('there'); });\n${first}`,
    right: { exit: [1, 2], scenarios: { first: { verdict: ['failed', 'error'], fault: ['dut', 'suite'] } }, summary: [/there|soft/] },
  },
  {
    name: 'skip-after-failure',
    broken: 'A hook after the scenario says that it is skipped, and the product has failed it.',
    suite: `afterEach((context) => { context.skip('not today'); });\n${fails}`,
    right: { exit: 1, scenarios: { fails: { verdict: 'failed', fault: ['dut', 'suite'], says: /sparc/ } } },
  },
  {
    name: 'skip-after-success',
    broken: 'A hook after the scenario says that it is skipped, and it has passed.',
    suite: `afterEach((context) => { context.skip('not today'); });\n${first}\n${next}`,
    right: {
      exit: [0, 2],
      scenarios: {
        first: { verdict: ['passed', 'skipped', 'error'], fault: 'suite' },
        next: { verdict: ['passed', 'skipped', 'error'], fault: 'suite' },
      },
    },
  },
  {
    name: 'skip-before',
    broken: 'A hook before each scenario skips it.',
    suite: `beforeEach((context) => { context.skip('not today'); });\n${first}\n${next}`,
    right: {
      exit: 2,
      scenarios: {
        first: { verdict: ['skipped', 'not-run', 'error'], fault: 'suite' },
        next: { verdict: ['skipped', 'not-run', 'error'], fault: 'suite' },
      },
    },
  },
  {
    name: 'skip-before-one',
    broken: 'A hook before a scenario skips it, and the other one of the file passes.',
    suite: `describe('group', () => { beforeEach((context) => { context.skip('not today'); });\n${first} });\n${next}`,
    right: {
      exit: [0, 2],
      scenarios: { 'group > first': { verdict: ['skipped', 'not-run', 'error'], fault: 'suite', says: /not today/ }, next: passed },
    },
  },
  {
    name: 'repeats',
    broken: 'A group repeats its scenario, which fails the second time.',
    suite: `let count = 0;\ndescribe('group', { repeats: 2 }, () => { scenario('first', {}, async ({ board }) => { await board.linux.run(++count === 2 ? 'exit 7' : 'true'); }); });\n${next}`,
    right: {
      exit: [0, 1, 2, 3],
      scenarios: {
        'group > first': { verdict: ['failed', 'passed', 'error'], fault: ['dut', 'suite'], mayBeAbsent: true },
        next: { verdict: ['passed', 'not-run'], fault: 'suite', mayBeAbsent: true },
      },
    },
  },
  {
    name: 'around-each-throws',
    broken: 'What stands around each scenario throws behind it.',
    suite: `import { aroundEach } from 'vitest';\naroundEach(async (run) => { await run(); throw new Error('around it'); });\n${first}`,
    right: { exit: 2, scenarios: { first: suiteError(/around it/) } },
  },
  {
    name: 'around-each-never-runs',
    broken: 'What stands around each scenario never runs it.',
    suite: `import { aroundEach } from 'vitest';\naroundEach(async () => {});\n${first}`,
    right: { exit: 2, scenarios: { first: { verdict: ['error', 'not-run'], fault: ['suite', 'runner'] } } },
  },
  {
    name: 'around-each-swallows',
    broken: 'What stands around each scenario catches its failure.',
    suite: `import { aroundEach } from 'vitest';\naroundEach(async (run) => { try { await run(); } catch {} });\n${fails}`,
    right: { exit: 1, scenarios: { fails: failed(/sparc/) } },
  },
  {
    name: 'loops-in-a-hook',
    broken: 'A hook after the scenario never gives up the processor.',
    suite: `afterEach(() => { for (;;); });\n${first}`,
    right: { exit: 2, scenarios: { first: died } },
  },
  {
    name: 'loops-in-after-all',
    broken: 'A hook after all scenarios never gives up the processor.',
    suite: `afterAll(() => { for (;;); });\n${first}`,
    right: { exit: 2, scenarios: { first: { verdict: ['passed', 'error'], fault: ['suite', 'runner'] } } },
  },
  {
    name: 'loops-while-loading',
    broken: 'A suite never gives up the processor while it is loaded.',
    suite: `for (;;);\n${first}`,
    right: { exit: [2, 3], scenarios: { first: { verdict: 'not-run', fault: 'suite', mayBeAbsent: true } }, screen: [/suite|load/] },
  },
  {
    name: 'waits-while-loading',
    broken: 'A suite waits for ever while it is loaded.',
    suite: `await new Promise(() => {});\n${first}`,
    right: { exit: [2, 3], scenarios: { first: { verdict: 'not-run', fault: 'suite', mayBeAbsent: true } }, screen: [/suite|load/] },
  },
  {
    name: 'exits-while-loading',
    broken: 'A suite ends its process with success while it is loaded.',
    suite: `process.exit(0);\n${first}`,
    right: { exit: [2, 3], scenarios: {}, screen: [/suite|process/] },
  },
  {
    name: 'describe-throws',
    broken: 'A group throws while it is collected, and another scenario is well.',
    suite: `describe('group', () => { throw new Error('no group'); });\n${next}`,
    right: {
      exit: [2, 3],
      scenarios: { next: { verdict: ['passed', 'not-run'], fault: 'suite', mayBeAbsent: true } },
      screen: [/no group/],
    },
  },
  {
    name: 'exits-after-the-end',
    broken: 'A timer of a scenario that is over ends the process with success while the next one runs.',
    suite: `scenario('first', {}, async ({ board }) => { setTimeout(() => process.exit(0), 400); await board.linux.run('true'); });\nscenario('second', {}, async ({ board }) => { await hostTime(1500); await board.linux.run('exit 7'); });\n${next}`,
    right: {
      exit: [1, 2],
      scenarios: {
        first: { verdict: ['passed', 'error'], fault: ['suite', 'runner'] },
        second: { verdict: ['error', 'failed', 'not-run'], fault: ['suite', 'runner', 'dut'] },
        next: { verdict: ['passed', 'not-run'], fault: ['suite', 'runner'] },
      },
    },
  },
  {
    name: 'disconnects',
    broken: 'A scenario cuts the channel between its process and the one that started it.',
    suite: `scenario('cuts', {}, async ({ board }) => { process.disconnect(); await board.linux.run('true'); });\n${next}`,
    right: {
      exit: 2,
      scenarios: {
        cuts: { verdict: ['passed', 'error'], fault: ['suite', 'runner'] },
        next: { verdict: ['passed', 'not-run', 'error'], fault: ['suite', 'runner'] },
      },
    },
  },
  {
    name: 'removes-listeners',
    broken: 'A scenario removes every listener of its process, and then nobody handles a rejection.',
    suite: `scenario('removes', {}, async ({ board }) => { process.removeAllListeners(); void Promise.reject(new Error('nobody listens')); await board.linux.run('true'); });\n${next}`,
    right: {
      exit: 2,
      scenarios: {
        removes: { verdict: 'error', fault: ['suite', 'runner'] },
        next: { verdict: ['passed', 'not-run', 'error'], fault: ['suite', 'runner'] },
      },
    },
  },
  {
    name: 'listens-itself',
    broken: 'A suite listens for rejections itself, and one comes.',
    suite: `process.on('unhandledRejection', () => {});\nscenario('forgets', {}, async ({ board }) => { void Promise.reject(new Error('nobody listens')); await board.linux.run('true'); });\n${next}`,
    right: { exit: 2, scenarios: { forgets: suiteError(/nobody listens/), next: passed } },
  },
  {
    name: 'breaks-built-ins',
    broken: 'A suite replaces JSON, Error and what arrays do, and the product fails.',
    suite: `scenario('breaks', {}, async ({ board }) => { JSON.stringify = () => '{}'; JSON.parse = () => ({}); Array.prototype.map = () => []; globalThis.Error = class {}; expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });\n${next}`,
    right: {
      exit: [1, 2],
      scenarios: {
        breaks: { verdict: ['failed', 'error'], fault: ['dut', 'suite', 'runner'] },
        next: { verdict: ['passed', 'error', 'not-run'], fault: ['suite', 'runner'] },
      },
    },
  },
  {
    name: 'moves-away',
    broken: 'A suite changes the working folder of its process, and the product fails.',
    suite: `scenario('moves', {}, async ({ board }) => { try { process.chdir('/'); } catch {} await board.linux.run('true'); });\n${fails}`,
    right: { exit: 1, scenarios: { moves: passed, fails: failed(/sparc/) } },
  },
  {
    name: 'system-time',
    broken: 'A suite sets the clock of its process to 1970 and back again, and the product fails.',
    suite: `scenario('sets', {}, async ({ board }) => { vi.setSystemTime(0); await board.linux.run('true'); vi.setSystemTime(new Date('2100-01-01')); });\n${fails}`,
    right: { exit: 1, scenarios: { sets: passed, fails: failed(/sparc/) } },
  },
  throws('null', 'A scenario throws null.', 'null'),
  throws('symbol', 'A scenario throws a symbol.', `Symbol('odd')`),
  throws(
    'getter',
    'A scenario throws an error whose message cannot be read.',
    `Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('unreadable'); } })`,
  ),
  throws(
    'proxy',
    'A scenario throws an object that answers nothing.',
    `new Proxy({}, { get() { throw new Error('unreadable'); }, has() { throw new Error('no'); }, ownKeys() { throw new Error('no'); }, getPrototypeOf() { throw new Error('no'); } })`,
  ),
  throws(
    'cycle',
    'A scenario throws an error that is its own cause.',
    `(() => { const error = new Error('round'); error.cause = error; error.self = { error }; return error; })()`,
  ),
  throws('huge', 'A scenario throws an error with a message of twenty megabytes.', `new Error('x'.repeat(20_000_000))`),
  throws('function', 'A scenario throws a function.', `() => 1`),
  throws('bytes', 'A scenario throws an error with bytes that no report may hold.', `new Error('a\\u0000b\\uFFFEc\\uD800d ]]> <b>&amp;')`),
];
