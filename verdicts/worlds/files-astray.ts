import { failed, passed, type World } from '../world.ts';

const first = `scenario('first', {}, async ({ board }) => { await board.linux.run('true'); });`;
const fails = `scenario('fails', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`;
const fs = `import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
  const turn = (name) => { const path = 'turn-' + name; const n = existsSync(path) ? Number(readFileSync(path, 'utf8')) + 1 : 1; writeFileSync(path, String(n)); return n; };`;
const second = {
  'suites/zweite.ts': `import { expect, scenario } from '#lab';\nscenario('second', {}, async ({ board }) => { await board.linux.run('true'); });\n`,
};
const notOfTheProduct = { verdict: ['error', 'not-run'], fault: ['suite', 'lab', 'runner'] } as const;
const passesOrNot = { verdict: ['passed', 'error', 'not-run'], fault: ['suite', 'lab', 'runner'] } as const;

/** Files, folders and modules that are not there any more, or are others, when a run needs them. */
export const filesAstray: readonly World[] = [
  {
    name: 'suite-removed',
    broken: 'Somebody removes a suite before its turn has come; it was read when the run began.',
    suite: `${fs}\nscenario('first', {}, async ({ board }) => { await board.linux.run('true'); rmSync('suites/zweite.ts'); });`,
    files: second,
    arguments: ['--in-order'],
    right: { exit: [0, 2], scenarios: { first: passed, second: passesOrNot } },
  },
  {
    name: 'suite-emptied',
    broken: 'Somebody takes the scenario out of a suite before its turn has come; it was read when the run began.',
    suite: `${fs}\nscenario('first', {}, async ({ board }) => { await board.linux.run('true'); writeFileSync('suites/zweite.ts', "import { scenario } from '#lab';\\nscenario('another', {}, async ({ board }) => { await board.linux.run('true'); });\\n"); });`,
    files: second,
    arguments: ['--in-order'],
    right: { exit: [0, 2], scenarios: { first: passed, second: passesOrNot } },
  },
  {
    name: 'names-by-the-turn',
    broken: 'The name of a scenario is another one each time that its suite is loaded.',
    suite: `${fs}\nscenario('changes ' + turn('a'), {}, async ({ board }) => { await board.linux.run('true'); });\n${first}`,
    right: {
      exit: [2, 3],
      scenarios: { 'changes 1': { ...notOfTheProduct, mayBeAbsent: true }, first: { ...passesOrNot, mayBeAbsent: true } },
    },
  },
  {
    name: 'there-only-at-first',
    broken: 'A suite has a scenario when it is looked at, and none when it runs.',
    suite: `${fs}\nif (turn('a') === 1) { ${first} } else { scenario('other', {}, async ({ board }) => { await board.linux.run('true'); }); }\nscenario('always', {}, async ({ board }) => { await board.linux.run('true'); });`,
    right: {
      exit: [2, 3],
      scenarios: { first: { ...notOfTheProduct, mayBeAbsent: true }, always: { ...passesOrNot, mayBeAbsent: true } },
    },
  },
  {
    name: 'lab-file-spoilt',
    broken: 'Somebody edits the lab file in the middle of a run, and it is none any more.',
    suite: `${fs}\nscenario('first', {}, async ({ board }) => { await board.linux.run('true'); writeFileSync('lab.config.ts', 'export default {'); });`,
    files: second,
    arguments: ['--in-order'],
    right: { exit: [0, 2], scenarios: { first: passed, second: passesOrNot } },
  },
  {
    name: 'latest-is-a-folder',
    broken: 'Where the link to the newest run belongs somebody keeps a folder.',
    suite: first,
    files: { 'reports/latest/mine.txt': 'mine' },
    right: {
      exit: 2,
      scenarios: { first: passed },
      summary: [/somebody has something else there/],
      screen: [/PROBLEM .*latest does not point at this run/],
    },
  },
  {
    name: 'reports-removed',
    broken: 'Somebody removes the folder of the reports in the middle of a run, and the product fails.',
    suite: `${fs}\nscenario('removes', {}, async ({ board }) => { await board.linux.run('true'); rmSync('reports', { recursive: true, force: true }); });\n${fails}`,
    right: {
      exit: [1, 2],
      scenarios: {
        removes: { verdict: ['passed', 'error', 'not-run'], fault: ['lab', 'runner'], mayBeAbsent: true },
        fails: { verdict: ['failed', 'error', 'not-run'], fault: ['dut', 'lab', 'runner'], mayBeAbsent: true },
      },
      screen: [/report/i],
    },
  },
  {
    name: 'temporary-folder-removed',
    broken: 'Somebody cleans the temporary folder of the host in the middle of a run.',
    suite: `${fs}\nscenario('removes', {}, async ({ board }) => { await board.linux.run('true'); for (const name of readdirSync(process.env.TMPDIR)) if (!name.startsWith('tsx-')) rmSync(process.env.TMPDIR + '/' + name, { recursive: true, force: true }); });\n${first}`,
    files: second,
    right: { exit: [0, 2], scenarios: { removes: passesOrNot, first: passesOrNot, second: passesOrNot } },
  },
  {
    name: 'leases-removed',
    broken: 'Somebody removes the folder of the leases in the middle of a run.',
    suite: `${fs}\nscenario('removes', {}, async ({ board }) => { await board.linux.run('true'); rmSync(process.env.HIL_LEASES, { recursive: true, force: true }); await hostTime(3000); });\n${first}`,
    right: { exit: 0, scenarios: { removes: passed, first: passed } },
  },
  {
    name: 'modules-mocked',
    broken: 'A suite puts mocks in the place of modules of Node, and the product fails.',
    suite: `vi.mock('node:fs');\nvi.mock('node:net');\nvi.mock('node:child_process');\n${fails}\n${first}`,
    right: { exit: [1, 2], scenarios: { fails: { verdict: ['failed', 'error'], fault: ['dut', 'suite'] }, first: passed } },
  },
  {
    name: 'result-tampered-with',
    broken: 'A hook after each scenario writes into its result that it has passed, and the product fails.',
    suite: `
      afterEach(({ task }) => { task.result = { ...task.result, state: 'pass', errors: [] }; });
      ${fails}
      scenario('softly', {}, async ({ board }) => { expect.soft((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });
      ${first}`,
    right: {
      exit: [1, 2],
      scenarios: { fails: failed(/sparc/), softly: { verdict: ['failed', 'error'], fault: ['dut', 'suite'] }, first: passed },
    },
  },
  {
    name: 'prints-for-ever',
    broken: 'A scenario prints a hundred megabytes, and the product fails behind it.',
    suite: `
      scenario('prints', { timeout: '2h' }, async ({ board }) => { for (let i = 0; i < 100_000; i++) { console.log(i + 'x'.repeat(1000)); if (i % 1000 === 0) await hostTime(1); } await board.linux.run('true'); });
      ${fails}`,
    right: { exit: 1, scenarios: { prints: passed, fails: failed(/sparc/) } },
  },
];
