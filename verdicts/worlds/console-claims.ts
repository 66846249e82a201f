import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;

/** A scenario on a running board that prints these lines on its console and goes on; the boot id of Linux must stay what it was. */
const prints = (...lines: readonly string[]): string => `
  scenario('collects', { boot: 'running' }, async ({ board }) => {
    const bootId = async () => (await board.linux.run('cat /proc/sys/kernel/random/boot_id')).stdout;
    const before = await bootId();
    for (const line of ${JSON.stringify(lines)}) await board.linux.run(\`echo '\${line}' > /dev/console\`, { asRoot: true });
    await board.linux.run('sleep 10');
    expect(await bootId()).toBe(before);
  });
  ${next}`;

const goesOn = { exit: 0, scenarios: { collects: passed, next: passed } } as const;
const banner = 'U-Boot SPL 2022.04-6.3.0+git.e6ff3dd0ee50 (Jan 01 2024 - 00:00:00 +0000)';
const panic = 'Kernel panic - not syncing: old one in the log';

/** What the console says of Linux is held against Linux itself, where that can be asked. */
export const consoleClaims: readonly World[] = [
  {
    name: 'old-boot-on-the-console',
    broken: 'A program prints the log of an old boot, from SPL to a panic, on the console.',
    suite: prints(
      banner,
      'Trying to boot from BOOTROM',
      'NOTICE:  BL31: v2.4',
      'U-Boot 2022.04-6.3.0 (Jan 01 2024)',
      'Reset cause: WDOG',
      'Starting kernel ...',
      '[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]',
      '[    0.000000] Linux version 5.15.129',
      `[    1.512345] ${panic}`,
    ),
    right: { ...goesOn, summary: [/U-Boot SPL 2022.*has not reset: the same Linux answers/], never: [/unexpected-reset/] },
  },
  {
    name: 'one-banner-on-the-console',
    broken: 'A program prints one line of a boot loader on the console.',
    suite: prints(banner),
    right: { ...goesOn, summary: [/U-Boot SPL 2022.*has not reset: the same Linux answers/], never: [/unexpected-reset/] },
  },
  {
    name: 'power-down-on-the-console',
    broken: 'A program prints the last words of another system on the console.',
    suite: prints('reboot: Power down'),
    right: { ...goesOn, summary: [/reboot: Power down.*has not reset: the same Linux answers/], never: [/power-down:/] },
  },
  {
    name: 'panic-on-the-console',
    broken: 'A program prints a panic of another day on the console.',
    suite: prints(panic),
    right: { ...goesOn, summary: [/Kernel panic - not syncing: old one.*which the kernel has not said/] },
  },
  {
    name: 'reports-on-the-console',
    broken: 'A program prints headlines of KASAN, an oops, a stall and a warning on the console.',
    suite: prints(
      'BUG: KASAN: use-after-free in foo_bar+0x1c/0x40',
      'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000008',
      'rcu: INFO: rcu_preempt self-detected stall on CPU',
      'WARNING: CPU: 0 PID: 1 at kernel/foo.c:12 foo+0x10/0x20',
    ),
    right: { ...goesOn, summary: [/KASAN: use-after-free.*which the kernel has not said/] },
  },
  {
    name: 'panic-behind-its-picture',
    broken: 'A program prints an old panic on the console, and then the kernel panics.',
    suite: `
      scenario('panics', { boot: 'running' }, async ({ board }) => {
        await board.linux.run("echo '${panic}' > /dev/console", { asRoot: true });
        await board.linux.run('sleep 10');
        await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
      });
      ${next}`,
    right: { exit: 1, scenarios: { panics: failed(/panic|sysrq/i), next: passed } },
  },
  {
    name: 'reset-behind-its-picture',
    broken: 'A program prints the banner of an old boot on the console, and then the board resets.',
    suite: `
      scenario('resets', { boot: 'running' }, async ({ board }) => {
        await board.linux.run("echo '${banner}' > /dev/console", { asRoot: true });
        await board.linux.run('sleep 10');
        await board.linux.run('(sleep 5; echo b > /proc/sysrq-trigger) > /dev/null 2>&1 &', { asRoot: true, reject: false });
        await board.linux.run('sleep 100', { timeout: '3min', reject: false }).catch(() => {});
      });
      ${next}`,
    right: { exit: 1, scenarios: { resets: failed(/unexpected-reset|watchdog-reset/), next: passed } },
  },
  {
    name: 'panic-wanted-and-printed',
    broken: 'A scenario wants a panic, and a program writes the words of one to /dev/kmsg and to the console.',
    suite: `
      scenario('wants', { boot: 'running' }, async ({ board, expectIncident }) => {
        await expectIncident('panic');
        await board.linux.run('echo "Kernel panic - not syncing: app watchdog" > /dev/kmsg', { asRoot: true });
        await board.linux.run("echo 'Kernel panic - not syncing: app watchdog' > /dev/console", { asRoot: true });
        await board.linux.run('sleep 10; uname -r');
      });
      ${next}`,
    right: { exit: 1, scenarios: { wants: failed(/did not come: panic/), next: passed } },
  },
  {
    name: 'panic-of-a-program-in-the-log',
    broken: 'A program writes the words of a panic to /dev/kmsg, loud enough for the console.',
    suite: `
      scenario('logs', { boot: 'running' }, async ({ board }) => {
        await board.linux.run('echo "<1>Kernel panic - not syncing: app watchdog" > /dev/kmsg', { asRoot: true });
        await board.linux.run('sleep 10; uname -r');
      });
      ${next}`,
    right: { exit: 0, scenarios: { logs: passed, next: passed }, summary: [/app watchdog.*which the kernel has not said/] },
  },
  {
    name: 'emergency-mode-of-systemd',
    broken: 'systemd enters its emergency mode, which it says in the kernel log as the daemon that it is.',
    suite: `
      scenario('logs', { boot: 'running' }, async ({ board }) => {
        await board.linux.run('echo "<30>systemd[1]: Reached target Emergency Mode." > /dev/kmsg', { asRoot: true });
        await board.linux.run('sleep 10');
      });
      ${next}`,
    right: { exit: 1, scenarios: { logs: failed(/boot-failure/), next: passed } },
  },
];
