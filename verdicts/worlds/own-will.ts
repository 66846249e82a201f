import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const starts = `scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); await strike('started'); });`;

/** What boards do or print of their own will. */
export const ownWill: readonly World[] = [
  {
    name: 'kexec',
    broken: 'Linux starts another kernel in place of itself, without a boot loader and without a word before it.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('gone'); await hostTime(3000); });
      ${next}`,
    signs: [{ line: / login: ?$/, after: 'gone', strikes: 'back' }],
    wires: {
      a53: [
        { silent: true, from: 'gone', until: 'back' },
        {
          injects:
            '[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]\r\n[    0.000000] Linux version 5.15.129-6.4.0 (oe-user@oe-host)\r\n',
          from: 'back',
        },
      ],
    },
    strikes: { gone: [{ runs: 'reboot -f' }] },
    right: { exit: 1, scenarios: { runs: failed(/reset|boot/), next: passed } },
  },
  {
    name: 'quick-reset',
    broken: 'The board resets itself and is back without one line before its login prompt.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('gone'); await hostTime(3000); await board.linux.run('true'); });
      ${next}`,
    signs: [{ line: / login: ?$/, after: 'gone', strikes: 'back' }],
    wires: { a53: [{ silent: true, from: 'gone', until: 'back' }] },
    strikes: { gone: [{ runs: 'reboot -f' }] },
    right: { exit: 1, scenarios: { runs: failed(/reset|boot|SSH|broke/), next: passed } },
  },
  {
    name: 'quick-reset-behind-the-last-command',
    broken: 'The board resets itself behind the last command of a scenario and is back without one line before its login prompt.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('gone'); await hostTime(3000); });
      ${next}`,
    signs: [{ line: / login: ?$/, after: 'gone', strikes: 'back' }],
    wires: { a53: [{ silent: true, from: 'gone', until: 'back' }] },
    strikes: { gone: [{ runs: 'reboot -f' }] },
    right: { exit: 1, scenarios: { runs: failed(/reset|boot|SSH|broke/), next: passed } },
  },
  {
    name: 'panic-forged',
    broken: 'A program writes the words of a panic into the kernel log, and the kernel is well.',
    suite: `
      scenario('writes', {}, async ({ board }) => { await board.linux.run("echo '<0>Kernel panic - not syncing: a forged one' > /dev/kmsg", { asRoot: true }); await hostTime(1000); await board.linux.run('true'); });
      ${next}`,
    right: { exit: [0, 1], scenarios: { writes: { verdict: ['passed', 'failed'], fault: 'dut', says: /forged/ }, next: passed } },
  },
  {
    name: 'expected-and-forged',
    broken: 'A scenario expects an oops, and a program writes the words of one into the kernel log.',
    suite: `
      scenario('writes', { incidents: ['oops'] }, async ({ board }) => { await board.linux.run("echo '<0>Internal error: Oops: 96000044 [#1] PREEMPT SMP' > /dev/kmsg", { asRoot: true }); await hostTime(1000); });
      ${next}`,
    right: { exit: [0, 1], scenarios: { writes: { verdict: ['passed', 'failed'], fault: 'dut' }, next: passed } },
  },
  {
    name: 'reset-forged',
    broken: 'A program writes the banners of a boot to the console, and nothing has booted.',
    suite: `
      scenario('writes', {}, async ({ board }) => { await board.linux.run("printf '\\\\nU-Boot SPL 2022.04-6.4.0 (Sep 21 2023 - 09:12:44 +0000)\\\\nU-Boot 2022.04-6.4.0 (Sep 21 2023)\\\\n' > /dev/console", { asRoot: true }); await hostTime(1000); await board.linux.run('true'); });
      ${next}`,
    right: { exit: [0, 1], scenarios: { writes: { verdict: ['passed', 'failed'], fault: 'dut', says: /reset/ }, next: passed } },
  },
  {
    name: 'old-log-shown',
    broken: 'Nothing is broken: a scenario shows the kernel log that a panic of an earlier run has left in the persistent store.',
    suite: `
      scenario('shows', {}, async ({ board }) => {
        const old = ['<6>[   61.100] usb 1-1: new device', '[   61.200] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000', '[   61.201] Internal error: Oops: 96000044 [#1] PREEMPT SMP', '[   61.300] Kernel panic - not syncing: Fatal exception', '[   61.301] ---[ end Kernel panic - not syncing: Fatal exception ]---'];
        for (const line of old) await board.linux.run('echo "' + line.replaceAll('"', '') + '" >> /tmp/dmesg-ramoops-0');
        const { stdout } = await board.serial.run('cat /tmp/dmesg-ramoops-0');
        expect(stdout).toContain('Fatal exception');
        expect((await board.linux.run('cat /tmp/dmesg-ramoops-0')).stdout).toContain('Fatal exception');
      });
      ${next}`,
    right: { exit: 0, scenarios: { shows: passed, next: passed } },
  },
  {
    name: 'm7-says-what-others-say',
    broken: 'A sound M7 prints the prompts and the failures of others on its own console.',
    suite: `${starts}\nscenario('goes on', { timeout: '2h' }, async ({ board }) => { await board.linux.run('sleep 5'); });\n${next}`,
    wires: {
      m7: [
        {
          injects:
            '\r\nU-Boot SPL 2022.04-6.4.0 (Sep 21 2023 - 09:12:44 +0000)\r\nVerdin iMX8MP # \r\n[   10.1] Kernel panic - not syncing: Attempted to kill init!\r\nverdin-imx8mp-06817281 login: \r\n',
          from: 'started',
        },
      ],
    },
    right: { exit: 0, scenarios: { starts: passed, 'goes on': passed, next: passed } },
  },
  {
    name: 'm7-floods',
    broken: 'A sound M7 prints four megabytes of one line without an end at once.',
    suite: `${starts}\nscenario('goes on', { timeout: '2h' }, async ({ board }) => { await board.linux.run('sleep 5'); });\n${next}`,
    wires: { m7: [{ injects: `${'x'.repeat(4_000_000)}\r\n`, from: 'started' }] },
    right: { exit: [0, 2], scenarios: { starts: passed, 'goes on': { verdict: ['passed', 'error'], fault: 'lab' }, next: passed } },
  },
  {
    name: 'clock-of-1970',
    broken: 'The clock of the board jumps to 1970 and then years ahead while a command runs.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => {
        const runs = board.linux.run('sleep 3; echo through');
        await board.linux.run("date -s '1970-01-01 00:00:05'", { asRoot: true, reject: false });
        await board.serial.run('true');
        await board.linux.run("date -s '2037-12-31 00:00:05'", { asRoot: true, reject: false });
        expect((await runs).stdout).toContain('through');
      });
      ${next}`,
    right: { exit: 0, scenarios: { runs: passed, next: passed } },
  },
];
