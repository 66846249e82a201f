import { passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const first = `scenario('first', {}, async ({ board }) => { await board.linux.run('true'); await strike('moved'); });`;
const cold = `scenario('boots', { boot: 'cold', timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); });`;
const notOfTheProduct = { verdict: ['error', 'not-run'], fault: 'lab' } as const;

/** What networks of labs do to the way to a sound board. */
export const networkHabits: readonly World[] = [
  {
    name: 'another-address-after-a-boot',
    broken: 'The board gets another address at its second boot, and nobody answers at the old one.',
    suite: `${first}\n${cold}`,
    wires: {
      ssh: [
        { hangs: true, from: 'moved' },
        { silent: true, from: 'moved' },
      ],
    },
    right: { exit: 2, scenarios: { first: { verdict: ['passed', 'error'], fault: 'lab' }, boots: notOfTheProduct } },
  },
  {
    name: 'address-of-something-else',
    broken: 'The board gets another address at its second boot, and something that has no sshd has the old one.',
    suite: `${first}\n${cold}`,
    wires: { ssh: [{ closes: true, from: 'moved' }] },
    right: { exit: 2, scenarios: { first: passed, boots: notOfTheProduct } },
  },
  {
    name: 'another-address-in-a-scenario',
    broken: 'The lease of the address of the board ends while a scenario runs: connections fall silent, and nobody answers there any more.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('moved'); await board.linux.run('sleep 5; echo a', { timeout: '2min' }); });
      ${next}`,
    wires: {
      ssh: [
        { hangs: true, from: 'moved' },
        { silent: true, from: 'moved' },
      ],
    },
    right: { exit: 2, scenarios: { runs: notOfTheProduct, next: notOfTheProduct } },
  },
  {
    name: 'slow-sshd',
    broken: 'Nothing is broken: the sshd of the board looks up a name for twenty seconds before it says a word.',
    suite: `${next}\n${cold}`,
    board: { speed: 5 },
    wires: { ssh: [{ opensAfterMs: 4000 }] },
    right: { exit: 0, scenarios: { next: passed, boots: passed } },
  },
  {
    name: 'idle-connections-end',
    broken: 'Nothing is broken: a firewall ends the connection to the board while a scenario does something else.',
    suite: `
      scenario('idle', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('cut'); await hostTime(500); await board.linux.run('true'); });
      scenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`,
    wires: { ssh: [{ cuts: true, from: 'cut' }] },
    right: { exit: [0, 2], scenarios: { idle: { verdict: ['passed', 'error'], fault: 'lab' }, starts: passed } },
  },
  {
    name: 'through-a-jump-host',
    broken: 'Nothing is broken: SSH takes a way through a jump host.',
    suite: `${next}\nscenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`,
    wires: { jump: [] },
    right: { exit: 0, scenarios: { next: passed, starts: passed } },
  },
  {
    name: 'jump-host-dies',
    broken: 'The jump host on the way to the board dies in the middle of a scenario, and stays away.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('dies'); await board.linux.run('sleep 20; echo a', { timeout: '2min' }); });
      ${cold}`,
    wires: { jump: [{ closes: true, from: 'dies' }] },
    right: { exit: 2, scenarios: { runs: notOfTheProduct, boots: notOfTheProduct } },
  },
  {
    name: 'jump-host-freezes',
    broken: 'The jump host on the way to the board freezes in the middle of a scenario.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('dies'); await board.linux.run('sleep 20; echo a', { timeout: '2min' }); });
      ${next}`,
    wires: {
      jump: [
        { silent: true, from: 'dies' },
        { hangs: true, from: 'dies' },
      ],
    },
    right: { exit: 2, scenarios: { runs: notOfTheProduct, next: notOfTheProduct } },
  },
  {
    name: 'jump-host-comes-back',
    broken: 'The jump host on the way to the board is restarted behind the last command of a scenario.',
    suite: `
      scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('restarts'); });
      ${next}`,
    wires: { jump: [{ cuts: true, from: 'restarts' }] },
    right: { exit: [0, 2], scenarios: { runs: { verdict: ['passed', 'error'], fault: 'lab' }, next: passed } },
  },
];
