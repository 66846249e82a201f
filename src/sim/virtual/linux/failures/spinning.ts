import { anySignal } from '../../../../core/time.ts';
import { level } from '../kernel.ts';
import { type Machine, panic } from './machine.ts';
import { printAll, registerDump, taint } from './report-text.ts';
import { isAtLeast, type Task, timerInterrupt } from './task.ts';

/** One CPU that does not schedule: since when, and when the lockup detector last heard of it. Board milliseconds. */
interface Spin {
  readonly since: number;
  touchedAt: number;
  readonly over: AbortSignal;
}

/** Lets the kernel's detectors look at a task that keeps its CPU, until `over`. Settles when they are done with it. */
export const watchSpinning = async (machine: Machine, task: Task, over: AbortSignal): Promise<void> => {
  const now = machine.life.clock.now();
  const spin: Spin = { since: now, touchedAt: now, over: anySignal(over, machine.life.signal) };
  await Promise.all([watchGracePeriod(machine, task, spin), watchLockup(machine, task, spin)]);
};

// To a moment, as the kernel's timers are set: where the host is late, what is due before the end of the spin still comes before it.
const reached = async ({ life }: Machine, at: number, { over }: Spin): Promise<boolean> => {
  await life.clock.sleep(Math.max(0, at - life.clock.now()), over).catch(() => {});
  return !over.aborted;
};

// kernel/rcu/tree_stall.h: the first report after the timeout, counted from the beginning of the grace period, the next ones after 3 × timeout + 3 s.
const watchGracePeriod = async (machine: Machine, task: Task, spin: Spin): Promise<void> => {
  const { kernel, parameters, random, life } = machine;
  const begun = spin.since + random.between(100, 500);
  const timeout = parameters.get('rcu_cpu_stall_timeout') * 1000;
  for (let [wait, at] = [timeout, begun + timeout]; await reached(machine, at, spin); wait = 3 * wait + 3000, at += wait) {
    printStall(machine, task, Math.round(((life.clock.now() - begun) / 1000) * kernel.hz));
    // Dumping stacks postpones the lockup detector's report: touch_nmi_watchdog().
    spin.touchedAt = life.clock.now();
    if (parameters.get('panic_on_rcu_stall') === 0) continue;
    const stack = timerInterrupt(['exit_rcu+0x0/0x110', 'update_process_times+0x7c/0xf8', 'tick_nohz_handler+0x9c/0x158'], task.stack);
    return panic(machine, 'RCU Stall', { task, stack });
  }
};

const printStall = ({ kernel, random }: Machine, task: Task, jiffies: number): void => {
  const softirqs = random.between(200, 9000);
  const idle = random.between(0, 0xffff).toString(16).padStart(4, '0');
  const words = `ticks this GP) idle=${idle}/1/0x4000000000000000 softirq=${softirqs}/${softirqs} fqs=${Math.round(jiffies * 0.4)}`;
  const now = `\t(t=${jiffies} jiffies g=${random.between(1000, 9000)} q=${random.between(1, 90)}`;
  kernel.printk(level.err, `rcu: INFO: ${kernel.rcu} self-detected stall on CPU`);
  kernel.printk(level.err, `rcu: \t${task.cpu}-....: (${jiffies - random.between(0, 15)} ${words}${isAtLeast(kernel, '6.0') ? '' : ' '}`);
  if (isAtLeast(kernel, '6.0')) kernel.printk(level.err, `rcu: ${now} ncpus=4)`);
  else kernel.printk(level.warning, `${now})`);
  // Since 6.1 the interrupted registers are shown, before that the task with the stack of the report itself.
  if (isAtLeast(kernel, '6.1')) printAll(kernel, registerDump(kernel, task));
  else printAll(kernel, taskDump(task), level.info);
};

const taskDump = ({ comm, pid, parent, cpu, stack }: Task): readonly string[] => [
  `Task dump for CPU ${cpu}:`,
  `task:${comm.padEnd(15)} state:R  running task     stack:    0 pid:${String(pid).padStart(5)} ppid:${String(parent).padStart(6)} flags:0x00000002`,
  'Call trace:',
  ...['dump_backtrace+0xa0/0x128', 'show_stack+0x20/0x38', 'sched_show_task+0x150/0x180', 'dump_cpu_task+0x44/0x54'].map(
    (frame) => ` ${frame}`,
  ),
  ...['rcu_dump_cpu_stacks+0xf4/0x138', 'rcu_sched_clock_irq+0x8a4/0xb40'].map((frame) => ` ${frame}`),
  ...timerInterrupt(['update_process_times+0x9c/0xec', 'tick_sched_timer+0x5c/0xd0'], stack).map((frame) => ` ${frame}`),
];

// kernel/watchdog.c counts in units of 2^30 ns, and looks every 2/5 of `watchdog_thresh`.
const unitMs = 2 ** 30 / 1e6;

const watchLockup = async (machine: Machine, task: Task, spin: Spin): Promise<void> => {
  const { kernel, parameters, life } = machine;
  for (let at = spin.since; ; ) {
    const threshold = parameters.get('soft_watchdog') === 0 ? 0 : parameters.get('watchdog_thresh');
    at += threshold === 0 ? 1000 : threshold * 400;
    if (!(await reached(machine, at, spin))) return;
    const units = (since: number): number => Math.floor((life.clock.now() - since) / unitMs);
    if (threshold === 0 || units(spin.touchedAt) <= 2 * threshold) continue;
    kernel.printk(level.emerg, `watchdog: BUG: soft lockup - CPU#${task.cpu} stuck for ${units(spin.since)}s! [${task.comm}:${task.pid}]`);
    printAll(kernel, [`Modules linked in: ${machine.modules()}`, ...registerDump(kernel, task)]);
    kernel.tainted |= taint.softLockup;
    spin.touchedAt = life.clock.now();
    if (parameters.get('softlockup_panic') === 0) continue;
    return panic(machine, 'softlockup: hung tasks', { task, stack: timerInterrupt(['watchdog_timer_fn+0x25c/0x2f0'], task.stack) });
  }
};
