import { expect, scenario } from 'verdin-hil';

// Linux is made to fail in the six ways that matter on a bench; each one must be seen while it happens, and the board must come out of it clean.
// npx hil run kernel-failures

type Board = Parameters<Parameters<typeof scenario>[2]>[0]['board'];

/** The stack of a report is worth more than a quiet console, and thresholds of seconds keep the suite short. They last until the next boot. */
const arm = async (board: Board, ...settings: readonly string[]): Promise<void> => {
  await board.linux.run(`sysctl -w kernel.printk=8 kernel.panic=5 ${settings.join(' ')}`, { asRoot: true });
};

const stallTimeout = async (board: Board, seconds: number): Promise<void> => {
  await board.linux.run(`echo ${seconds} > /sys/module/rcupdate/parameters/rcu_cpu_stall_timeout`, { asRoot: true });
};

/** What kills the machine never answers: its end is seen on the console. */
const fatal = (board: Board, command: string): void => {
  board.linux.run(command, { asRoot: true, reject: false, timeout: '2min' }).catch(() => undefined);
};

/** Modules of tests end with an error on purpose, so that nothing stays loaded; busybox runs such a module twice. */
const survived = async (board: Board, command: string): Promise<void> => {
  await board.linux.run(command, { asRoot: true, reject: false, timeout: '90s' });
  expect((await board.linux.run('echo alive')).stdout.trim()).toBe('alive');
};

/** The kernel's own words and flags: a boot that knows of no failure, with the thresholds it came with. */
const clean = (what: string): void =>
  scenario(`the board is clean after ${what}`, { boot: 'running', follows: true }, async ({ board }) => {
    const log = (await board.linux.run('dmesg', { asRoot: true })).stdout;
    expect(log).not.toMatch(/detected stall|soft lockup|Kernel panic|Internal error|blocked for more than/);
    const flags = Number((await board.linux.run('cat /proc/sys/kernel/tainted')).stdout);
    expect(flags & (taint.died | taint.warned | taint.lockedUp)).toBe(0);
    expect((await board.linux.run('cat /proc/sys/kernel/watchdog_thresh')).stdout.trim()).toBe('10');
  });

// Bits of /proc/sys/kernel/tainted: Documentation/admin-guide/tainted-kernels.rst.
const taint = { died: 1 << 7, warned: 1 << 9, lockedUp: 1 << 14 };

const lockup = { boot: 'running', uses: ['lockup-module'] } as const;

scenario('a panic by sysrq is seen, and the board reboots', { boot: 'running' }, async ({ board, expectIncident, measure }) => {
  await expectIncident('panic', { title: /sysrq triggered crash/ });
  await arm(board);
  fatal(board, 'echo c > /proc/sysrq-trigger');

  const boot = await board.waitForReset({ within: '3min' });
  expect(boot.kind).toBe('unannounced');
  measure('reset to login', boot.stages.find(({ stage }) => stage === 'login')!.atMs, 'ms');
});

clean('the panic');

scenario('a soft lockup is seen, and its panic reboots the board', lockup, async ({ board, expectIncident }) => {
  await expectIncident('soft-lockup', { title: /test_lockup|test_wait/ });
  await expectIncident('panic', { title: /softlockup/ });
  await arm(board, 'kernel.watchdog_thresh=5', 'kernel.softlockup_panic=1');
  const mark = await board.console.mark();
  fatal(board, 'modprobe test_lockup time_secs=120 disable_preempt=1');

  await board.console.expect(/Kernel panic - not syncing: softlockup: hung tasks/, { since: mark, within: '3min' });
  expect((await board.waitForReset({ within: '3min' })).kind).toBe('unannounced');
});

clean('the soft lockup');

scenario('an RCU stall is seen, and the board survives it', lockup, async ({ board, expectIncident }) => {
  await expectIncident('rcu-stall', { title: /test_lockup|test_wait/ });
  await arm(board, 'kernel.watchdog_thresh=30', 'kernel.panic_on_rcu_stall=0');
  await stallTimeout(board, 5);

  // The stall's grace period begins when one is asked for, which each process that ends does and an idle system need not; a second report would come
  // 18 s after the first one's beginning.
  const processesThatEnd = board.linux.run('for n in 1 2 3 4 5 6 7 8; do sleep 1; done', { timeout: '90s' });
  await Promise.all([processesThatEnd, survived(board, 'modprobe test_lockup time_secs=14 disable_preempt=1 lock_rcu=1')]);
});

clean('the RCU stall');

scenario('a hung task is seen, and the board survives it', lockup, async ({ board, expectIncident }) => {
  await expectIncident('hung-task', { title: /test_lockup|test_wait/ });
  await arm(board, 'kernel.hung_task_panic=0', 'kernel.hung_task_timeout_secs=5', 'kernel.hung_task_check_interval_secs=2');

  await survived(board, 'modprobe test_lockup time_secs=12 state=D');
});

clean('the hung task');

scenario('an oops is seen, and the board survives it', lockup, async ({ board, expectIncident }) => {
  await expectIncident('oops', { title: /NULL pointer dereference in hil_write_null/ });
  await arm(board, 'kernel.panic_on_oops=0');

  await survived(board, 'modprobe hil_oops');
  expect(Number((await board.linux.run('cat /proc/sys/kernel/tainted')).stdout) & taint.died).not.toBe(0);
});

clean('the oops');

scenario('a hang of every CPU is ended by the watchdog', { ...lockup, silence: '3min' }, async ({ board, expectIncident, measure }) => {
  await expectIncident('watchdog-reset');
  await arm(board);
  fatal(board, 'modprobe test_lockup time_secs=600 all_cpus=1 disable_irq=1');

  // Nothing ticks, so nothing is said: the reset itself is what can be seen.
  const boot = await board.waitForReset({ within: '3min' });
  expect(boot.kind).toBe('unannounced');
  measure('reset to login', boot.stages.find(({ stage }) => stage === 'login')!.atMs, 'ms');
});

clean('the hang');
