import { failed, labError, passed, type World } from '../world.ts';

/** Several broken things in one run: each scenario has its own verdict, and the exit code is that of the worst. */
export const together: readonly World[] = [
  {
    name: 'old-text-no-reset-no-power-no-log',
    broken:
      'A scenario waits for an old text, one for a reset that never comes, somebody cuts the power of one, and at last nobody can read the kernel log.',
    suite: `
      scenario('says', {}, async ({ board }) => { await board.serial.run('echo application is ready'); });
      scenario('waits for old text', { follows: true }, async ({ board }) => { await board.console.expect('application is ready', { within: '5s' }); });
      scenario('announces', {}, async ({ board }) => { await board.expectReset(); await board.linux.run('true'); });
      scenario('loses its power', { timeout: '2h' }, async ({ board }) => {
        await strike('cut');
        await board.linux.run('sleep 200', { timeout: '4min' });
      });
      scenario('hides', {}, async ({ board }) => {
        await board.linux.run('mount -o remount,rw /usr; rm -f /dev/kmsg /usr/bin/dmesg', { asRoot: true });
        await strike('unlink');
      });
      scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); });`,
    wires: { ssh: [{ cuts: true, from: 'unlink' }] },
    strikes: { cut: [{ cutsPower: true }] },
    board: { speed: 100, seed: 78 },
    right: {
      exit: 1,
      scenarios: {
        says: passed,
        'waits for old text': failed(/application is ready/),
        announces: failed(/reset/i),
        'loses its power': labError(/power|relay/i),
        hides: passed,
        runs: passed,
      },
      summary: [/the kernel log was not watched .* cannot be called clean/],
    },
  },
];
