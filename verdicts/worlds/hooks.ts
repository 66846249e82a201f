import { failed, passed, suiteError, type World } from '../world.ts';

const first = `scenario('first', {}, async ({ board }) => { await board.linux.run('true'); });`;
const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;

/** What hooks do belongs to the scenario around which they stand. */
export const hooks: readonly World[] = [
  {
    name: 'after-each-throws',
    broken: 'A hook after each scenario throws.',
    suite: `afterEach(() => { throw new Error('the hook is broken'); });\n${first}`,
    right: { exit: 2, scenarios: { first: suiteError(/the hook is broken/) } },
  },
  {
    name: 'before-each-throws',
    broken: 'A hook before each scenario throws.',
    suite: `beforeEach(() => { throw new Error('the hook is broken'); });\n${first}\n${next}`,
    right: { exit: 2, scenarios: { first: suiteError(/the hook is broken/), next: suiteError(/the hook is broken/) } },
  },
  {
    name: 'before-all-throws',
    broken: 'A hook before all scenarios of a group throws.',
    suite: `describe('group', () => { beforeAll(() => { throw new Error('the hook is broken'); });\n${first} });\n${next}`,
    right: {
      exit: 2,
      scenarios: { 'group > first': { verdict: ['error', 'not-run'], fault: 'suite', says: /the hook is broken/ }, next: passed },
    },
  },
  {
    name: 'after-all-throws',
    broken: 'A hook after all scenarios of a group throws.',
    suite: `describe('group', () => { afterAll(() => { throw new Error('the hook is broken'); });\n${first} });\n${next}`,
    right: { exit: 2, scenarios: { 'group > first': suiteError(/the hook is broken/), next: passed } },
  },
  {
    name: 'file-after-all-throws',
    broken: 'A hook after all scenarios of a file throws.',
    suite: `afterAll(() => { throw new Error('the hook is broken'); });\n${first}\n${next}`,
    right: {
      exit: 2,
      scenarios: { first: { verdict: ['passed', 'error'], fault: 'suite' }, next: { verdict: ['passed', 'error'], fault: 'suite' } },
      summary: [/the hook is broken/],
    },
  },
  {
    name: 'finished-hook-throws',
    broken: 'What a scenario wants done when it is finished throws.',
    suite: `
      scenario('first', {}, async ({ board }) => {
        onTestFinished(() => { throw new Error('the hook is broken'); });
        await board.linux.run('true');
      });\n${next}`,
    right: { exit: 2, scenarios: { first: suiteError(/the hook is broken/), next: passed } },
  },
  {
    name: 'assertion-in-a-hook',
    broken: 'The product fails an assertion in a hook after the scenario.',
    suite: `
      let machine = '';
      afterEach(() => { expect(machine).toBe('sparc'); });
      scenario('first', {}, async ({ board }) => { machine = (await board.linux.run('uname -m')).stdout.trim(); });`,
    right: { exit: 1, scenarios: { first: failed(/sparc/) } },
  },
  {
    name: 'too-few-assertions',
    broken: 'A scenario makes fewer assertions than it promised.',
    suite: `
      scenario('first', {}, async ({ board }) => {
        expect.assertions(2);
        expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64');
      });\n${next}`,
    right: {
      exit: [1, 2],
      scenarios: { first: { verdict: ['failed', 'error'], fault: ['dut', 'suite'], says: /assertion/ }, next: passed },
    },
  },
  {
    name: 'hook-hangs',
    broken: 'A hook before a scenario never ends.',
    suite: `beforeEach(() => new Promise(() => {}), 2000);\n${first}`,
    right: { exit: 2, scenarios: { first: { verdict: ['error', 'not-run'], fault: ['suite', 'runner'], says: /hook|timed out/i } } },
  },
];
