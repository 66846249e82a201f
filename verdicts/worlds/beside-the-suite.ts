import { failed, labError, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const product = `expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc');`;
const fails = (before: string): string => `scenario('fails', {}, async ({ board }) => { ${before} ${product} });\n${next}`;
const productFails: World['right'] = { exit: 1, scenarios: { fails: failed(/sparc/), next: passed } };
/** Where a suite takes from its process what everything stands on, its process may end; the board's own process never. */
const failsSomehow: World['right'] = {
  exit: [1, 2],
  scenarios: {
    fails: { verdict: ['failed', 'error'], fault: ['dut', 'suite', 'runner'] },
    next: { verdict: ['passed', 'error', 'not-run'], fault: ['suite', 'runner'] },
  },
};

/** What lies beside a suite, or what a suite takes from under everybody's feet. */
export const besideTheSuite: readonly World[] = [
  {
    name: 'suites-import-each-other',
    broken: 'Two suites import each other for a helper, and the product fails in one of them.',
    suite: `import { wanted } from './other.ts';\nexport const helper = 'aarch64';\nscenario('of the world', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe(wanted); });`,
    files: {
      'suites/other.ts': `import { expect, scenario } from 'verdin-hil';\nimport * as world from './world.ts';\nexport const wanted = 'sparc';\nscenario('of the other', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe(world.helper); });`,
    },
    right: {
      exit: [1, 2, 3],
      scenarios: {
        'of the world': { verdict: ['failed', 'error', 'not-run'], fault: ['dut', 'suite'], mayBeAbsent: true },
        'of the other': { verdict: ['passed', 'error', 'not-run'], fault: ['suite'], mayBeAbsent: true },
      },
    },
  },
  {
    name: 'rows-of-a-table',
    broken: 'A table makes thirty scenarios of one, and the product fails in one of them.',
    suite: `describe.each(Array.from({ length: 30 }, (_, row) => row))('row %i', (row) => { scenario('runs', {}, async ({ board }) => { expect((await board.linux.run('echo ' + (row === 17 ? 'another' : row))).stdout.trim()).toBe(String(row)); }); });`,
    right: {
      exit: 1,
      scenarios: Object.fromEntries(Array.from({ length: 30 }, (_, row) => [`row ${row} > runs`, row === 17 ? failed(/another/) : passed])),
    },
  },
  {
    name: 'settings-of-the-test-library',
    broken: "A file with settings of the test library lies in the lab's folder, which would try a failure again until it passes.",
    suite: `let times = 0;\nscenario('fails', {}, async ({ board }) => { await board.linux.run('true'); expect(++times).toBe(2); });\n${next}`,
    files: {
      'vitest.config.ts': `export default { test: { retry: 5, repeats: 3, bail: 1, passWithNoTests: true, globals: true, setupFiles: ['./setup.ts'], sequence: { shuffle: true } } };`,
      'vite.config.ts': `throw new Error('nobody reads this');`,
      'setup.ts': `throw new Error('nobody loads this');`,
    },
    right: { exit: 1, scenarios: { fails: failed(/2/), next: passed }, never: [/nobody (?:reads|loads) this/] },
  },
  {
    name: 'options-of-node',
    broken: 'The environment tells Node to let rejections that nobody awaits pass.',
    suite: `scenario('rejects', {}, async ({ board }) => { void Promise.reject(new Error('nobody waits for it')); await board.linux.run('true'); });\n${next}`,
    environment: { NODE_OPTIONS: '--unhandled-rejections=none --no-warnings' },
    right: { exit: 2, scenarios: { rejects: suiteError(/nobody waits for it/), next: passed } },
  },
  {
    name: 'clocks-stand-still',
    broken: 'A suite replaces every clock of its process by one that stands still, and the product fails.',
    suite: fails(
      'globalThis.Date = class extends Date { constructor() { super(0); } static now() { return 0; } }; performance.now = () => 0; process.hrtime.bigint = () => 0n;',
    ),
    right: productFails,
  },
  {
    name: 'nothing-is-random',
    broken: 'A suite replaces everything random of its process by a constant, and the product fails.',
    suite: `import crypto from 'node:crypto';\nimport { syncBuiltinESMExports } from 'node:module';\n${fails(
      `Math.random = () => 0; crypto.randomUUID = () => '0'; crypto.randomBytes = (size) => Buffer.alloc(size); syncBuiltinESMExports();`,
    )}`,
    right: productFails,
  },
  {
    name: 'output-throws',
    broken: 'A suite makes whatever prints in its process throw, and the product fails.',
    suite: fails(
      `const throws = () => { throw new Error('nobody prints'); }; console.log = throws; console.error = throws; console.warn = throws; process.stdout.write = throws; process.stderr.write = throws;`,
    ),
    right: productFails,
  },
  {
    name: 'built-ins-frozen',
    broken: 'A suite freezes what everything is made of, and the product fails.',
    suite: fails(
      'for (const each of [Object, Array, Error, Promise, Function, Map, Set, Symbol, String]) { Object.freeze(each); Object.freeze(each.prototype); }',
    ),
    right: failsSomehow,
  },
  {
    name: 'process-replaced',
    broken: 'A suite takes from its process the ways to end, to signal and to speak to its parent, and the product fails.',
    suite: fails(
      'process.kill = () => true; process.exit = () => {}; process.abort = () => {}; process.on = () => process; process.send = () => true;',
    ),
    right: failsSomehow,
  },
  {
    name: 'sudo-asks-later',
    broken: 'In the middle of a run sudo on the board wants a password that nobody can give.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => {
        await board.linux.run('true', { asRoot: true });
        await strike('asks');
        await board.linux.run('true', { asRoot: true });
      });`,
    wires: {
      ssh: [
        { exits: 1, of: /sudo/, from: 'asks' },
        { greets: 'sudo: a password is required\n', on: 'stderr', from: 'asks' },
      ],
    },
    right: { exit: 2, scenarios: { runs: labError(/sudo|SSH/) } },
  },
];
