import { labError, passed, type World } from '../world.ts';

const one = `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); });`;
const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;

/** The network between runner and board is the lab's. */
export const ssh: readonly World[] = [
  {
    name: 'wrong-port',
    broken: 'Nothing listens where the lab file says that sshd is.',
    suite: one,
    wires: { ssh: [{ refuses: true }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /SSH|ssh|connect/ } } },
  },
  {
    name: 'accepts-and-hangs',
    broken: 'What listens at the address of sshd accepts connections and says nothing.',
    suite: one,
    wires: { ssh: [{ hangs: true }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /SSH|ssh/ } } },
  },
  {
    name: 'another-board',
    broken: 'The SSH address leads to the board next to it.',
    suite: one,
    wires: { ssh: [{ leadsToNeighbour: true }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /serial number|another board/i } } },
  },
  {
    name: 'closes-by-itself',
    broken: 'The network closes the connection in the middle of a command, and the board is well.',
    suite: `
      scenario('runs', {}, async ({ board }) => {
        const sleeping = board.linux.run('sleep 100', { timeout: '3min' });
        await strike('cut');
        await sleeping;
      });
      ${next}`,
    wires: { ssh: [{ cuts: true, from: 'cut' }] },
    right: { exit: 2, scenarios: { runs: labError(/SSH|ssh|connection/), next: passed } },
  },
  {
    name: 'another-board-later',
    broken: 'After the first scenario the SSH address leads to the board next to it.',
    suite: `
      scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('moved'); });
      scenario('next', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    wires: { ssh: [{ leadsToNeighbour: true, from: 'moved' }] },
    right: {
      exit: 2,
      scenarios: { runs: passed, next: { verdict: ['error', 'not-run'], fault: 'lab', says: /host key|serial number|another board/i } },
    },
  },
  {
    name: 'two-boards-take-turns',
    broken: 'Two boards answer at one SSH address by turns.',
    suite: `${one}\nscenario('next', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    wires: { ssh: [{ leadsToNeighbour: true, alternates: true }] },
    right: {
      exit: 2,
      scenarios: {
        runs: { verdict: ['passed', 'error', 'not-run'], fault: 'lab' },
        next: { verdict: ['passed', 'error', 'not-run'], fault: 'lab' },
      },
      summary: [/host key|serial number|another board/i],
    },
  },
  {
    name: 'twin',
    broken: 'The SSH address leads to a board with the same serial number and host key, as a copied image has.',
    suite: one,
    wires: { ssh: [{ leadsToNeighbour: true }] },
    neighbour: { speed: 100, seed: 1 },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /boot id|another board|another boot/i } } },
  },
  {
    name: 'twin-later',
    broken:
      'After the first scenario the SSH address leads to a board with the same numbers and host key, which does not boot when this one does.',
    suite: `
      scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('moved'); });
      scenario('next', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });
      scenario('one more', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    wires: { ssh: [{ leadsToNeighbour: true, from: 'moved' }] },
    neighbour: { speed: 100, seed: 1 },
    right: {
      exit: 2,
      scenarios: {
        runs: passed,
        next: { verdict: ['error', 'not-run'], fault: 'lab', says: /another board/i },
        'one more': { verdict: ['error', 'not-run'], fault: 'lab' },
      },
    },
  },
  {
    name: 'silent-in-a-command',
    broken: 'The connection falls silent in the middle of a command and stays open, and the board is well.',
    suite: `
      scenario('runs', {}, async ({ board }) => {
        await strike('silence');
        await board.linux.run('echo on', { timeout: '60s' });
      });`,
    wires: { ssh: [{ silent: true, from: 'silence' }] },
    right: { exit: 2, scenarios: { runs: labError(/SSH|ssh|connection|network/) } },
  },
  {
    name: 'damages-packets',
    broken: 'The network damages packets, which SSH notices.',
    suite: `
      scenario('runs', {}, async ({ board }) => {
        await strike('damage');
        for (let i = 0; i < 200; i++) await board.linux.run('echo ' + i);
      });`,
    wires: { ssh: [{ flips: 0.001, from: 'damage' }] },
    right: { exit: 2, scenarios: { runs: labError(/SSH|ssh|connection/) } },
  },
  {
    name: 'slow',
    broken: 'Nothing is broken: each packet of the network takes a tenth of a second.',
    suite: one,
    wires: { ssh: [{ delaysMs: 100 }] },
    right: { exit: 0, scenarios: { runs: passed } },
  },
];
