import { failed, labError, passed, type World } from '../world.ts';

const provisions = (strikes: string): string => `
  scenario('first', { timeout: '20min' }, async ({ board }) => { await board.linux.run('true'); await strike('${strikes}'); });
  scenario('provisions', { kernelArgument: 'hil.test=1', timeout: '20min' }, async ({ board }) => { await board.linux.run('true'); });`;
const lost = { exit: 2, scenarios: { first: passed, provisions: labError(/lost its power while it booted.*Reset cause: POR/) } } as const;

/** A board that begins anew in the boot for a scenario. */
export const powerDips: readonly World[] = [
  {
    name: 'relay',
    broken: 'Something opens the relay for a moment while the board boots for a scenario, and the relay says nothing of it.',
    suite: provisions('armed'),
    signs: [{ line: /Starting kernel/, after: 'armed', strikes: 'cut' }],
    strikes: { cut: [{ cutsPower: true }, { restoresPower: true }] },
    right: lost,
  },
  {
    name: 'relay-that-tells',
    broken: 'Its button opens the relay for a moment while the board boots for a scenario, and the relay says so.',
    suite: provisions('armed'),
    signs: [{ line: /Starting kernel/, after: 'armed', strikes: 'cut' }],
    wires: { relay: [{ states: { source: 'button' }, from: 'cut' }] },
    strikes: { cut: [{ cutsPower: true }, { restoresPower: true }] },
    right: { exit: 2, scenarios: { first: passed, provisions: labError(/something else has switched its relay.*'button'/) } },
  },
  {
    name: 'supply',
    broken: 'The supply of the board gives in for a moment while it boots for a scenario, and the relay stays closed.',
    suite: provisions('arm'),
    board: { speed: 100, faults: [{ name: 'dip', kind: 'brown-out', at: 'kernel' }] },
    strikes: { arm: [{ arms: 'dip' }] },
    right: lost,
  },
  {
    name: 'watchdog',
    broken: 'The kernel stands still while the board boots for a scenario, until the watchdog bites.',
    suite: provisions('arm'),
    board: { speed: 100, faults: [{ name: 'hang', kind: 'freeze', at: 'kernel' }] },
    strikes: { arm: [{ arms: 'hang' }] },
    right: { exit: 1, scenarios: { first: passed, provisions: failed(/watchdog|silent-freeze|did not reach/) } },
  },
];
