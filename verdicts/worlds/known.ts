import { failed, passed, type World } from '../world.ts';

const link = 'https://example.org/1';
const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;

/** A known failure marks just what it describes. */
export const known: readonly World[] = [
  {
    name: 'as-described',
    broken: 'A known failure happens as it is described.',
    suite: `scenario('starts', { expect: 'refused', known: { link: '${link}' } }, async ({ m7 }) => { await m7.start({ absent: 'nowhere.elf' }); });\n${next}`,
    right: { exit: 0, scenarios: { starts: { verdict: 'known' }, next: passed }, summary: [/example\.org\/1/] },
  },
  {
    name: 'fixed',
    broken: 'A known failure does not happen any more.',
    suite: `scenario('starts', { firmware: 'tcm-hello', expect: 'mute', known: { link: '${link}' } }, async ({ m7 }) => { await m7.start('tcm-hello'); });\n${next}`,
    right: { exit: 1, scenarios: { starts: { verdict: 'failed', fault: 'dut', says: /fixed\?|any more/ }, next: passed } },
  },
  {
    name: 'another-outcome',
    broken: 'Another failure than the known one happens.',
    suite: `scenario('starts', { firmware: 'tcm-hello', expect: 'mute', known: { link: '${link}' } }, async ({ m7 }) => { await m7.start({ absent: 'nowhere.elf' }); });\n${next}`,
    right: { exit: 1, scenarios: { starts: failed(/refused/), next: passed } },
  },
  {
    name: 'another-assertion',
    broken: 'The known outcome comes, and an assertion that nobody knows about fails as well.',
    suite: `
      scenario('starts', { expect: 'refused', known: { link: '${link}' } }, async ({ m7, board }) => {
        await m7.start({ absent: 'nowhere.elf' });
        expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc');
      });
      ${next}`,
    right: { exit: 1, scenarios: { starts: failed(/sparc/), next: passed } },
  },
  {
    name: 'panic-beside-it',
    broken: 'The known outcome comes, and then the kernel panics.',
    suite: `
      scenario('starts', { expect: 'refused', known: { link: '${link}' } }, async ({ m7, board }) => {
        await m7.start({ absent: 'nowhere.elf' });
        await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
        await hostTime(1500);
      });
      ${next}`,
    right: { exit: 1, scenarios: { starts: failed(/panic|sysrq/i), next: passed } },
  },
  {
    name: 'panic-behind-a-known-oops',
    broken: 'The known oops comes, and the panic that it leads to on this kernel, which nobody knows about.',
    suite: `
      scenario('oopses', { timeout: '5min', known: { link: '${link}', incident: 'oops' } }, async ({ board }) => {
        await board.linux.run('sysctl -w kernel.panic_on_oops=1 kernel.panic=5', { asRoot: true });
        board.linux.run('modprobe hil_oops', { asRoot: true, reject: false }).catch(() => undefined);
        await board.waitForReset({ within: '2min' }).catch(() => undefined);
      });
      ${next}`,
    right: { exit: 1, scenarios: { oopses: failed(/panic.*beside the oops that is known/), next: passed } },
  },
  {
    name: 'reset-behind-a-known-oops',
    broken: 'The known oops comes, and then a reset that nobody asked for.',
    suite: `
      scenario('oopses', { timeout: '5min', known: { link: '${link}', incident: 'oops' } }, async ({ board }) => {
        await board.linux.run('sysctl -w kernel.panic_on_oops=0', { asRoot: true });
        await board.linux.run('modprobe hil_oops; echo b > /proc/sysrq-trigger', { asRoot: true, reject: false }).catch(() => undefined);
        await hostTime(3000);
      });
      ${next}`,
    right: { exit: 1, scenarios: { oopses: failed(/reset.*beside the oops that is known/), next: passed } },
  },
  {
    name: 'start-before-a-known-panic',
    broken: 'An image that is to live stays mute, and then comes the known panic.',
    suite: `
      scenario('starts', { firmware: 'ddr-plain', expect: 'alive', known: { link: '${link}', incident: 'panic' } }, async ({ m7, board }) => {
        await m7.start('ddr-plain');
        await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false }).catch(() => undefined);
        await board.waitForReset({ within: '2min' }).catch(() => undefined);
      });
      ${next}`,
    right: { exit: 1, scenarios: { starts: failed(/expected the M7 to be 'alive', and it is 'mute'/), next: passed } },
  },
  {
    name: 'refused-before-a-known-panic',
    broken: 'An image that is to live is refused, and then comes the known panic.',
    suite: `
      scenario('starts', { expect: 'alive', known: { link: '${link}', incident: 'panic' } }, async ({ m7, board }) => {
        await m7.start({ absent: 'nowhere.elf' });
        await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false }).catch(() => undefined);
        await board.waitForReset({ within: '2min' }).catch(() => undefined);
      });
      ${next}`,
    right: { exit: 1, scenarios: { starts: failed(/expected the M7 to be 'alive', and it is 'refused'/), next: passed } },
  },
  {
    name: 'just-a-known-panic',
    broken: 'An image lives as it is to, and then comes the known panic, with the reset that is part of it.',
    suite: `
      scenario('starts', { firmware: 'tcm-hello', expect: 'alive', known: { link: '${link}', incident: 'panic' } }, async ({ m7, board }) => {
        await m7.start('tcm-hello');
        await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false }).catch(() => undefined);
        await board.waitForReset({ within: '2min' }).catch(() => undefined);
      });
      ${next}`,
    right: { exit: 0, scenarios: { starts: { verdict: 'known' }, next: passed } },
  },
];
