import type { World } from '../world.ts';

const one = `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); });`;
const skipped = { verdict: 'skipped' } as const;

/** Where nothing ran, nothing is as expected. */
export const nothing: readonly World[] = [
  {
    name: 'no-ssh',
    broken: 'The lab file gives the board no SSH, so that its only scenario is skipped.',
    suite: one,
    lab: { ssh: false },
    right: { exit: 2, scenarios: { runs: { verdict: ['skipped', 'error', 'not-run'], fault: 'lab', says: /SSH/ } } },
  },
  {
    name: 'all-skipped',
    broken: 'Every scenario of the suite is skipped.',
    suite: `scenario.skip('first', {}, async () => {});\nscenario.skip('second', {}, async () => {});`,
    right: { exit: 2, scenarios: { first: skipped, second: skipped } },
  },
  {
    name: 'group-skipped',
    broken: 'The only group of the suite is skipped.',
    suite: `describe.skip('group', () => { ${one} });`,
    right: { exit: 2, scenarios: { 'group > runs': skipped } },
  },
  {
    name: 'empty',
    broken: 'The suite holds no scenario.',
    suite: '',
    right: { exit: [2, 3], scenarios: {}, screen: [/scenario|suite/] },
  },
  {
    name: 'plain-tests-alone',
    broken: 'The suite holds tests that are no scenarios, and they fail.',
    suite: `test('plain', () => { expect(1).toBe(2); });`,
    right: { exit: [2, 3], scenarios: {} },
  },
  {
    name: 'plain-test-beside-a-scenario',
    broken: 'A test that is no scenario fails beside a scenario that passes.',
    suite: `test('plain', () => { expect(1).toBe(2); });\n${one}`,
    right: {
      exit: [1, 2, 3],
      scenarios: { runs: { verdict: ['passed', 'not-run', 'error'], fault: ['suite', 'runner'], mayBeAbsent: true } },
    },
  },
  {
    name: 'syntax-error',
    broken: 'The suite has a syntax error.',
    suite: `scenario('runs', {}, async ({ board }) => {\n  await board.linux.run('true';\n});`,
    right: { exit: [2, 3], scenarios: {}, screen: [/board\.linux\.run\('true';/] },
  },
  {
    name: 'one-suite-does-not-load',
    broken: 'One suite throws while it is loaded, the other one is well.',
    suite: one,
    files: { 'suites/broken.ts': `throw new Error('cannot be loaded');\n` },
    right: {
      exit: [2, 3],
      scenarios: { runs: { verdict: ['passed', 'not-run'], fault: 'suite', mayBeAbsent: true } },
      screen: [/cannot be loaded/],
    },
  },
  {
    name: 'throws-while-loading',
    broken: 'A timer of the suite throws while suites are loaded.',
    suite: `setTimeout(() => { throw new Error('from a timer'); }, 0);\nawait hostTime(50);\n${one}`,
    right: {
      exit: [2, 3],
      scenarios: { runs: { verdict: ['passed', 'not-run', 'error'], fault: ['suite', 'runner'], mayBeAbsent: true } },
      screen: [/from a timer/],
    },
  },
  {
    name: 'same-name-twice',
    broken: 'Two scenarios of a suite have the same name.',
    suite: `${one}\n${one}`,
    right: {
      exit: [2, 3],
      scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'suite', says: /name|twice/i, mayBeAbsent: true } },
      screen: [/runs/],
    },
  },
];
