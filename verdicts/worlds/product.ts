import { failed, passed, type World } from '../world.ts';

const starts = `scenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await strike('arm'); await m7.start('tcm-hello'); });`;
const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const armed = (name: string, says: RegExp): Pick<World, 'suite' | 'strikes' | 'right'> => ({
  suite: `${starts}\n${next}`,
  strikes: { arm: [{ arms: name }] },
  right: { exit: 1, scenarios: { starts: failed(says), next: passed } },
});

/** What the product does wrong is told as the product's, whatever doubt there may be elsewhere. */
export const product: readonly World[] = [
  { name: 'panic-at-the-start', broken: 'Linux panics when it starts the M7.', ...armed('panic', /panic/i) },
  {
    name: 'freeze-at-the-start',
    broken: 'Linux freezes without a word when it starts the M7.',
    ...armed('freeze', /frozen|freeze|silen|watchdog/i),
  },
  { name: 'stall-at-the-start', broken: 'Linux stalls when it starts the M7.', ...armed('rcu-stall', /stall/i) },
  { name: 'oops-at-the-start', broken: 'Linux oopses when it starts the M7.', ...armed('oops', /oops|NULL|Unable|panic/i) },
  {
    name: 'refused',
    broken: 'A scenario that expects a living M7 asks for a file that the board does not have.',
    suite: `scenario('starts', { expect: 'alive' }, async ({ m7 }) => { await m7.start({ absent: 'nowhere.elf' }); });`,
    right: { exit: 1, scenarios: { starts: failed(/refused/) } },
  },
  {
    name: 'command-fails',
    broken: 'A command on the board ends with an exit status of its own.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('exit 7'); });`,
    right: { exit: 1, scenarios: { runs: failed(/7/, /CommandError/) } },
  },
  {
    name: 'text-never-comes',
    broken: 'The text that a scenario waits for never comes.',
    suite: `scenario('waits', {}, async ({ board }) => { await board.console.expect('application is ready', { within: '5s' }); });`,
    right: { exit: 1, scenarios: { waits: failed(/application is ready/, /ExpectTimeoutError/) } },
  },
  {
    name: 'another-image-runs',
    broken: 'The M7 runs an image that U-Boot started, and a scenario expects another one.',
    suite: `scenario('looks', { boot: 'cold', preload: 'tcm-hello', firmware: 'ddr-plain', expect: 'alive' }, async ({ m7 }) => { await m7.observe('ddr-plain'); });`,
    right: { exit: 1, scenarios: { looks: failed(/stale/) } },
  },
  {
    name: 'lab-and-product',
    broken: 'One scenario fails by the product, another one by its own mistake.',
    suite: `
      scenario('product', {}, async ({ board }) => { await board.linux.run('exit 7'); });
      scenario('mistake', {}, async () => { throw new Error('of the suite'); });`,
    right: {
      exit: 1,
      scenarios: { product: failed(/7/), mistake: { verdict: 'error', fault: 'suite', says: /of the suite/ } },
    },
  },
];
