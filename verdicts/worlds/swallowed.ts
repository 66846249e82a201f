import { failed, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const fails = `scenario('fails', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`;
const either = { verdict: ['failed', 'error'], fault: ['dut', 'suite'] } as const;
const isSparc = `expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc')`;

// Whatever CI runs the worlds.
const byHand = { CI: '', GITHUB_ACTIONS: '', GITLAB_CI: '', TF_BUILD: '', TEAMCITY_VERSION: '' };

/** Failures that a suite loses on the way, by mistake or on purpose. */
export const swallowed: readonly World[] = [
  {
    name: 'outcome-caught',
    broken: 'A scenario expects an M7 that lives, gets one that does not, and catches what says so.',
    suite: `scenario('catches', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { try { expect(await m7.start('tcm-hello')).toBeOutcome('alive'); } catch {} });\n${next}`,
    wires: { m7: [{ rewrites: /tick=\d+/, as: 'tick=1' }] },
    right: { exit: 1, scenarios: { catches: failed(/mute/), next: passed } },
  },
  {
    name: 'outcome-of-a-lying-matcher',
    broken: 'A suite replaces the matcher of outcomes by one that always holds.',
    suite: `
      expect.extend({ toBeOutcome: () => ({ pass: true, message: () => '' }) });
      scenario('pretends', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { expect(await m7.start('tcm-hello')).toBeOutcome('alive'); });\n${next}`,
    wires: { m7: [{ rewrites: /tick=\d+/, as: 'tick=1' }] },
    right: { exit: 1, scenarios: { pretends: failed(/mute/), next: passed } },
  },
  {
    name: 'rows-caught',
    broken: 'The product fails the first rows of tables, whose assertions the suite catches one by one, and tries that hold at last.',
    suite: `
      scenario('commands', {}, async ({ board }) => { for (const command of ['exit 1', 'true', 'uname']) { try { expect((await board.linux.run(command, { reject: false })).exitCode).toBe(0); } catch {} } });
      scenario('wanted', {}, async ({ board }) => { for (const [command, wanted] of [['uname -m', 'sparc'], ['uname -s', 'Linux']]) { try { expect((await board.linux.run(command)).stdout.trim()).toBe(wanted); } catch {} } });
      scenario('lines', {}, async ({ board }) => { for (const line of (await board.linux.run('echo sparc; uname -m')).stdout.trim().split('\\n')) { try { expect(line).toBe('aarch64'); } catch {} } });
      scenario('retried', {}, async ({ board }) => { for (let n = 1; ; n++) { try { expect((await board.linux.run('echo x >> /tmp/rows; wc -l < /tmp/rows')).stdout.trim()).toBe('3'); break; } catch { await board.linux.run('sleep ' + n); } } });
      ${next}`,
    right: {
      exit: 1,
      scenarios: {
        commands: failed(/the suite caught it.*to be/),
        wanted: failed(/the suite caught it.*sparc/),
        lines: failed(/the suite caught it.*sparc/),
        retried: passed,
        next: passed,
      },
    },
  },
  {
    name: 'returns-early',
    broken: 'A scenario expects an M7 that lives and returns before it starts one.',
    suite: `scenario('returns', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { if (Date.now() > 0) return; await m7.start('tcm-hello'); });\n${next}`,
    right: { exit: [1, 2], scenarios: { returns: either, next: passed } },
  },
  {
    name: 'for-each-async',
    broken: 'Assertions stand in an async callback of forEach, which nobody awaits.',
    suite: `scenario('forgets', {}, async ({ board }) => { [1, 2].forEach(async () => { ${isSparc}; }); });\n${next}`,
    right: { exit: [1, 2], scenarios: { forgets: either, next: passed } },
  },
  {
    name: 'nested-callbacks',
    broken: 'An assertion stands in a callback in a callback, and neither is awaited.',
    suite: `scenario('forgets', {}, async ({ board }) => { await Promise.resolve().then(() => { board.linux.run('uname -m').then(({ stdout }) => { hostTime(50).then(() => { expect(stdout.trim()).toBe('sparc'); }); }); }); });\n${next}`,
    right: { exit: [1, 2], scenarios: { forgets: either, next: passed } },
  },
  {
    name: 'then-without-await',
    broken:
      "An assertion of a promise of the suite's own, which asks nothing of the board, is not awaited and fails during the next scenario.",
    suite: `scenario('forgets', {}, async ({ board }) => { await board.linux.run('true'); hostTime(400).then(() => { expect('here').toBe('there'); }); });\nscenario('next', {}, async ({ board }) => { await hostTime(1200); await board.linux.run('true'); });`,
    right: { exit: [1, 2], scenarios: { forgets: either, next: passed } },
  },
  {
    name: 'async-matcher-without-await',
    broken: 'A matcher of the lab asks something and answers later, and nobody awaits it.',
    suite: `
      expect.extend({ async toComeLater(received) { await hostTime(200); return { pass: received === 'sparc', message: () => 'it is no sparc' }; } });
      scenario('forgets', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toComeLater(); await board.linux.run('true'); });
      scenario('next', {}, async ({ board }) => { await hostTime(800); await board.linux.run('true'); });`,
    right: { exit: [1, 2], scenarios: { forgets: either, next: passed } },
  },
  {
    name: 'race',
    broken: 'A scenario lets a call of the board race a timer, and the timer wins.',
    suite: `scenario('races', {}, async ({ board }) => { await Promise.race([board.linux.run('sleep 300; exit 7', { timeout: '10min' }), hostTime(200)]); });\n${next}`,
    right: { exit: 2, scenarios: { races: { verdict: 'error', fault: 'suite' }, next: passed } },
  },
  {
    name: 'settled-and-forgotten',
    broken: 'A scenario collects calls of the board with allSettled, and looks at none of the results.',
    suite: `scenario('collects', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7, board }) => { await Promise.allSettled([m7.start('tcm-hello'), board.linux.run('exit 7')]); });\n${next}`,
    wires: { m7: [{ rewrites: /tick=\d+/, as: 'tick=1' }] },
    right: { exit: 1, scenarios: { collects: failed(/mute/), next: passed } },
  },
  {
    name: 'interval-left-running',
    broken: 'An interval of a scenario that is over goes on calling the board.',
    suite: `scenario('leaves', {}, async ({ board }) => { setInterval(() => { board.linux.run('true'); }, 200); await board.linux.run('true'); });\nscenario('next', {}, async ({ board }) => { await hostTime(1200); await board.linux.run('true'); });`,
    right: { exit: 2, scenarios: { leaves: { verdict: 'error', fault: 'suite' }, next: passed } },
  },
  {
    name: 'timers-that-do-nothing',
    broken: 'Nothing is broken: intervals and sockets of a suite stay open for ever and do nothing.',
    suite: `import { createServer } from 'node:net';\nscenario('leaves', {}, async ({ board }) => { setInterval(() => {}, 20); createServer().listen(0); await board.linux.run('true'); });\n${next}`,
    right: { exit: 0, scenarios: { leaves: passed, next: passed } },
  },
  {
    name: 'asserts-in-a-timer',
    broken: 'The last scenario leaves an assertion to a timer that fires behind its end, and another one to a timer of an hour.',
    suite: `
      scenario('much later', {}, async ({ board }) => { expect((await board.linux.run('echo on')).stdout).toBe('on\\n'); setTimeout(() => { expect(1).toBe(2); }, 3_600_000); });
      ${next}
      scenario('later', {}, async ({ board }) => { const { stdout } = await board.linux.run('uname -m'); expect(stdout).toMatch(/\\w/); setTimeout(() => { expect(stdout.trim()).toBe('sparc'); }, 2000); });`,
    right: {
      exit: 2,
      scenarios: {
        'much later': { verdict: 'error', fault: 'suite', says: /an assertion stands in a timer/ },
        next: passed,
        later: { verdict: 'error', fault: 'suite', says: /nobody awaited it: .*sparc/ },
      },
    },
  },
  {
    name: 'only-in-ci',
    broken: 'One scenario is left alone by `only` where CI is set, and another one would fail.',
    suite: `scenario.only('runs', {}, async ({ board }) => { await board.linux.run('true'); });\n${fails}`,
    environment: { CI: 'true' },
    right: { exit: 3, scenarios: {}, screen: [/suites\/world\.ts:\d+: \.only leaves out .* CI is set/] },
  },
  {
    name: 'only-group-in-ci',
    broken: 'One group is left alone by `only` of the test library where CI is set, and another scenario would fail.',
    suite: `describe.only('group', () => { scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); }); });\n${fails}`,
    environment: { CI: 'true' },
    right: { exit: 3, scenarios: {}, screen: [/suites\/world\.ts:\d+: \.only leaves out .* CI is set/] },
  },
  {
    name: 'only-by-hand',
    broken: 'One group is left alone by `only` where somebody works at it, and what is left out is told.',
    suite: `describe.only('group', () => { scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); }); });\n${fails}`,
    environment: byHand,
    right: {
      exit: 0,
      scenarios: { 'group > runs': passed, fails: { verdict: 'skipped' } },
      screen: [/!!! ONLY !!! only 1 of 2 scenarios/],
      summary: [/only 1 of 2 scenarios/, /left out by .only at suites/],
    },
  },
  {
    name: 'snapshot-that-is-new',
    broken: 'A scenario compares with a snapshot that nobody has ever written.',
    suite: `scenario('compares', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout).toMatchSnapshot(); });\n${next}`,
    environment: { CI: '' },
    right: { exit: [1, 2], scenarios: { compares: either, next: passed } },
  },
  {
    name: 'inline-snapshot-that-is-new',
    broken: 'A scenario compares with a snapshot in its own text, which nobody has ever filled in.',
    suite: `scenario('compares', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout).toMatchInlineSnapshot(); });\n${next}`,
    environment: { CI: '' },
    right: { exit: [1, 2], scenarios: { compares: either, next: passed } },
  },
  {
    name: 'snapshot-of-another-machine',
    broken: 'The product differs from a snapshot.',
    suite: `scenario('compares', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toMatchInlineSnapshot('"sparc"'); });\n${next}`,
    right: { exit: 1, scenarios: { compares: failed(/sparc|snapshot/i), next: passed } },
  },
  {
    name: 'snapshot-file-of-another-machine',
    broken: 'The product differs from a snapshot in a file.',
    suite: `scenario('compares', {}, async ({ board }) => { await expect((await board.linux.run('uname -m')).stdout.trim()).toMatchFileSnapshot('machine.txt'); });\n${next}`,
    files: { 'suites/machine.txt': 'sparc' },
    right: { exit: 1, scenarios: { compares: failed(/sparc|snapshot/i), next: passed } },
  },
  {
    name: 'unreachable',
    broken: 'The product goes where a scenario says that it must never come.',
    suite: `scenario('reaches', {}, async ({ board }) => { if ((await board.linux.run('uname -m')).stdout.includes('aarch64')) expect.unreachable('this is no sparc'); });\n${next}`,
    right: { exit: 1, scenarios: { reaches: failed(/sparc/), next: passed } },
  },
  {
    name: 'limits-of-the-library',
    broken: 'A suite sets all limits of the test library to a millisecond, and the product fails.',
    suite: `vi.setConfig({ testTimeout: 1, hookTimeout: 1, maxConcurrency: 50, fakeTimers: { now: 0 } });\n${next}\n${fails}`,
    right: { exit: 1, scenarios: { next: passed, fails: failed(/sparc/) } },
  },
  {
    name: 'exit-code-of-its-own',
    broken: 'A suite sets the exit code of its process and ends it with success when it ends, and the product fails.',
    suite: `process.exitCode = 0;\nprocess.on('exit', () => { process.exitCode = 0; process.reallyExit?.(0); });\n${fails}\n${next}`,
    right: { exit: 1, scenarios: { fails: failed(/sparc/), next: passed } },
  },
  {
    name: 'too-late-soft',
    broken: 'A soft assertion fails in a callback that nobody awaits, after its scenario.',
    suite: `scenario('forgets', {}, async ({ board }) => { setTimeout(() => { expect.soft('here').toBe('there'); }, 300); await board.linux.run('true'); });\nscenario('next', {}, async ({ board }) => { await hostTime(900); await board.linux.run('true'); });`,
    right: { exit: [1, 2], scenarios: { forgets: { verdict: ['failed', 'error'], fault: ['dut', 'suite'] }, next: passed } },
  },
  {
    name: 'worker-thread-dies',
    broken: 'A thread that a scenario has started throws.',
    suite: `import { Worker } from 'node:worker_threads';\nscenario('starts', {}, async ({ board }) => { new Worker('throw new Error("from a thread")', { eval: true }); await hostTime(1500); await board.linux.run('true'); });\n${next}`,
    right: { exit: 2, scenarios: { starts: suiteError(/from a thread/), next: passed } },
  },
  {
    name: 'listeners-left-behind',
    broken:
      'Assertions of scenarios stand in what listens to a child process, a request and a thread, and these answer behind the last command.',
    suite: `
      import { execFile } from 'node:child_process';
      import { createServer } from 'node:http';
      import { Worker } from 'node:worker_threads';
      const server = createServer((_, answer) => setTimeout(() => answer.end('bad'), 800)).listen(0);
      afterAll(() => { server.unref(); });
      scenario('fetch', {}, async ({ board }) => { await board.linux.run('true'); fetch('http://127.0.0.1:' + server.address().port).then((answer) => answer.text()).then((text) => { expect(text).toBe('good'); }); });
      scenario('thread', {}, async ({ board }) => { expect((await board.linux.run('echo on')).stdout).toBe('on\\n'); new Worker("setTimeout(() => require('node:worker_threads').parentPort.postMessage('bad'), 1500)", { eval: true }).on('message', (text) => { expect(text).toBe('good'); }); });
      scenario('child', {}, async ({ board }) => { expect((await board.linux.run('echo on')).stdout).toBe('on\\n'); execFile('sleep', ['1.5'], () => { expect('bad').toBe('good'); }); });
      scenario('well', {}, async ({ board }) => { await board.linux.run('true'); execFile('sleep', ['0.5'], () => {}); });`,
    right: { exit: [1, 2], scenarios: { fetch: either, thread: either, child: either, well: passed } },
  },
];
