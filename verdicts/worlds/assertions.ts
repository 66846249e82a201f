import { failed, passed, suiteError, type World } from '../world.ts';

const alive = `{ firmware: 'tcm-hello' }`;

/** What suites assert, in each form that a suite may use: the product's failure, unless the suite itself made the mistake. */
export const assertions: readonly World[] = [
  {
    name: 'outcome-matcher',
    broken: 'The product fails the matcher that the README shows.',
    suite: `
      scenario('fails', ${alive}, async ({ m7 }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('mute');
      });
      scenario('next', {}, async ({ board }) => { expect((await board.linux.run('echo on')).stdout).toBe('on\\n'); });`,
    right: { exit: 1, scenarios: { fails: failed(/expected the M7 to be 'mute', and it is 'alive'/), next: passed } },
  },
  {
    name: 'stage-matchers',
    broken: 'The product boots too slowly for one matcher, and through too many stages for the other.',
    suite: `
      scenario('slow', {}, async ({ board }) => { expect(await board.coldBoot()).toReach('login', { within: '10ms' }); });
      scenario('many', {}, async ({ board }) => { expect(await board.coldBoot()).toPassThrough(['spl']); });`,
    right: { exit: 1, scenarios: { slow: failed(/to reach 'login' within 10ms/), many: failed(/to pass spl, and it passed/) } },
  },
  {
    name: 'stage-matchers-misspelt',
    broken: 'The suite asks for a stage and for a limit that do not exist, which no boot can miss.',
    suite: `
      scenario('stage', {}, async ({ board }) => { expect(await board.coldBoot()).toReach('logn', { within: '5min' }); });
      scenario('limit', {}, async ({ board }) => { expect(await board.coldBoot()).toReach('login', { whithin: '10ms' }); });
      scenario('not', {}, async ({ board }) => { expect(await board.coldBoot()).not.toPassThrough(['splash']); });`,
    right: { exit: 2, scenarios: { stage: suiteError(/'logn'/), limit: suiteError(/'whithin'/), not: suiteError(/'splash'/) } },
  },
  {
    name: 'soft-and-custom-matcher',
    broken: "A matcher of the lab's own fails, softly, and the scenario goes on to its end.",
    suite: `
      expect.extend({ toBeEven: (value) => ({ pass: value % 2 === 0, message: () => 'expected ' + value + ' to be even' }) });
      scenario('soft', {}, async ({ board }) => {
        expect.soft(3).toBeEven();
        expect.soft((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc');
        await board.linux.run('true');
      });
      scenario('hard', {}, async () => { expect(5).toBeEven(); });`,
    right: { exit: 1, scenarios: { soft: failed(/3 to be even/), hard: failed(/5 to be even/) } },
  },
  {
    name: 'poll-and-resolves',
    broken: 'The product fails assertions that wait for a value.',
    suite: `
      scenario('polled', {}, async ({ board }) => {
        await expect.poll(async () => (await board.linux.run('cat /proc/sys/kernel/tainted')).stdout.trim(), { timeout: 300 }).toBe('4711');
      });
      scenario('resolved', {}, async ({ board }) => {
        await expect(board.linux.run('uname -m')).resolves.toMatchObject({ stdout: 'sparc\\n' });
      });
      scenario('rejected', {}, async ({ board }) => {
        await expect(board.linux.run('true')).rejects.toThrow();
      });`,
    right: { exit: 1, scenarios: { polled: failed(/4711/), resolved: failed(/match/), rejected: failed(/reject/) } },
  },
  {
    name: 'mistakes-of-the-suite',
    broken: 'The suite itself throws what no assertion throws.',
    suite: `
      scenario('a TypeError', {}, async ({ board }) => { await board.linux.fly(); });
      scenario('a string', {}, async () => { throw 'just words'; });
      scenario('nothing', {}, async () => { throw undefined; });
      scenario('an error of another library', {}, async () => { throw Object.assign(new Error('strange'), { name: 'FetchError' }); });`,
    right: {
      exit: 2,
      scenarios: {
        'a TypeError': suiteError(/fly/),
        'a string': suiteError(/just words/),
        nothing: suiteError(/undefined/),
        'an error of another library': suiteError(/strange/),
      },
    },
  },
  {
    name: 'assertion-of-node',
    broken: "The product fails assertions of Node's own assert module.",
    suite: `
      import { doesNotMatch, match, strictEqual } from 'node:assert';
      import strict from 'node:assert/strict';
      const machine = async (board) => (await board.linux.run('uname -m')).stdout.trim();
      scenario('asserts', {}, async ({ board }) => { strictEqual(await machine(board), 'sparc'); });
      scenario('does not match', {}, async ({ board }) => { match(await machine(board), /sparc/); });
      scenario('does not match, strictly', {}, async ({ board }) => { strict.match(await machine(board), /sparc/); });
      scenario('matches', {}, async ({ board }) => { match(await machine(board), /aarch64/); doesNotMatch('linux', /sparc/); });`,
    right: {
      exit: 1,
      scenarios: {
        asserts: failed(/sparc/),
        'does not match': failed(/sparc/),
        'does not match, strictly': failed(/sparc/),
        matches: passed,
      },
    },
  },
  {
    name: 'asserted-together',
    broken: 'Of two assertions at one place the first fails, and Promise.any() or allSettled() keeps it from the scenario.',
    suite: `
      const check = async (board, command, wanted) => { expect((await board.linux.run(command)).stdout).toBe(wanted); };
      const checks = (board) => [['uname -m', 'sparc\\n'], ['sleep 1; echo b', 'b\\n']].map(([command, wanted]) => check(board, command, wanted));
      scenario('any', {}, async ({ board }) => { await Promise.any(checks(board)); });
      scenario('settled', {}, async ({ board }) => { await Promise.allSettled(checks(board)); });`,
    right: { exit: 1, scenarios: { any: failed(/sparc/), settled: failed(/sparc/) } },
  },
];
