import { passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const runs = `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); });`;
const refused = (words: RegExp): World['right'] => ({ exit: 3, scenarios: {}, screen: [words] });
/** The last one that ran answers, and there may be more than one of whom the failure may be. */
const somebodyAnswers: World['right'] = {
  exit: 2,
  scenarios: {
    runs: { verdict: ['passed', 'error'], fault: 'suite', says: /no scenario/ },
    next: { verdict: ['passed', 'error'], fault: 'suite', says: /no scenario/ },
  },
  summary: [/no scenario/],
};
const lastAnswers: World['right'] = { exit: 2, scenarios: { runs: passed, next: suiteError(/no scenario.*exit code/) } };

/** Failures of what a suite holds beside its scenarios: tests of other libraries, and code that tells by its exit code. */
export const otherTests: readonly World[] = [
  {
    name: 'node-test',
    broken: "A test of Node's own test library beside a scenario fails.",
    suite: `import assert from 'node:assert/strict';\nimport { test as own } from 'node:test';\nown('fails', () => { assert.equal(1, 2); });\n${runs}`,
    right: refused(/suites\/world\.ts.*node:test/),
  },
  {
    name: 'node-test-planned',
    broken: "A plan is asked for of a suite with a test of Node's own test library.",
    suite: `import { it } from 'node:test';\nit('fails', () => { throw new Error('no'); });\n${runs}`,
    arguments: ['--plan'],
    right: refused(/suites\/world\.ts.*node:test/),
  },
  {
    name: 'node-test-in-a-helper',
    broken: "A helper of a suite, which is no module, brings a failing test of Node's own test library.",
    suite: `import { createRequire } from 'node:module';\ncreateRequire(import.meta.url)('../helper.cjs');\n${runs}`,
    files: { 'helper.cjs': `require('node:test')('fails', () => { throw new Error('no'); });` },
    right: refused(/suites\/world\.ts.*node:test/),
  },
  {
    name: 'node-test-in-a-scenario',
    broken: "A scenario loads Node's own test library and makes a failing test of it.",
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); const { test } = await import('node:test'); void test('fails', () => { throw new Error('no'); }); });\n${next}`,
    right: { exit: 2, scenarios: { runs: suiteError(/node:test/), next: passed } },
  },
  {
    name: 'node-test-in-a-hook',
    broken: "A hook behind the last scenario makes a failing test of Node's own test library.",
    suite: `afterAll(async () => { const { test } = await import('node:test'); void test('fails', () => { throw new Error('no'); }); });\n${runs}\n${next}`,
    right: { exit: 2, scenarios: { runs: passed, next: suiteError(/node:test/) } },
  },
  {
    name: 'tests-from-a-timer',
    broken: 'Tests of another library run from a timer beside the scenarios, and tell their failure by the exit code of the process.',
    suite: `setTimeout(() => { console.log('not ok 1'); process.exitCode = 1; }, 20);\n${runs}\n${next}`,
    right: {
      exit: [2, 3],
      scenarios: Object.fromEntries(
        ['runs', 'next'].map((name) => [name, { verdict: ['passed', 'error'], fault: 'suite', says: /no scenario/, mayBeAbsent: true }]),
      ),
      screen: [/no scenario/],
    },
  },
  {
    name: 'tests-in-the-run-alone',
    broken: 'Tests of another library begin with the first hook, and tell their failure by the exit code of the process.',
    suite: `beforeAll(() => { setTimeout(() => { process.exitCode = 1; }, 20); });\n${runs}\n${next}`,
    right: somebodyAnswers,
  },
  {
    name: 'tests-at-the-exit',
    broken: 'Tests of another library tell their failure only when the process exits.',
    suite: `beforeAll(() => { process.on('exit', () => { process.exitCode = 1; }); });\n${runs}\n${next}`,
    right: lastAnswers,
  },
  {
    name: 'tests-that-exit',
    broken: 'Tests of another library end the process with an exit code of theirs when it exits.',
    suite: `beforeAll(() => { process.on('exit', () => { process.exit(7); }); });\n${runs}\n${next}`,
    right: lastAnswers,
  },
  {
    name: 'tests-when-nothing-is-left',
    broken: 'Tests of another library begin when the process has nothing left to do, and fail.',
    suite: `beforeAll(() => { process.once('beforeExit', () => { process.exitCode = 1; }); });\n${runs}\n${next}`,
    right: lastAnswers,
  },
  {
    name: 'tests-at-the-exit-of-a-plan',
    broken: 'Tests of another library, which begin as soon as a suite is loaded, tell their failure when the process exits.',
    suite: `process.on('exit', () => { process.exitCode = 1; });\n${runs}\n${next}`,
    right: refused(/no scenario/),
  },
  {
    name: 'throws-at-the-exit',
    broken: 'What a suite wants done when its process exits throws.',
    suite: `beforeAll(() => { process.on('exit', () => { throw new Error('not in order'); }); });\n${runs}\n${next}`,
    right: lastAnswers,
  },
  {
    name: 'never-exits',
    broken: 'What a suite wants done when its process exits never ends.',
    suite: `beforeAll(() => { process.on('exit', () => { for (;;); }); });\n${runs}\n${next}`,
    right: { exit: 2, scenarios: { runs: passed, next: suiteError(/did not end by itself/) } },
  },
  {
    name: 'ends-by-signals-of-its-own',
    broken: 'Nothing is broken: a suite has its process exit with codes of its own at the signals that usually end a process.',
    suite: `for (const [name, number] of [['SIGINT', 2], ['SIGTERM', 15], ['SIGHUP', 1]]) process.once(name, () => process.exit(128 + number));\n${runs}\n${next}`,
    right: { exit: 0, scenarios: { runs: passed, next: passed } },
  },
  {
    name: 'exit-code-of-a-scenario',
    broken: 'A scenario calls a program of the lab in its own process, which tells its failure by the exit code of the process.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); process.exitCode = 3; });\n${next}`,
    right: { exit: 2, scenarios: { runs: suiteError(/no scenario.*exit code to 3/), next: passed } },
  },
  {
    name: 'exit-code-of-a-hook',
    broken: 'A hook behind the last scenario sets the exit code of its process.',
    suite: `afterAll(() => { process.exitCode = '1'; });\n${runs}\n${next}`,
    right: { exit: 2, scenarios: { runs: passed, next: suiteError(/no scenario.*exit code to 1/) } },
  },
  {
    name: 'exit-code-in-one-of-two-suites',
    broken: 'Of two suites the first sets the exit code of its process.',
    suite: `afterAll(() => { process.exitCode = 1; });\n${runs}`,
    files: {
      'suites/zz.ts': `import { scenario } from '#lab';\nscenario('next', {}, async ({ board }) => { await board.linux.run('true'); });\n`,
    },
    right: { exit: 2, scenarios: { runs: suiteError(/no scenario/), next: passed } },
  },
  {
    name: 'exit-code-taken-back',
    broken: 'Nothing is broken: a scenario calls a program in its own process, and looks at its exit code and takes it back.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); process.exitCode = 3; expect(process.exitCode).toBe(3); process.exitCode = 0; });\n${next}`,
    right: { exit: 0, scenarios: { runs: passed, next: passed } },
  },
  {
    name: 'asserts-from-a-timer',
    broken: "An assertion of Node's own fails in a timer that a suite sets beside its scenarios.",
    suite: `import assert from 'node:assert/strict';\nsetTimeout(() => { assert.equal(1, 2); }, 20);\n${runs}\n${next}`,
    right: {
      exit: [2, 3],
      scenarios: Object.fromEntries(
        ['runs', 'next'].map((name) => [name, { verdict: ['passed', 'error'], fault: 'suite', mayBeAbsent: true }]),
      ),
      screen: [/strictly equal|1 !== 2/],
    },
  },
  {
    name: 'asserts-when-nobody-looks',
    broken: "An assertion of Node's own fails in a timer that a hook before the scenarios sets.",
    suite: `import assert from 'node:assert/strict';\nbeforeAll(() => { setTimeout(() => { assert.equal(1, 2); }, 20); });\n${runs}\n${next}`,
    right: {
      exit: [1, 2],
      scenarios: Object.fromEntries(
        ['runs', 'next'].map((name) => [name, { verdict: ['passed', 'error', 'failed'], fault: ['suite', 'dut'] }]),
      ),
      summary: [/strictly equal/],
    },
  },
];
