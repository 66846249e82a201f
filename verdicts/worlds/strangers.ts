import { failed, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const nothingBegins = { exit: 3, scenarios: {} } as const;

/** Mistakes and boards of people who know a README and nothing more. */
export const strangers: readonly World[] = [
  {
    name: 'the-echo-is-the-answer',
    broken: 'A program that should say that it is ready does not exist, and what is waited for stands in the command that was typed.',
    suite: `
      scenario('waits', { boot: 'running', timeout: '2h' }, async ({ board }) => {
        await board.serial.run('true');
        await board.console.send('missing-app && echo APP-READY\\n');
        await board.console.expect('APP-READY', { within: '5s' });
      });
      ${next}`,
    right: { exit: 1, scenarios: { waits: failed(/did not come/), next: passed } },
  },
  {
    name: 'the-answer-behind-the-echo',
    broken: 'Nothing is broken: what is waited for is typed, and said behind it.',
    suite: `
      scenario('waits', { boot: 'running', timeout: '2h' }, async ({ board }) => {
        await board.serial.run('true');
        await board.console.send('root\\n');
        await board.console.expect(/[Pp]assword|#/, { within: '60s' });
      });
      ${next}`,
    right: { exit: 0, scenarios: { waits: passed, next: passed } },
  },
  {
    name: 'a-pattern-that-anything-satisfies',
    broken: 'A pattern has an empty alternative, and the M7 was never started.',
    suite: `
      scenario('ticks', {}, async ({ m7 }) => { await m7.console.expect(/tick=|/, { within: '5s' }); });
      ${next}`,
    right: { exit: 2, scenarios: { ticks: suiteError(/whatever comes would satisfy it/), next: passed } },
  },
  {
    name: 'no-case',
    broken: 'The list of cases of a scenario came out empty, beside a suite that runs.',
    suite: next,
    files: {
      'suites/cases.ts': `import { scenario } from '#lab';\nconst images: string[] = [];\nscenario.for(images)('starts %s', {}, async () => {});\n`,
    },
    right: { ...nothingBegins, screen: [/there is no case/] },
  },
  {
    name: 'no-scenario-in-a-file',
    broken: 'A loop over an empty list leaves a suite file without a scenario, beside a suite that runs.',
    suite: next,
    files: {
      'suites/loop.ts': `import { scenario } from '#lab';\nfor (const image of [] as string[]) scenario(image, {}, async () => {});\n`,
    },
    right: { ...nothingBegins, screen: [/loop\.ts: it holds no scenario/] },
  },
  {
    name: 'a-file-of-helpers',
    broken: 'Nothing is broken: a file beside the suites exports what they use.',
    suite: `import { wanted } from './helpers.ts';\nscenario('asks', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe(wanted); });`,
    files: { 'suites/helpers.ts': `export const wanted = 'aarch64';\n` },
    right: { exit: 0, scenarios: { asks: passed } },
  },
];
