import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const starts = `scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7, board }) => { await board.linux.run('sleep 20'); await m7.start('tcm-hello'); });`;

/** Loaded into every process of the run: its wall clock is another one, and its monotonic clock is as it was. */
const clock = (now: string): Pick<World, 'files' | 'environment'> => ({
  files: {
    'clock.mjs': `const real = Date.now; const began = performance.now(); const since = () => performance.now() - began; Date.now = () => ${now};\n`,
  },
  environment: { NODE_OPTIONS: '--import ./clock.mjs' },
});

/** Clocks that jump: durations and order are those of the monotonic clock, on the host and on the board. */
export const clocks: readonly World[] = [
  {
    name: 'board-forward',
    broken: "NTP sets the board's clock forward by years in the middle of a scenario, and back again.",
    suite: `
      scenario('runs', { firmware: 'tcm-hello', expect: 'alive' }, async ({ board, m7 }) => {
        await board.linux.run("date -s '2037-01-01 00:00:00'", { asRoot: true, reject: false });
        await m7.start('tcm-hello');
        await board.linux.run("date -s '1970-01-02 00:00:00'", { asRoot: true, reject: false });
        await board.linux.run('sleep 30', { timeout: '2min' });
      });
      ${next}`,
    right: { exit: 0, scenarios: { runs: passed, next: passed } },
  },
  {
    name: 'host-back',
    broken: 'The clock of the host steps back by a day once a second.',
    suite: `${starts}\n${next}`,
    ...clock('real() - Math.floor(since() / 1000) * 86_400_000'),
    right: { exit: 0, scenarios: { starts: passed, next: passed } },
  },
  {
    name: 'host-forward',
    broken: 'The clock of the host steps forward by a month once a second, and the product fails.',
    suite: `${starts}\nscenario('fails', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`,
    ...clock('real() + Math.floor(since() / 1000) * 2_592_000_000'),
    right: { exit: 1, scenarios: { starts: passed, fails: failed(/sparc/) } },
  },
  {
    name: 'host-of-1970',
    broken: 'The host has no clock: it is 1970.',
    suite: `${starts}\n${next}`,
    ...clock('1000'),
    right: { exit: 0, scenarios: { starts: passed, next: passed } },
  },
];
