import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;

/** A reset that neither the runner nor the scenario asked for is the product's failure. */
export const resets: readonly World[] = [
  {
    name: 'reset-in-the-background',
    broken: 'The board resets itself while a scenario does something else.',
    suite: `
      scenario('resets', {}, async ({ board }) => {
        await board.linux.run('(sleep 20; echo b > /proc/sysrq-trigger) > /dev/null 2>&1 &', { asRoot: true, reject: false });
        await board.linux.run('sleep 100', { timeout: '3min', reject: false }).catch(() => {});
        await board.reach('login');
      });
      ${next}`,
    right: { exit: 1, scenarios: { resets: failed(/reset/i), next: passed } },
  },
  {
    name: 'reboot-nobody-announced',
    broken: 'A command of a scenario reboots the board, and nobody has said that it would.',
    suite: `
      scenario('reboots', {}, async ({ board }) => {
        await board.linux.run('reboot', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
        await board.console.expect(/login:/, { within: '90s' }).catch(() => {});
        await board.reach('login');
      });
      ${next}`,
    right: { exit: 1, scenarios: { reboots: failed(/reset|reboot/i), next: passed } },
  },
  {
    name: 'announced-and-missing',
    broken: 'A scenario announces a reset that never comes.',
    suite: `
      scenario('announces', {}, async ({ board }) => {
        await board.expectReset();
        await board.linux.run('true');
      });
      ${next}`,
    right: { exit: 1, scenarios: { announces: failed(/reset/i), next: passed } },
  },
  {
    name: 'reset-during-a-command',
    broken: 'The board resets in the middle of a command.',
    suite: `
      scenario('resets', {}, async ({ board }) => {
        await board.linux.run('echo b > /proc/sysrq-trigger; sleep 50', { asRoot: true, timeout: '90s' });
      });
      ${next}`,
    right: { exit: 1, scenarios: { resets: failed(/reset|lost|closed/i), next: passed } },
  },
];
