import { failed, labError, passed, type World } from '../world.ts';

const one = `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); });`;

const advice = /the relay, a supply that gave in, or the reset line/;
const switchedMeanwhile = (source: string): World => ({
  name: `switched-meanwhile-by-${source.toLowerCase().replace('_', '-')}`,
  broken: `Somebody switches the relay off and on in the middle of a scenario, and its last command came by ${source}.`,
  suite: `scenario('waits', { boot: 'running', timeout: '2h' }, async ({ board }) => { await strike('cut'); await hostTime(300); await strike('back'); await hostTime(4000); });
    scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`,
  wires: { relay: [{ states: { source }, from: 'cut' }] },
  strikes: { cut: [{ cutsPower: true }], back: [{ restoresPower: true }] },
  // Where the relay cannot tell one user from another, the reset keeps its cause open.
  right:
    source === 'button'
      ? { exit: 2, scenarios: { waits: labError(/something else has switched its relay.*'button'/), next: passed } }
      : {
          exit: 1,
          scenarios: { waits: failed(/unexpected-reset \(reset cause POR\)/), next: passed },
          summary: [advice],
          screen: [advice],
        },
});

/** What a relay says and what it does. */
export const relay: readonly World[] = [
  {
    name: 'never-opens',
    broken: 'The contact of the relay never opens, and the relay believes that it does.',
    suite: `scenario('runs', { timeout: '1h' }, async ({ board }) => { await board.coldBoot(); });`,
    wires: { relay: [{ lies: 'off', believes: true }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /relay|power/i } }, isPowered: true },
  },
  {
    name: 'stuck-at-the-end',
    broken: 'At the end of the run the relay does not open, and says so.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('stuck'); });`,
    wires: { relay: [{ lies: 'off', from: 'stuck' }] },
    right: { exit: 2, scenarios: { runs: passed }, isPowered: true, screen: [/power/i], summary: [/power|relay/i] },
  },
  {
    name: 'believes-at-the-end',
    broken: 'At the end of the run the relay says that it has opened, and later, too; it has not, and the board is idle.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('stuck'); });`,
    wires: { relay: [{ lies: 'off', believes: true, from: 'stuck' }] },
    right: { exit: 2, scenarios: { runs: passed }, isPowered: true, screen: [/may still have power/], summary: [/may still have power/] },
  },
  {
    name: 'ran-on',
    broken: 'The relay says off and on, and has done neither: Linux, which is idle, runs on.',
    suite: `scenario('runs', { timeout: '1h' }, async ({ board }) => { await strike('stuck'); await board.coldBoot(); });`,
    wires: { relay: [{ lies: 'off', believes: true, from: 'stuck' }] },
    right: { exit: 2, scenarios: { runs: labError(/the board ran on all the while/) }, isPowered: true },
  },
  {
    name: 'slow',
    broken: 'The relay says that it has opened, and does it four seconds later.',
    suite: `
      scenario('runs', { timeout: '1h' }, async ({ board }) => {
        await strike('slow');
        try { await board.coldBoot(); } finally { await strike('over'); }
      });`,
    wires: { relay: [{ lagsMs: 4000, from: 'slow', until: 'over' }] },
    right: { exit: 2, scenarios: { runs: labError(/the relay is slow/) }, never: [/another user of this relay/] },
  },
  {
    name: 'another-outlet',
    broken: 'The relay answers for the outlet of the board next to it.',
    suite: one,
    wires: { relay: [{ leadsToNeighbour: true }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /relay|power|silent|spoke/i } } },
  },
  {
    name: 'somebody-cuts-the-power',
    broken: 'Somebody switches the board off at its relay while a scenario runs.',
    suite: `
      scenario('runs', {}, async ({ board }) => {
        await strike('cut');
        await board.linux.run('sleep 200', { timeout: '4min' });
      });
      scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`,
    strikes: { cut: [{ cutsPower: true }] },
    right: { exit: 2, scenarios: { runs: labError(/power|relay/i), next: passed } },
  },
  {
    name: 'lies-once',
    broken: 'The relay says once that it has opened, and has not; the next time it does.',
    suite: `
      scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('lie'); });
      scenario('boots', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    wires: { relay: [{ lies: 'off', nth: 1, from: 'lie' }] },
    right: { exit: [0, 2], scenarios: { runs: passed, boots: { verdict: ['passed', 'error'], fault: 'lab', says: /relay|power/i } } },
  },
  {
    name: 'lies-once-at-the-end',
    broken: 'At the end of the run the relay says once that it has opened, and has not; the next time it does.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('lie'); });`,
    wires: { relay: [{ lies: 'off', nth: 1, from: 'lie' }] },
    right: { exit: [0, 2], scenarios: { runs: passed } },
  },
  {
    name: 'fails-at-the-end',
    broken: 'At the end of the run the relay answers every call with an error.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('fail'); });`,
    wires: { relay: [{ answers: 500, from: 'fail' }] },
    right: { exit: 2, scenarios: { runs: passed }, isPowered: true, screen: [/power|relay|500/i], summary: [/power|relay|500/i] },
  },
  {
    name: 'fails-always',
    broken: 'The relay answers every call with an error.',
    suite: one,
    wires: { relay: [{ answers: 500 }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /500|relay|shelly/i } } },
  },
  {
    name: 'hangs',
    broken: 'The relay accepts calls and answers none.',
    suite: one,
    wires: { relay: [{ hangs: true }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /relay|shelly|answer/i } } },
  },
  {
    name: 'is-something-else',
    broken: 'A printer sits at the address of the relay.',
    suite: one,
    wires: { relay: [{ says: '<html><body>LaserJet</body></html>' }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /Shelly|relay/i } } },
  },
  {
    name: 'is-slow',
    broken: 'Nothing is broken: the relay takes a second for each answer.',
    suite: one,
    wires: { relay: [{ delaysMs: 1000 }] },
    right: { exit: 0, scenarios: { runs: passed } },
  },
  {
    name: 'never-closes',
    broken: 'The relay says that it has closed, and the board has no power.',
    suite: one,
    wires: { relay: [{ lies: 'on', believes: true }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /relay|power|console/i } } },
  },
  ...(['button', 'HTTP_in'] as const).map((source) => switchedMeanwhile(source)),
];
