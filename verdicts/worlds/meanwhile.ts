import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const starts = `scenario('starts', { firmware: 'tcm-hello', timeout: '2h' }, async ({ m7, board }) => {
  expect(await m7.start('tcm-hello')).toBeOutcome('alive');
  await strike('now');
  for (let i = 0; i < 10; i++) await board.linux.run('sleep 60', { timeout: '10min' });
});`;
const echoes = `scenario('answers', { boot: 'cold', firmware: 'tcm-rpmsg', expect: 'alive', timeout: '2h' }, async ({ m7 }) => {
  await m7.start('tcm-rpmsg');
  await strike('now');
  for (let i = 0; i < 5; i++) expect(await m7.echo('is anybody there?')).toContain('is anybody there?');
});`;

/** What boards, hosts and people do while nobody looks. */
export const meanwhile: readonly World[] = [
  {
    name: 'reset-between-scenarios',
    broken: 'The board resets when a scenario is over and before the one that follows it has begun.',
    suite: `
      scenario('leaves', {}, async ({ board }) => { await board.linux.run('true'); await strike('reset'); });
      scenario('follows', { follows: true }, async ({ board }) => { await board.linux.run('true'); });
      ${next}`,
    strikes: { reset: [{ runs: 'reboot -f', afterMs: 20 }] },
    right: {
      exit: 1,
      scenarios: { leaves: failed(/reset/i), follows: { verdict: ['passed', 'not-run', 'error'], fault: ['suite', 'lab'] }, next: passed },
    },
  },
  {
    name: 'watchdog-in-the-gap',
    broken: 'A program opens the watchdog at the end of a scenario and never feeds it.',
    suite: `
      scenario('leaves', { timeout: '2h' }, async ({ board }) => { await board.linux.run('echo 1 > /dev/watchdog0', { asRoot: true }); });
      scenario('next', { timeout: '2h' }, async ({ board }) => { await board.linux.run('sleep 300', { timeout: '10min' }); });`,
    right: {
      exit: 1,
      scenarios: { leaves: { verdict: ['passed', 'failed'], fault: 'dut' }, next: { verdict: ['passed', 'failed'], fault: 'dut' } },
      summary: [/reset|watchdog/i],
    },
  },
  {
    name: 'm7-repeats-itself',
    broken: 'After its proof of life the M7 says the same tick for ever.',
    suite: `${starts}\n${next}`,
    wires: { m7: [{ rewrites: /tick=\d+/, as: 'tick=1', from: 'now' }] },
    right: { exit: 1, scenarios: { starts: failed(/m7-silent|silent|count/i), next: passed } },
  },
  {
    name: 'echo-and-a-slow-network',
    broken: 'Nothing is broken: each packet of the network takes a fifth of a second while the M7 answers over RPMsg.',
    suite: echoes,
    wires: { ssh: [{ delaysMs: 200, from: 'now' }] },
    right: { exit: 0, scenarios: { answers: passed } },
  },
  {
    name: 'echo-and-a-busy-host',
    broken: 'Nothing is broken: the host stands still again and again while the M7 answers over RPMsg.',
    suite: echoes,
    strikes: { now: Array.from({ length: 3 }, () => ({ stopsRunMs: 1200 })) },
    right: { exit: 0, scenarios: { answers: passed } },
  },
  {
    name: 'host-stops-and-goes',
    broken: 'The host stands still for a third of a second again and again while the board boots.',
    suite: `scenario('boots', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    signs: [{ line: /Starting kernel/, nth: 2, strikes: 'now' }],
    strikes: { now: Array.from({ length: 6 }, () => ({ stopsRunMs: 333 })) },
    right: { exit: 0, scenarios: { boots: passed } },
  },
  {
    name: 'reports-removed',
    broken: 'Somebody removes the folder of the reports in the middle of a run.',
    suite: `import { rmSync } from 'node:fs';\nscenario('runs', {}, async ({ board }) => { await board.linux.run('true'); rmSync('reports', { recursive: true, force: true }); });\n${next}`,
    right: {
      exit: 2,
      scenarios: {
        runs: { verdict: ['passed', 'error'], fault: ['lab', 'runner'], mayBeAbsent: true },
        next: { verdict: ['passed', 'error', 'not-run'], fault: ['lab', 'runner'], mayBeAbsent: true },
      },
      screen: [/was removed or replaced while the run went on/],
    },
  },
  {
    name: 'suite-emptied',
    broken: 'Somebody empties the suite in the middle of a run, and its process dies.',
    suite: `scenario('dies', {}, async () => { writeFileSync('suites/world.ts', ''); process.exit(0); });\n${next}`,
    right: {
      exit: 2,
      scenarios: {
        dies: { verdict: 'error', fault: ['suite', 'runner'] },
        next: { verdict: ['passed', 'not-run', 'error'], fault: ['suite', 'runner'] },
      },
    },
  },
  {
    name: 'lab-file-changed',
    broken: 'Somebody breaks the lab file in the middle of a run.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); writeFileSync('lab.config.ts', 'no lab at all'); });\n${next}`,
    right: { exit: 0, scenarios: { runs: passed, next: passed } },
  },
];
