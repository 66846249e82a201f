import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); expect((await board.serial.run('id -un; echo a', { timeout: '5min' })).stdout).toBe('torizon\\na\\n'); });`;
const leaves = (name: string, broken: string, does: string): World => ({
  name,
  broken,
  suite: `scenario('leaves', { timeout: '2h' }, async ({ board }) => { ${does} });\n${next}`,
  right: { exit: 0, scenarios: { leaves: passed, next: passed } },
});
/** Stamps of the console run slower than the host's clock, as of a guest that gets too little of it. */
const lagging = () => (text: string) =>
  text.replace(/^\[ *(\d+\.\d{6})\]/gm, (_, seconds: string) => `[${(Number(seconds) * 0.6).toFixed(6).padStart(12)}]`);
const showsOldLog = `
  scenario('shows', { timeout: '2h' }, async ({ board }) => {
    const old = ['[   61.100000] usb 1-1: new device', '[   61.200000] Unable to handle kernel paging request at virtual address dead000000000100', '[   61.201000] Internal error: Oops: 96000044 [#1] PREEMPT SMP'];
    for (const line of old) await board.serial.run('echo "' + line + '" >> /tmp/dmesg-ramoops-0', { timeout: '5min' });
    await hostTime(8000);
    const shown = board.serial.run('cat /tmp/dmesg-ramoops-0; sleep 90', { timeout: '10min' });
    await hostTime(500);
    await strike('oops');
    await shown.catch(() => {});
  });`;
const oopses = { oops: [{ runs: 'sysctl -w kernel.panic_on_oops=0; modprobe hil_oops' }] };

/** Boards as scenarios leave them, resets that come otherwise than they were announced, and clocks that lag. */
export const leftBehind: readonly World[] = [
  leaves('switched-off', 'Nothing is broken: a scenario ends with a board that has no power.', 'await board.power.off();'),
  leaves('in-the-boot-loader', "Nothing is broken: a scenario ends at U-Boot's prompt.", `await board.uboot.run('version');`),
  leaves(
    'in-a-program',
    'Nothing is broken: a scenario ends while a program reads from the console.',
    `await board.serial.run('true'); await board.console.send('cat > /dev/null\\n'); await hostTime(200);`,
  ),
  leaves(
    'in-a-quoted-word',
    'Nothing is broken: a scenario ends in the middle of a line on the console, with a quotation open.',
    `await board.serial.run('true'); await board.console.send("echo 'half of\\na word"); await hostTime(200);`,
  ),
  leaves(
    'in-the-middle-of-a-boot',
    'Nothing is broken: a scenario ends while the board boots.',
    'await board.power.off(); await board.power.on(); await hostTime(20);',
  ),
  {
    name: 'announced-and-panics',
    broken: 'A scenario announces a reset, and the kernel panics and resets in its place.',
    suite: `
      scenario('reboots', { timeout: '2h' }, async ({ board }) => {
        await board.expectReset();
        await board.linux.run('sysctl -w kernel.panic=5; echo c > /proc/sysrq-trigger', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
        await board.waitForReset({ within: '10min' });
      });
      ${next}`,
    right: { exit: 1, scenarios: { reboots: failed(/panic|sysrq/i), next: passed } },
  },
  {
    name: 'announced-once-resets-twice',
    broken: 'A scenario announces a reset, and the board resets a second time in the boot that follows.',
    suite: `
      scenario('reboots', { timeout: '2h' }, async ({ board }) => {
        await strike('now');
        await board.expectReset();
        await board.linux.run('reboot', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
        await board.waitForReset({ within: '10min' });
        await board.linux.run('true', { timeout: '5min' });
      });
      ${next}`,
    board: { speed: 100, faults: [{ name: 'trouble', kind: 'brown-out', at: 'kernel' }] },
    strikes: { now: [{ arms: 'trouble' }] },
    right: {
      exit: [1, 2],
      scenarios: { reboots: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /reset|power/i }, next: passed },
    },
  },
  {
    name: 'goes-down-and-comes-back',
    broken: 'A scenario announces that Linux powers down, and it reboots.',
    suite: `
      scenario('goes down', { timeout: '2h' }, async ({ board }) => {
        await board.expectPowerDown();
        await board.linux.run('reboot', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
        await hostTime(2000);
      });
      ${next}`,
    right: { exit: 1, scenarios: { 'goes down': failed(/reset|power.?down/i), next: passed } },
  },
  {
    name: 'lagging-clock',
    broken: "The kernel's clock lags far behind the host's, and the kernel oopses while a scenario shows an old log on the console.",
    suite: `${showsOldLog}\n${next}`,
    wires: { a53: [{ changes: lagging }] },
    strikes: oopses,
    right: { exit: 1, scenarios: { shows: failed(/oops|NULL|hil_write_null/i), next: passed } },
  },
];
