import { labError, passed, type World } from '../world.ts';

const one = `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); });`;

/** What a relay says and what it does. */
export const relay: readonly World[] = [
  {
    name: 'never-opens',
    broken: 'The contact of the relay never opens, and the relay believes that it does.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.coldBoot(); });`,
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
];
