import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const panic = 'echo c > /proc/sysrq-trigger';
const unwatched = /the kernel log was not watched .* cannot be called clean/;
/** A scenario that goes on for a while after something was printed. */
const goesOn = `scenario('runs', {}, async ({ board }) => { await strike('now'); for (let i = 0; i < 10; i++) await board.linux.run('sleep 1'); });`;
/** The same where the log of the kernel cannot be asked for what the console says. */
const goesOnUnasked = goesOn.replace('{ await', "{ await board.linux.run('rm /dev/kmsg', { asRoot: true }); await");
const survives = `await board.linux.run('sysctl -w kernel.panic_on_oops=0', { asRoot: true });`;

/** What the kernel says counts whenever it says it, and what is expected is one incident, not those that follow. */
export const incidents: readonly World[] = [
  {
    name: 'just-after-the-last-command',
    broken: 'The kernel oopses 40 ms after the last command of a scenario.',
    suite: `scenario('ends', {}, async ({ board }) => { ${survives} await strike('soon'); });\n${next}`,
    strikes: { soon: [{ runs: 'modprobe hil_oops', afterMs: 40 }] },
    right: { exit: 1, scenarios: { ends: failed(/hil_write_null|oops/i), next: passed } },
  },
  {
    name: 'after-the-last-scenario',
    broken: 'The kernel panics when the last scenario is over.',
    suite: `scenario('ends', {}, async ({ board }) => { await board.linux.run('true'); await strike('soon'); });`,
    strikes: { soon: [{ runs: panic, afterMs: 20 }] },
    right: { exit: 1, scenarios: { ends: failed(/panic|sysrq/i) } },
  },
  {
    name: 'in-a-hook',
    broken: 'The kernel panics while a hook after the scenario waits.',
    suite: `
      afterEach(async () => { await strike('now'); await hostTime(1500); });
      scenario('ends', {}, async ({ board }) => { await board.linux.run('true'); });`,
    strikes: { now: [{ runs: panic }] },
    right: { exit: 1, scenarios: { ends: failed(/panic|sysrq/i) } },
  },
  {
    name: 'in-the-last-hook',
    broken: 'The kernel panics while a hook after all scenarios waits.',
    suite: `
      afterAll(async () => { await strike('now'); await hostTime(1500); });
      scenario('ends', {}, async ({ board }) => { await board.linux.run('true'); });`,
    strikes: { now: [{ runs: panic }] },
    right: { exit: [1, 2], scenarios: { ends: { verdict: ['passed', 'failed'], fault: 'dut' } }, summary: [/sysrq triggered crash/] },
  },
  {
    name: 'in-the-health-check',
    broken: 'The kernel panics once while the health check of the board looks at it, and never again.',
    suite: next,
    signs: [{ line: / login:/, strikes: 'up' }],
    strikes: { up: [{ runs: panic }] },
    right: {
      exit: [1, 2],
      scenarios: { next: { verdict: ['passed', 'failed', 'error', 'not-run'], fault: ['dut', 'lab'] } },
      summary: [/sysrq triggered crash/],
    },
  },
  {
    name: 'panic-behind-an-expected-oops',
    broken: 'A scenario expects an oops, and gets the panic that follows from it as well.',
    suite: `
      scenario('oopses', { incidents: ['oops'] }, async ({ board }) => {
        await board.linux.run('sysctl -w kernel.panic_on_oops=1 kernel.panic=5', { asRoot: true });
        await board.linux.run('modprobe hil_oops', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
        await hostTime(1500);
      });
      ${next}`,
    right: { exit: 1, scenarios: { oopses: failed(/panic/i), next: passed } },
  },
  {
    name: 'expected-oops',
    broken: 'Nothing is wrong: the oops that a scenario expects comes, and nothing else.',
    suite: `
      scenario('oopses', { incidents: ['oops'] }, async ({ board }) => {
        ${survives}
        await board.linux.run('modprobe hil_oops', { asRoot: true, reject: false });
      });
      ${next}`,
    right: { exit: 0, scenarios: { oopses: passed, next: passed } },
  },
  {
    name: 'panic-of-another-cause',
    broken: 'A scenario expects a panic of one cause and gets one of another.',
    suite: `
      scenario('panics', {}, async ({ board, expectIncident }) => {
        await expectIncident('panic', { title: /softlockup/ });
        await board.linux.run('${panic}', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
        await hostTime(1500);
      });
      ${next}`,
    right: { exit: 1, scenarios: { panics: failed(/sysrq/i), next: passed } },
  },
  {
    name: 'expected-and-missing',
    broken: 'The panic that a scenario expects does not come.',
    suite: `scenario('waits', { incidents: ['panic'] }, async ({ board }) => { await board.linux.run('true'); });`,
    right: { exit: 1, scenarios: { waits: failed(/panic/) } },
  },
  {
    name: 'file-system-error',
    broken: 'The kernel reports a damaged file system on the console, and its own log cannot be read.',
    suite: `${goesOnUnasked}\n${next}`,
    wires: {
      a53: [
        {
          injects:
            '\r\n[  400.000001] EXT4-fs error (device mmcblk2p1): ext4_lookup:1785: inode #131074: comm systemd: iget: checksum invalid\r\n',
          from: 'now',
        },
      ],
    },
    right: { exit: 1, scenarios: { runs: failed(/EXT4|ext4|file.?system|fs-error/i), next: passed } },
  },
  {
    name: 'disk-error',
    broken: 'The eMMC does not read a sector, and the log of the kernel cannot be read.',
    suite: `${goesOnUnasked}\n${next}`,
    wires: {
      a53: [
        {
          injects:
            '\r\n[  400.000001] blk_update_request: I/O error, dev mmcblk2, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0\r\n',
          from: 'now',
        },
      ],
    },
    right: { exit: 1, scenarios: { runs: failed(/I\/O error|io-error/i), next: passed } },
  },
  {
    name: 'out-of-memory',
    broken: 'The kernel kills a process since memory is gone, and the log of the kernel cannot be read.',
    suite: `${goesOnUnasked}\n${next}`,
    wires: {
      a53: [
        {
          injects:
            '\r\n[  400.000001] my-app invoked oom-killer: gfp_mask=0x1100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0\r\n[  400.000009] Out of memory: Killed process 811 (my-app) total-vm:1048576kB, anon-rss:524288kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1200kB oom_score_adj:0\r\n',
          from: 'now',
        },
      ],
    },
    right: { exit: 1, scenarios: { runs: failed(/oom|memory/i), next: passed } },
  },
  {
    name: 'remote-core-crash',
    broken: 'Linux reports on the console that the remote processor has crashed, and its log cannot be read.',
    suite: `${goesOnUnasked}\n${next}`,
    wires: { a53: [{ injects: '\r\n[  400.000001] remoteproc remoteproc0: crash detected in imx-rproc: type watchdog\r\n', from: 'now' }] },
    right: { exit: 1, scenarios: { runs: failed(/remoteproc|crash/i), next: passed } },
  },
  {
    name: 'stall-on-a-quiet-console',
    broken: 'The console is silenced, so that a stall stands in the kernel log alone.',
    suite: `
      scenario('stalls', { uses: ['lockup-module'] }, async ({ board }) => {
        await board.linux.run('dmesg -n 1; sysctl -w kernel.watchdog_thresh=30 kernel.panic_on_rcu_stall=0', { asRoot: true });
        await board.linux.run('echo 5 > /sys/module/rcupdate/parameters/rcu_cpu_stall_timeout', { asRoot: true });
        await board.linux.run('modprobe test_lockup time_secs=8 disable_preempt=1 lock_rcu=1', { asRoot: true, reject: false, timeout: '90s' });
        await board.linux.run('true');
      });
      ${next}`,
    right: { exit: 1, scenarios: { stalls: failed(/stall/i), next: passed } },
  },
  {
    name: 'kernel-log-unwatched',
    broken: 'Nothing goes wrong, and after the first scenario nobody can read the kernel log any more.',
    suite: `
      scenario('hides', {}, async ({ board }) => {
        await board.linux.run('mount -o remount,rw /usr; rm -f /dev/kmsg /usr/bin/dmesg', { asRoot: true });
        await strike('cut');
      });
      ${next}`,
    wires: { ssh: [{ cuts: true, from: 'cut' }] },
    board: { speed: 100, seed: 77 },
    right: { exit: 2, scenarios: { hides: passed, next: passed }, summary: [unwatched], screen: [unwatched] },
  },
  {
    name: 'kernel-log-overtaken',
    broken: 'While the network is away the kernel logs more than its buffer holds.',
    suite: `
      scenario('misses', {}, async ({ board }) => {
        await board.linux.run('true');
        await strike('away');
        await strike('flood');
        await hostTime(2000);
        await strike('back');
      });
      ${next}`,
    wires: {
      ssh: [
        { cuts: true, from: 'away' },
        { refuses: true, from: 'away', until: 'back' },
      ],
    },
    strikes: { flood: [{ runs: 'seq 1 3000 > /dev/kmsg' }] },
    right: {
      exit: 2,
      scenarios: { misses: passed, next: passed },
      summary: [/\d+ records were overwritten/],
      screen: [/\d+ records were overwritten/],
    },
  },
  {
    name: 'stall-on-the-console-alone',
    broken: 'The kernel reports a stall on the console and goes on, and its own log cannot be read.',
    suite: `${goesOnUnasked}\n${next}`,
    wires: {
      a53: [
        {
          injects:
            '\r\n[  400.000001] rcu: INFO: rcu_preempt self-detected stall on CPU\r\n[  400.000009] rcu: \t0-....: (5249 ticks this GP) idle=3d2/1/0x4000000000000002 softirq=1024/1024 fqs=2624\r\n[  400.000011] \t(t=5250 jiffies g=1417 q=78)\r\n',
          from: 'now',
        },
      ],
    },
    right: { exit: 1, scenarios: { runs: failed(/stall/i), next: passed } },
  },
  {
    name: 'words-of-a-failure-typed',
    broken: 'A command of the suite prints the words of a kernel failure, and the kernel is well.',
    suite: `
      scenario('prints', {}, async ({ board }) => {
        expect((await board.serial.run("echo 'Kernel panic - not syncing: only words'")).stdout).toContain('only words');
        expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64');
      });
      ${next}`,
    right: { exit: [0, 2], scenarios: { prints: { verdict: ['passed', 'error'], fault: 'suite' }, next: passed } },
  },
  {
    name: 'login-prompt-in-a-log-line',
    broken: 'While the board boots, a service logs a line that looks like a login prompt.',
    suite: `scenario('boots', { boot: 'cold' }, async ({ board }) => { expect((await board.serial.run('echo in')).stdout.trim()).toBe('in'); });`,
    signs: [{ line: /Starting kernel/, nth: 2, strikes: 'kernel' }],
    wires: { a53: [{ injects: '\r\n[    1.000001] my-service[311]: verdin-imx8mp-1 login: refused for root\r\n', from: 'kernel' }] },
    right: { exit: 0, scenarios: { boots: passed } },
  },
];
