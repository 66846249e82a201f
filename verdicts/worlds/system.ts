import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;

/** What Linux on the board may be like. */
export const system: readonly World[] = [
  {
    name: 'clock-jumps',
    broken: "The board's clock jumps back by years in the middle of a scenario.",
    suite: `
      scenario('runs', { firmware: 'tcm-hello', expect: 'alive' }, async ({ board, m7 }) => {
        await board.linux.run("date -s '2001-01-01 00:00:00'", { asRoot: true, reject: false });
        await m7.start('tcm-hello');
      });
      ${next}`,
    right: { exit: 0, scenarios: { runs: passed, next: passed } },
  },
  {
    name: 'powers-itself-off',
    broken: 'A command of a scenario switches Linux off.',
    suite: `
      scenario('stops', { timeout: '5min' }, async ({ board }) => {
        await board.linux.run('poweroff', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
        await board.linux.run('true', { timeout: '30s' });
      });
      ${next}`,
    right: { exit: 1, scenarios: { stops: failed(/off|down|halt/i), next: passed }, never: [/someone else uses the port/] },
  },
  {
    name: 'kernel-log-cleared',
    broken: 'A scenario clears the kernel log after an oops on a silenced console.',
    suite: `
      scenario('hides', {}, async ({ board }) => {
        await board.linux.run('dmesg -n 1; sysctl -w kernel.panic_on_oops=0', { asRoot: true });
        await board.linux.run('modprobe hil_oops; dmesg -C', { asRoot: true, reject: false });
      });
      ${next}`,
    right: { exit: 1, scenarios: { hides: failed(/oops|NULL|hil_write_null/i), next: passed } },
  },
  {
    name: 'two-word-kernel-argument',
    broken: 'Nothing is broken: a scenario asks for two kernel arguments in one text.',
    suite: `
      scenario('boots', { kernelArgument: 'clk-imx8mp.mcore_booted loglevel=8' }, async ({ board }) => {
        expect((await board.linux.run('cat /proc/cmdline')).stdout).toContain('clk-imx8mp.mcore_booted loglevel=8');
      });`,
    right: { exit: [0, 3], scenarios: { boots: passed } },
  },
  {
    name: 'firmware-banner-of-debian',
    broken: "Nothing is broken: TF-A's banner is written as Debian's build writes it.",
    suite: `scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`,
    wires: { a53: [{ rewrites: /BL31: .*?(?=\r?\n)/, as: 'BL31: v2.12.1(debug):', begins: 'NOTICE:' }] },
    right: { exit: [0, 1], scenarios: { starts: { verdict: ['passed', 'failed'], fault: 'dut' } }, never: [/U-Boot has started the M7/] },
  },
  {
    name: 'sshd-gone',
    broken: 'The sshd of the board does not come up, and the network is well.',
    suite: next,
    board: { speed: 100, faults: [{ kind: 'no-ssh', at: 'userspace' }] },
    right: { exit: [1, 2], scenarios: { next: { verdict: ['failed', 'error', 'not-run'], fault: ['dut', 'lab'], says: /SSH|ssh/ } } },
  },
  {
    name: 'sshd-stopped',
    broken: 'Somebody ends sshd with everyone who is logged in while a scenario runs, and the system is well.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => {
        await board.linux.run('true');
        await strike('end');
        await hostTime(300);
        await board.linux.run('true');
      });
      scenario('next', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    strikes: { end: [{ runs: 'killall sshd' }] },
    // A wire that takes the connection first hides that the board refuses it.
    right: { exit: [1, 2], scenarios: { runs: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /SSH/ }, next: passed } },
  },
  {
    name: 'sshd-stopped-at-the-end',
    broken: 'Somebody ends sshd with everyone who is logged in behind the last command of a scenario.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('end'); });
      scenario('next', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    strikes: { end: [{ runs: 'killall sshd' }] },
    // Linux answers on its console, and nobody has asked for more.
    right: { exit: [0, 1], scenarios: { runs: { verdict: ['passed', 'failed'], fault: 'dut', says: /SSH/ }, next: passed } },
  },
  {
    name: 'disk-full',
    broken: 'Nothing more fits on the eMMC of the board.',
    suite: next,
    board: { speed: 100, faults: [{ kind: 'full-disk', at: 'userspace' }] },
    right: { exit: 2, scenarios: { next: { verdict: ['error', 'not-run'], fault: 'lab', says: /too little room/ } } },
  },
  {
    name: 'disk-full-later',
    broken: 'From the second scenario on nothing more fits on the eMMC of the board.',
    suite: `
      scenario('runs', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('full'); });
      scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`,
    board: { speed: 100, faults: [{ name: 'full', kind: 'full-disk', at: 'userspace' }] },
    strikes: { full: [{ arms: 'full' }] },
    // What fills a disk may be the product, or what tests have left there.
    right: {
      exit: [1, 2],
      scenarios: { runs: passed, starts: { verdict: 'error', fault: 'lab', says: /space|room/ } },
    },
  },
  {
    name: 'expired-password',
    broken: 'The password of the board has expired, as on a fresh Torizon.',
    suite: next,
    board: { speed: 100, faults: [{ kind: 'expired-password', at: 'userspace' }] },
    right: { exit: 2, scenarios: { next: { verdict: ['error', 'not-run'], fault: 'lab', says: /password/ } } },
  },
  {
    name: 'expired-password-later',
    broken: 'The password of the board expires while a run is on.',
    suite: `
      scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('expired'); });
      scenario('next', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    board: { speed: 100, faults: [{ name: 'expired', kind: 'expired-password', at: 'userspace' }] },
    strikes: { expired: [{ arms: 'expired' }] },
    right: { exit: 2, scenarios: { runs: passed, next: { verdict: ['error', 'not-run'], fault: 'lab', says: /password/ } } },
  },
  {
    name: 'never-boots',
    broken: 'The board loses its supply each time the kernel starts, while its relay stays closed.',
    suite: next,
    board: { speed: 100, faults: [{ kind: 'brown-out', at: 'kernel' }] },
    right: { exit: [1, 2], scenarios: { next: { verdict: ['failed', 'error', 'not-run'], fault: ['dut', 'lab'] } } },
  },
  {
    name: 'stuck-contact',
    broken: 'The contact of the relay is welded: its electronics switch, and the board keeps its power.',
    suite: `scenario('boots', { boot: 'cold' }, async ({ board }) => { await board.coldBoot(); });`,
    board: { speed: 100, faults: [{ kind: 'stuck-relay', at: 'always' }] },
    right: { exit: 2, scenarios: { boots: { verdict: ['error', 'not-run'], fault: 'lab', says: /relay|power/i } } },
  },
];
