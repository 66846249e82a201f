import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const fails = `scenario('fails', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`;
const died = { verdict: 'error', fault: ['suite', 'runner'] } as const;
const suite = { verdict: 'error', fault: 'suite' } as const;

const thrown: Readonly<Record<string, string>> = {
  undefined: 'undefined',
  null: 'null',
  'a text': "'it is broken'",
  'a symbol': "Symbol('broken')",
  'a bigint': '10n',
  'no prototype': 'Object.create(null)',
  'a proxy': "new Proxy({}, { get() { throw new Error('from a proxy'); }, ownKeys() { throw new Error('no keys'); } })",
  'a bad getter': "Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('from a getter'); } })",
  'a circle': "(() => { const error = new AggregateError([], 'round'); error.errors.push(error); error.cause = error; return error; })()",
  'a frozen one': "Object.freeze(new Error('frozen'))",
  'a function': '() => 1',
  'ten megabytes': "new Error('x'.repeat(10_000_000))",
};

/** Suites whose words, names and errors are hard to write down, and suites that reach for the runner itself. */
export const strangeSuites: readonly World[] = [
  {
    name: 'throws-what-is-no-error',
    broken: 'Scenarios throw what is no error, or one that throws when it is looked at.',
    suite: `${Object.entries(thrown)
      .map(([name, value]) => `scenario('${name}', {}, async ({ board }) => { await board.linux.run('true'); throw ${value}; });`)
      .join('\n')}\n${next}`,
    right: { exit: 2, scenarios: { ...Object.fromEntries(Object.keys(thrown).map((name) => [name, suite])), next: passed } },
  },
  {
    name: 'message-of-controls',
    broken: 'The product fails an assertion whose words hold controls, half a surrogate and the end of a CDATA section.',
    suite: `scenario('fails', {}, async ({ board }) => { await board.linux.run('true'); expect('\\u0000\\u001b]0;owned\\u0007\\u001b[2J]]>\\ud800 sparc').toBe('x'); });\n${next}`,
    right: { exit: 1, scenarios: { fails: failed(/to be 'x'/), next: passed }, never: [/\x1b\]0;owned/, /\x00/] },
  },
  {
    name: 'name-of-markup',
    broken: 'The product fails scenarios whose names are markup.',
    suite: ['</testcase><testcase name="x">', '| a | b |', '# head **bold** [x](y)', '%s %d %o $1 $&']
      .map((name) => fails.replace("'fails'", () => JSON.stringify(name)))
      .join('\n'),
    right: {
      exit: 1,
      scenarios: Object.fromEntries(
        ['</testcase><testcase name="x">', '| a | b |', '# head **bold** [x](y)', '%s %d %o $1 $&'].map((name) => [name, failed(/sparc/)]),
      ),
    },
  },
  {
    name: 'name-of-a-group-and-a-scenario',
    broken: 'A scenario in a group and one outside of it have the same full name, and one of them fails.',
    suite: `describe('a', () => { scenario('b', {}, async ({ board }) => { await board.linux.run('true'); }); });\n${fails.replace("'fails'", "'a > b'")}`,
    right: {
      exit: [1, 2, 3],
      scenarios: { 'a > b': { verdict: ['failed', 'error', 'not-run'], fault: ['dut', 'suite'], mayBeAbsent: true } },
      screen: [/a > b/],
    },
  },
  {
    name: 'names-of-a-table',
    broken: 'A table of cases gives two scenarios the same name, and one of them fails.',
    suite: `scenario.for(['aarch64', 'sparc'])('same', {}, async (machine, { board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe(machine); });`,
    right: {
      exit: [1, 2, 3],
      scenarios: { same: { verdict: ['failed', 'error', 'not-run'], fault: ['dut', 'suite'], mayBeAbsent: true } },
      screen: [/same/],
    },
  },
  {
    name: 'suites-of-one-name',
    broken: 'Two suites in two folders have the same file name, and the scenario of one of them fails.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); });`,
    files: {
      'suites/deeper/world.ts': `import { expect, scenario } from '#lab';\nscenario('runs', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });\n`,
    },
    right: {
      exit: [1, 2, 3],
      scenarios: { runs: { verdict: ['failed', 'passed', 'error', 'not-run'], fault: ['dut', 'suite'], mayBeAbsent: true } },
      screen: [/runs/],
    },
  },
  {
    name: 'prototype-polluted',
    broken: 'A suite gives every object keys that options have, and the product fails.',
    suite: `Object.prototype.timeout = '1ms'; Object.prototype.reject = false; Object.prototype.asRoot = true;\n${fails}\n${next}`,
    right: {
      exit: [1, 2, 3],
      scenarios: {
        fails: { verdict: ['failed', 'error'], fault: ['dut', 'suite'], mayBeAbsent: true },
        next: { verdict: ['passed', 'error'], fault: 'suite', mayBeAbsent: true },
      },
    },
  },
  {
    name: 'no-stacks',
    broken: 'A suite takes the stacks from all errors, and the product fails.',
    suite: `Error.stackTraceLimit = 0; Error.prepareStackTrace = () => '';\n${fails}\n${next}`,
    right: { exit: 1, scenarios: { fails: failed(/sparc/), next: passed } },
  },
  {
    name: 'stacks-of-no-text',
    broken: 'A suite makes numbers of the stacks of all errors, which the test library cannot bear.',
    suite: `Error.prepareStackTrace = () => 7;\n${fails}\n${next}`,
    right: {
      exit: [1, 3],
      scenarios: { fails: { verdict: 'failed', fault: 'dut', mayBeAbsent: true }, next: { verdict: 'passed', mayBeAbsent: true } },
      never: [/unexpected/],
    },
  },
  {
    name: 'closes-descriptors',
    broken: 'A scenario closes every descriptor of its process.',
    suite: `import { closeSync } from 'node:fs';\nscenario('closes', {}, async ({ board }) => { for (let fd = 0; fd < 64; fd++) { try { closeSync(fd); } catch {} } await board.linux.run('true'); });\n${next}`,
    right: {
      exit: [0, 2],
      scenarios: {
        closes: { verdict: ['error', 'passed'], fault: ['suite', 'runner'] },
        next: { verdict: ['passed', 'error', 'not-run'], fault: ['suite', 'runner'] },
      },
    },
  },
  {
    name: 'kills-its-parent',
    broken: 'A scenario kills the process that started its own.',
    suite: `scenario('kills', {}, async ({ board }) => { await board.linux.run('true'); process.kill(process.ppid, 'SIGKILL'); await hostTime(60_000); });\n${next}`,
    right: {
      exit: 2,
      scenarios: {
        kills: { verdict: ['error', 'not-run'], fault: ['suite', 'runner', 'lab'] },
        next: { verdict: ['error', 'not-run', 'passed'], fault: ['suite', 'runner', 'lab'] },
      },
    },
  },
  {
    name: 'prints-a-verdict',
    broken: 'The product fails, and its suite prints what looks like the end of a good run, commands of CI systems among it.',
    suite: `scenario('fails', {}, async ({ board }) => { console.log('::stop-commands::x\\n::error::forged\\n##vso[task.complete result=Succeeded;]\\n1 passed, exit code 0'); process.stdout.write('\\u001b]0;owned\\u0007'); expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });\n${next}`,
    right: {
      exit: 1,
      scenarios: { fails: failed(/sparc/), next: passed },
      never: [/\x1b\]0;owned/, /^::stop-commands::/m, /^##vso\[task\.complete/m],
    },
  },
  {
    name: 'overflows',
    broken: 'A scenario calls itself until the stack is full, and another one fails by the product.',
    suite: `scenario('overflows', {}, async ({ board }) => { await board.linux.run('true'); const again = () => again() + 1; again(); });\n${fails}`,
    right: { exit: 1, scenarios: { overflows: suite, fails: failed(/sparc/) } },
  },
  {
    name: 'aborts',
    broken: 'A scenario aborts its own process.',
    suite: `scenario('aborts', {}, async ({ board }) => { await board.linux.run('true'); process.abort(); });\n${next}`,
    right: { exit: 2, scenarios: { aborts: died, next: passed } },
  },
  {
    name: 'environment-changed',
    broken: 'A suite empties the environment of its process, and the product fails.',
    suite: `for (const name of Object.keys(process.env)) if (name !== 'HIL_VERDICTS_STRIKES') delete process.env[name];\n${fails}\n${next}`,
    right: { exit: 1, scenarios: { fails: failed(/sparc/), next: passed } },
  },
  {
    name: 'promises-replaced',
    broken: 'A suite replaces how promises go on, and the product fails.',
    suite: `
      scenario('replaces', {}, async ({ board }) => { await board.linux.run('true'); globalThis.Promise = class { then() {} static all() { return new this(); } }; globalThis.queueMicrotask = () => {}; globalThis.setImmediate = () => {}; process.nextTick = () => {}; });
      ${fails}`,
    right: {
      exit: [1, 2],
      scenarios: {
        replaces: { verdict: ['passed', 'error'], fault: ['suite', 'runner'] },
        fails: { verdict: ['failed', 'error', 'not-run'], fault: ['dut', 'suite', 'runner'] },
      },
    },
  },
];
