import { failed, passed, type World } from '../world.ts';

/** Text of before is no proof of now. */
export const staleText: readonly World[] = [
  {
    name: 'text-of-the-scenario-before',
    broken: 'A scenario waits for a text that only the scenario before it brought.',
    suite: `
      scenario('first', {}, async ({ board }) => { await board.serial.run('echo application is ready'); });
      scenario('second', { follows: true }, async ({ board }) => { await board.console.expect('application is ready', { within: '5s' }); });`,
    right: { exit: 1, scenarios: { first: passed, second: failed(/application is ready/) } },
  },
  {
    name: 'ticks-of-a-stopped-core',
    broken: 'A scenario waits for a tick of an M7 that it has stopped.',
    suite: `
      scenario('stops', { firmware: 'tcm-hello' }, async ({ m7 }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await m7.stop();
        await m7.console.expect(/tick=\\d+ /, { within: '5s' });
      });`,
    right: { exit: 1, scenarios: { stops: failed(/tick=/) } },
  },
  {
    name: 'first-start-only',
    broken: 'The application speaks after its first start and not after its restart.',
    suite: `
      scenario('restarts', { firmware: 'tcm-hello' }, async ({ m7 }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await m7.stop();
        await strike('quiet');
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await m7.console.expect(/build=/, { within: '5s' });
      });`,
    wires: { m7: [{ rewrites: /^.*build=.*\r?\n/, as: '', from: 'quiet' }] },
    right: { exit: 1, scenarios: { restarts: failed(/build=/) } },
  },
  {
    name: 'login-without-power',
    broken: 'A scenario waits for the login prompt of a board that has no power.',
    suite: `
      scenario('waits', { boot: 'cold', timeout: '30min' }, async ({ board }) => {
        await board.power.off();
        await board.console.expect(/login:/, { within: '20s' });
      });`,
    right: { exit: 1, scenarios: { waits: failed(/login:/) } },
  },
  {
    name: 'text-before-a-reboot',
    broken: 'A scenario waits after a reboot for what was printed before it.',
    suite: `
      scenario('waits', { timeout: '30min' }, async ({ board }) => {
        await board.serial.run('echo application is ready');
        await board.warmBoot();
        await board.console.expect('application is ready', { within: '10s' });
      });`,
    right: { exit: 1, scenarios: { waits: failed(/application is ready/) } },
  },
];
