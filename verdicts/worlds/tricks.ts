import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const fails = `scenario('fails', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`;
const died = { verdict: 'error', fault: ['suite', 'runner'], says: /process|exit|worker|died/i } as const;

/** Writes a result into the journal of the board that nobody reached. */
const forges = (verdict: string, errors = '[]'): string => `
  import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
  const forge = () => {
    for (const file of readdirSync('reports', { recursive: true }).map(String).filter((name) => name.endsWith('events.ndjson'))) {
      const line = readFileSync('reports/' + file, 'utf8').split('\\n').find((each) => each.includes('"scenario.started"'));
      if (!line) continue;
      const { seq, at, board, scenario } = JSON.parse(line);
      const result = { id: scenario, verdict: '${verdict}', errors: ${errors}, durationMs: 1 };
      appendFileSync('reports/' + file, JSON.stringify({ seq: seq + 1000, at, board, type: 'scenario.finished', scenario, result }) + '\\n');
    }
  };`;

/** What a suite does to the process and the test library that it runs in changes no verdict. */
export const tricks: readonly World[] = [
  {
    name: 'forges-a-pass',
    broken: 'A scenario whose product fails writes into the journal that it has passed.',
    suite: `${forges('passed')}\nscenario('fails', {}, async ({ board }) => { await hostTime(500); forge(); expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`,
    right: { exit: 1, scenarios: { fails: failed(/sparc/) }, screen: [/PROBLEM .*results that no board told/] },
  },
  {
    name: 'forges-a-failure',
    broken: 'A scenario that passes writes into the journal that the product has failed.',
    suite: `${forges('failed', `[{ fault: 'dut', name: 'AssertionError', message: 'forged', evidence: [] }]`)}\nscenario('passes', {}, async ({ board }) => { await board.linux.run('true'); await hostTime(500); forge(); });\n${next}`,
    right: {
      exit: 2,
      scenarios: { passes: passed, next: passed },
      screen: [/PROBLEM .*results that no board told/],
      never: [/product failed/],
    },
  },
  {
    name: 'exits',
    broken: 'A scenario ends its own process with success.',
    suite: `scenario('exits', {}, async () => { process.exit(0); });\n${next}`,
    right: { exit: 2, scenarios: { exits: died, next: passed } },
  },
  {
    name: 'exits-in-a-hook',
    broken: 'A hook ends its own process with success before the scenario is judged.',
    suite: `afterEach(() => { process.exit(0); });\nscenario('ends', {}, async ({ board }) => { await board.linux.run('true'); });`,
    right: { exit: 2, scenarios: { ends: died } },
  },
  {
    name: 'kills-itself',
    broken: 'A scenario kills its own process.',
    suite: `scenario('dies', {}, async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); });\n${next}`,
    right: { exit: 2, scenarios: { dies: died, next: passed } },
  },
  {
    name: 'fake-timers',
    broken: 'A suite replaces the timers and the clock of its process.',
    suite: `
      scenario('fakes', {}, async ({ board }) => {
        vi.useFakeTimers();
        globalThis.setTimeout = () => 0;
        globalThis.clearTimeout = () => {};
        Date.now = () => 0;
        performance.now = () => 0;
        expect((await board.linux.run('echo on')).stdout).toBe('on\\n');
      });
      ${fails}`,
    right: { exit: 1, scenarios: { fakes: passed, fails: failed(/sparc/) } },
  },
  {
    name: 'fake-timers-from-the-start',
    broken: 'Suites fake or replace the timers of their process while they are read, and the product fails.',
    suite: `vi.useFakeTimers();\n${next}\n${fails}`,
    files: {
      'suites/other.ts': `import { expect, scenario } from '#lab';
for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) globalThis[name] = () => 0;
${fails.replace("'fails'", "'fails too'")}
`,
    },
    right: { exit: 1, scenarios: { next: passed, fails: failed(/sparc/), 'fails too': failed(/sparc/) } },
  },
  {
    name: 'inverted',
    broken: 'A group says that its tests must fail.',
    suite: `describe('group', { fails: true }, () => { ${fails} });\n${next}`,
    right: {
      exit: [1, 2, 3],
      scenarios: {
        'group > fails': { verdict: ['failed', 'error', 'not-run'], fault: ['dut', 'suite'], mayBeAbsent: true },
        next: { verdict: ['passed', 'not-run'], fault: 'suite', mayBeAbsent: true },
      },
    },
  },
  {
    name: 'retries-itself',
    broken: 'A suite sets retries of the test library, and its scenario passes only at the third time.',
    suite: `
      vi.setConfig({ retry: 5 });
      let count = 0;
      describe('group', { retry: 5 }, () => {
        scenario('comes and goes', {}, async ({ board }) => { await board.linux.run(++count < 3 ? 'exit 7' : 'true'); });
      });`,
    right: { exit: 1, scenarios: { 'group > comes and goes': failed(/7/) } },
  },
  {
    name: 'concurrent',
    broken: 'A suite asks for its scenarios to run at the same time, on one board.',
    suite: `
      let inside = 0;
      const body = async ({ board }) => {
        inside++;
        await board.linux.run('sleep 5');
        if (inside !== 1) throw new Error('two scenarios have one board');
        inside--;
      };
      describe.concurrent('group', () => { scenario('first', {}, body); scenario('second', {}, body); });`,
    right: {
      exit: [0, 2, 3],
      scenarios: {
        'group > first': { verdict: ['passed', 'error', 'not-run'], fault: 'suite', mayBeAbsent: true },
        'group > second': { verdict: ['passed', 'error', 'not-run'], fault: 'suite', mayBeAbsent: true },
      },
      never: [/two scenarios have one board/],
    },
  },
  {
    name: 'scenario-in-a-scenario',
    broken: 'A scenario defines another one while it runs.',
    suite: `
      scenario('outer', {}, async ({ board }) => {
        scenario('inner', {}, async () => { throw new Error('never seen'); });
        await board.linux.run('true');
      });`,
    right: { exit: 2, scenarios: { outer: { verdict: 'error', fault: 'suite' } } },
  },
  {
    name: 'own-error-classes',
    broken: "A scenario throws an error that says of itself that it is the lab's.",
    suite: `
      scenario('pretends', {}, async ({ board }) => {
        const result = await board.linux.run('uname -m');
        throw Object.assign(new Error('the lab did it: ' + result.stdout.trim()), { name: 'PortError', fault: 'lab' });
      });`,
    right: { exit: 2, scenarios: { pretends: { verdict: 'error', fault: 'suite', says: /the lab did it/ } } },
  },
  {
    name: 'assertion-called-the-labs',
    broken:
      "The product fails assertions, and a suite says of them, of copies and of wrappers that they are the lab's, which is tried again.",
    suite: `
      let tries = 0;
      const says = (made) => async ({ board }) => {
        await board.linux.run('true');
        try { expect(++tries % 2).toBe(0); } catch (error) { tries = 0; throw made(error); }
      };
      const labs = (error) => Object.assign(error, { fault: 'lab' });
      scenario('marked', {}, says(labs));
      scenario('wrapped', {}, says((cause) => labs(new TypeError('wrapped', { cause }))));
      scenario('cloned', {}, says((error) => labs(structuredClone(error))));
      scenario('in an aggregate', {}, says((error) => labs(new AggregateError([error], 'several'))));
      ${next}`,
    arguments: ['--retries', 'lab=1'],
    right: {
      exit: 1,
      scenarios: {
        marked: failed(/expected 1 to be/),
        wrapped: { verdict: 'failed', fault: ['dut', 'suite'], says: /expected 1 to be/ },
        cloned: { verdict: 'failed', fault: ['dut', 'suite'], says: /expected 1 to be/ },
        'in an aggregate': { verdict: 'failed', fault: ['dut', 'suite'], says: /expected 1 to be/ },
        next: passed,
      },
    },
  },
  {
    name: 'uses-a-board-of-before',
    broken: 'A scenario keeps the board of the one before it and uses it.',
    suite: `
      let kept;
      scenario('keeps', {}, async ({ board }) => { kept = board; await board.linux.run('true'); });
      scenario('uses', {}, async ({ board }) => { await board.linux.run('true'); await kept.linux.run('true'); });`,
    right: { exit: 2, scenarios: { keeps: passed, uses: { verdict: 'error', fault: 'suite', says: /after the end of/ } } },
  },
];
