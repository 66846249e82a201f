import { passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const either = { verdict: ['failed', 'error'], fault: ['dut', 'suite'] } as const;

/** Calls that nobody awaits or that make no sense, and known failures that fit too much. */
export const calls: readonly World[] = [
  {
    name: 'resolves-without-await',
    broken: 'An assertion on a promise is not awaited, and does not hold.',
    suite: `scenario('forgets', {}, async ({ board }) => { expect(board.linux.run('sleep 5; uname -m')).resolves.toMatchObject({ stdout: 'sparc' }); await board.linux.run('true'); });\n${next}`,
    right: { exit: [1, 2], scenarios: { forgets: either, next: passed } },
  },
  {
    name: 'own-promise-resolves-late',
    broken: "An assertion on a promise of the suite's own is not awaited, and fails after the scenario.",
    suite: `scenario('forgets', {}, async ({ board }) => { expect(hostTime(300).then(() => 1)).resolves.toBe(2); await board.linux.run('true'); });\nscenario('next', {}, async ({ board }) => { await hostTime(1000); await board.linux.run('true'); });`,
    right: { exit: [1, 2], scenarios: { forgets: either, next: passed } },
  },
  {
    name: 'call-after-the-end',
    broken: 'What a scenario has left behind calls the board when the scenario is over.',
    suite: `scenario('leaves', {}, async ({ board }) => { void (async () => { await hostTime(400); await board.linux.run('exit 7'); })(); await board.linux.run('true'); });\nscenario('next', {}, async ({ board }) => { await hostTime(1200); await board.linux.run('true'); });`,
    right: { exit: 2, scenarios: { leaves: suiteError(/after the end/), next: passed } },
  },
  {
    name: 'left-behind-by-the-last',
    broken: 'What the last scenario of a file has left behind fails when everything is over.',
    suite: `scenario('leaves', {}, async ({ board }) => { setTimeout(() => { throw new Error('left behind'); }, 60); await board.linux.run('true'); });`,
    right: { exit: 2, scenarios: { leaves: suiteError(/left behind/) } },
  },
  {
    name: 'nested-hooks',
    broken: 'Hooks of nested groups forget to await what fails, each in its own way.',
    suite: `
      describe('outer', () => {
        beforeAll(() => { void Promise.reject(new Error('from beforeAll')); });
        afterAll(() => { void Promise.reject(new Error('from afterAll')); });
        describe('inner', () => {
          beforeEach(() => { void Promise.reject(new Error('from beforeEach')); });
          scenario('one', {}, async ({ board }) => { await board.linux.run('true'); });
        });
        scenario('two', {}, async ({ board }) => { await board.linux.run('true'); });
      });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        'outer > inner > one': { verdict: 'error', fault: 'suite' },
        'outer > two': { verdict: ['passed', 'error'], fault: 'suite' },
        next: passed,
      },
      summary: [/from beforeAll/, /from beforeEach/, /from afterAll/],
    },
  },
  {
    name: 'poll-in-after-all',
    broken: 'A hook after all scenarios forgets to await a poll that never succeeds.',
    suite: `describe('group', () => { afterAll(() => { expect.poll(() => 1, { timeout: 200 }).toBe(2); }); scenario('first', {}, async ({ board }) => { await board.linux.run('true'); }); });\n${next}`,
    right: { exit: [1, 2], scenarios: { 'group > first': either, next: passed } },
  },
  {
    name: 'measure-no-number',
    broken: 'A scenario measures what is no number.',
    suite: `scenario('measures', {}, async ({ board, measure }) => { measure('time', Number.NaN, 'ms'); measure('time', 'long', 'ms'); measure(undefined, Infinity); await board.linux.run('true'); });\n${next}`,
    right: { exit: 2, scenarios: { measures: { verdict: 'error', fault: 'suite', says: /measure|number/ }, next: passed } },
  },
  {
    name: 'step-no-text',
    broken: 'A scenario notes a step that is no text.',
    suite: `scenario('steps', {}, async ({ board, step }) => { step(5); step(undefined); step({ a: () => 1 }); step(10n); step(Symbol('x')); await board.linux.run('true'); });\n${next}`,
    right: { exit: [0, 2], scenarios: { steps: { verdict: ['passed', 'error'], fault: 'suite' }, next: passed } },
  },
  {
    name: 'arguments-of-no-kind',
    broken: 'Scenarios call the board with arguments that make no sense.',
    suite: `
      scenario('number', {}, async ({ board }) => { await board.linux.run(5); });
      scenario('promise', {}, async ({ board }) => { await board.linux.run(Promise.resolve('true')); });
      scenario('limit', {}, async ({ board }) => { await board.linux.run('true', { timeout: 'soon' }); });
      scenario('negative', {}, async ({ board }) => { await board.linux.run('true', { timeout: '-5s' }); });
      scenario('function', {}, async ({ board }) => { await board.console.expect(() => true, { within: '1s' }); });
      scenario('empty pattern', {}, async ({ board }) => { await board.console.expect(/.*/, { within: '1s' }); });
      scenario('image', {}, async ({ m7 }) => { await m7.start(undefined); });
      scenario('key', {}, async ({ board }) => { await board.linux.run('true', { timout: '5s' }); });
      scenario('cycle', {}, async ({ board }) => { const options = {}; options.options = options; await board.linux.run('true', options); });`,
    right: {
      exit: 2,
      scenarios: {
        ...Object.fromEntries(
          ['number', 'limit', 'negative', 'empty pattern', 'image', 'key', 'cycle'].map((name) => [
            name,
            { verdict: 'error', fault: 'suite' } as const,
          ]),
        ),
        promise: { verdict: 'error', fault: 'suite', says: /board\.linux\.run\(\) takes data alone, and its first argument is a promise/ },
        function: {
          verdict: 'error',
          fault: 'suite',
          says: /board\.console\.expect\(\) takes data alone, and its first argument is a function/,
        },
      },
      never: [/could not be cloned/],
    },
  },
  {
    name: 'incident-nobody-knows',
    broken: 'Scenarios expect incidents that no board can have, on the way, and ask for needs that there are none of.',
    suite: `
      scenario('kind', {}, async ({ board, expectIncident }) => { await expectIncident('panik'); await board.linux.run('true'); });
      scenario('title', {}, async ({ board, expectIncident }) => { await expectIncident('panic', { title: 'sysrq' }); await board.linux.run('true'); });
      scenario('option', {}, async ({ board, expectIncident }) => { await expectIncident('oops', { titel: /sysrq/ }); await board.linux.run('true'); });
      scenario('need', {}, async ({ board }) => { await board.provision({ mcoreBoted: false }); });
      scenario('forgets', {}, async ({ board, expectIncident }) => { expectIncident('panic'); await board.linux.run('true'); });`,
    right: {
      exit: [1, 2],
      scenarios: {
        kind: { verdict: 'error', fault: 'suite', says: /panik/ },
        title: { verdict: ['error', 'failed'], fault: ['suite', 'dut'] },
        option: { verdict: 'error', fault: 'suite', says: /titel is no option/ },
        need: { verdict: 'error', fault: 'suite', says: /mcoreBoted/ },
        forgets: either,
      },
    },
  },
  {
    name: 'body-of-no-kind',
    broken: 'Bodies return what nobody can wait for.',
    suite: `
      scenario('thenable', { timeout: '20s' }, () => ({ then() {} }));
      scenario('promise in an array', {}, ({ board }) => [board.linux.run('exit 7')]);
      scenario('function', {}, () => async () => { throw new Error('never called'); });`,
    right: {
      exit: 2,
      scenarios: {
        thenable: suiteError(/took longer/),
        'promise in an array': { verdict: 'error', fault: 'suite' },
        function: suiteError(/nothing was asserted/),
      },
    },
  },
  {
    name: 'generator',
    broken: 'The body of a scenario is a generator, of which nothing runs when it is called.',
    suite: `scenario('runs', {}, function* ({ board }) { yield board.linux.run('exit 7'); });\nscenario('waits', {}, async function* ({ board }) { await board.linux.run('exit 7'); });`,
    right: { exit: 3, scenarios: {}, screen: [/'runs': expected an async function .* generator/, /'waits': .* generator/] },
  },
  {
    name: 'known-everything',
    broken: 'A known failure is a pattern that fits every message.',
    suite: `scenario('runs', { known: { link: 'https://example.org/1', message: /./ } }, async ({ board }) => { await board.linux.run('exit 7'); });`,
    right: { exit: [1, 3], scenarios: { runs: { verdict: 'failed', fault: 'dut', mayBeAbsent: true } } },
  },
  {
    name: 'known-empty',
    broken: 'A known failure is a message of no letters.',
    suite: `scenario('runs', { known: { link: 'https://example.org/1', message: '' } }, async ({ board }) => { await board.linux.run('exit 7'); });`,
    right: { exit: [1, 3], scenarios: { runs: { verdict: 'failed', fault: 'dut', mayBeAbsent: true } } },
  },
  {
    name: 'known-and-the-lab',
    broken: 'A known failure names words that a trouble of the lab says.',
    suite: `
      scenario('runs', { known: { link: 'https://example.org/1', message: /SSH link/ } }, async ({ board }) => { const run = board.linux.run('sleep 100', { timeout: '3min' }); await strike('cut'); await run; });
      ${next}`,
    wires: { ssh: [{ cuts: true, from: 'cut' }] },
    right: { exit: 2, scenarios: { runs: { verdict: 'error', fault: 'lab' }, next: passed } },
  },
  {
    name: 'known-and-the-suite',
    broken: 'A known failure names words that a mistake of the suite says.',
    suite: `scenario('runs', { known: { link: 'https://example.org/1', message: 'is not a function' } }, async ({ board }) => { await board.linux.fly(); });\n${next}`,
    right: { exit: 2, scenarios: { runs: { verdict: 'error', fault: 'suite' }, next: passed } },
  },
  {
    name: 'known-then-a-hook',
    broken: 'A known failure happens, and a hook after it throws.',
    suite: `afterEach(() => { throw new Error('the hook is broken'); });\nscenario('runs', { known: { link: 'https://example.org/1', message: 'exit status 7' } }, async ({ board }) => { await board.linux.run('exit 7'); });`,
    right: { exit: [1, 2], scenarios: { runs: { verdict: ['error', 'failed'], fault: ['suite', 'dut'], says: /the hook is broken|7/ } } },
  },
  {
    name: 'known-unknown-outcome',
    broken: "A known failure is the outcome 'unknown', which says nothing of the product.",
    suite: `scenario('starts', { firmware: 'tcm-hello', expect: 'alive', known: { link: 'https://example.org/1', outcome: 'unknown' } }, async ({ m7 }) => { await m7.start('tcm-hello'); });`,
    wires: { m7: [{ silent: true }] },
    right: { exit: 3, scenarios: {} },
  },
  {
    name: 'failed-hook-of-a-failure',
    broken: 'The product fails, and what shall be done then throws.',
    suite: `scenario('fails', {}, async ({ board }) => { onTestFailed(() => { throw new Error('the hook is broken'); }); expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`,
    right: { exit: 1, scenarios: { fails: { verdict: 'failed', fault: ['dut', 'suite'], says: /sparc/ } } },
  },
  {
    name: 'boots-and-asks-together',
    broken: 'A suite boots the board and asks its Linux something in the same moment.',
    suite: `scenario('overlaps', { timeout: '20min' }, async ({ board }) => { await Promise.all([board.coldBoot(), board.linux.run('sleep 20', { timeout: '60s' })]); });\n${next}`,
    board: { speed: 50 },
    right: {
      exit: 2,
      scenarios: {
        overlaps: suiteError(/board\.coldBoot\(\) \(suites\/world\.ts:\d+:\d+\) while board\.linux\.run\(\) \(suites\/world\.ts:\d+:\d+\)/),
        next: passed,
      },
    },
  },
];
