import { anySignal } from '../../../../core/time.ts';
import { level } from '../kernel.ts';
import type { ParameterName } from '../kernel-parameters.ts';
import { type Machine, panic } from './machine.ts';
import { packageOf, printAll, taintText, traceText } from './report-text.ts';
import { isAtLeast, type Task } from './task.ts';

/**
 * Lets khungtaskd look at a task that waits uninterruptibly, until `over`. It looks every `hung_task_check_interval_secs`, or as often as the timeout
 * where that is 0; the first look notes the task, and a later one that finds it noted for the whole timeout reports it.
 */
export const watchBlocked = async (machine: Machine, task: Task, over: AbortSignal): Promise<void> => {
  const { life, parameters } = machine;
  const signal = anySignal(over, life.signal);
  let noted: number | undefined;
  let looked = life.clock.now();
  for (;;) {
    const timeout = parameters.get('hung_task_timeout_secs');
    const next = await nextLook(machine, looked, signal);
    if (next === undefined) return;
    looked = next;
    noted ??= looked;
    const blocked = Math.round((looked - noted) / 1000);
    if (timeout === 0 || blocked < timeout) continue;
    if (report(machine, task, blocked) && parameters.get('hung_task_panic') !== 0) return panicOf(machine);
  }
};

const periods: ReadonlySet<ParameterName> = new Set(['hung_task_timeout_secs', 'hung_task_check_interval_secs']);

// A write to the timeout wakes khungtaskd: its period begins anew. Looks keep their distance however late a timer of a busy host is.
const nextLook = async ({ life, parameters }: Machine, looked: number, signal: AbortSignal): Promise<number | undefined> => {
  let from = looked;
  for (;;) {
    const written = new AbortController();
    const forget = parameters.onWrite((name) => (periods.has(name) ? written.abort() : undefined));
    const seconds = parameters.get('hung_task_check_interval_secs') || parameters.get('hung_task_timeout_secs') || 1;
    const next = from + seconds * 1000;
    await life.clock.sleep(Math.max(0, next - life.clock.now()), anySignal(signal, written.signal)).catch(() => {});
    forget();
    if (signal.aborted) return undefined;
    if (!written.signal.aborted) return next;
    from = life.clock.now();
  }
};

/** False when it has said enough: hung_task_warnings. */
const report = ({ kernel, parameters }: Machine, { comm, pid, parent, stack }: Task, seconds: number): boolean => {
  const left = parameters.get('hung_task_warnings');
  if (left === 0) return true;
  if (left > 0) parameters.set('hung_task_warnings', left - 1);
  kernel.printk(level.err, `INFO: task ${comm}:${pid} blocked for more than ${seconds} seconds.`);
  kernel.printk(level.err, `      ${taintText(kernel)} ${kernel.release} ${kernel.version.split(' ')[0]}${packageOf(kernel)}`);
  kernel.printk(level.err, '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.');
  const ids = isAtLeast(kernel, '6.0')
    ? `stack:${'0'.padEnd(5)} pid:${String(pid).padEnd(5)} ${isAtLeast(kernel, '6.8') ? `tgid:${String(pid).padEnd(5)} ` : ''}ppid:${String(parent).padEnd(6)}`
    : `stack:${'0'.padStart(5)} pid:${String(pid).padStart(5)} ppid:${String(parent).padStart(6)}`;
  printAll(kernel, [`task:${comm.padEnd(15)} state:D ${ids} flags:0x00000004`, ...traceText(stack)], level.info);
  return true;
};

const panicOf = (machine: Machine): Promise<void> =>
  panic(machine, 'hung_task: blocked tasks', {
    task: { comm: 'khungtaskd', pid: 40, parent: 2, cpu: 1, stack: [] },
    stack: ['lockup_detector_update_enable+0x0/0x44', 'kthread+0x10c/0x110', 'ret_from_fork+0x10/0x20'],
  });
