import { passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;

/** Relays that do what they are told, and tell something else or nothing at all. */
export const relayWords: readonly World[] = [
  {
    name: 'drops-connections',
    broken: 'The relay resets the connection each time that it has switched.',
    suite: `scenario('boots', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    wires: { relay: [{ drops: true }] },
    right: { exit: [0, 2], scenarios: { boots: { verdict: ['passed', 'error', 'not-run'], fault: 'lab', says: /relay|shelly|power/i } } },
  },
  {
    name: 'drops-at-the-end',
    broken: 'At the end of the run the relay opens and resets the connection without an answer.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('drop'); });`,
    wires: { relay: [{ drops: true, from: 'drop' }] },
    right: { exit: [0, 2], scenarios: { runs: passed } },
  },
  {
    name: 'misreports-once-at-the-end',
    broken: 'At the end of the run the relay opens and says once that it is closed.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('end'); });`,
    wires: { relay: [{ misreports: true, nth: 1, from: 'end' }] },
    right: { exit: [0, 2], scenarios: { runs: passed } },
  },
  {
    name: 'says-off-in-a-freeze',
    broken: 'The product freezes, and the relay says that the board has no power, which it has.',
    suite: `scenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await strike('arm'); await m7.start('tcm-hello'); });`,
    strikes: { arm: [{ arms: 'freeze' }] },
    wires: { relay: [{ misreports: true, nth: 1, from: 'arm' }] },
    right: { exit: [1, 2], scenarios: { starts: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /frozen|power|relay/ } } },
  },
  {
    name: 'cut-and-back',
    broken: 'Somebody takes the power for a moment while a scenario waits, and gives it back.',
    suite: `
      scenario('runs', {}, async ({ board }) => {
        await strike('cut');
        await board.linux.run('sleep 100', { timeout: '3min' });
      });
      ${next}`,
    strikes: { cut: [{ cutsPower: true }, { restoresPower: true }] },
    right: {
      exit: [1, 2],
      scenarios: { runs: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /reset|power/i }, next: passed },
    },
  },
];
