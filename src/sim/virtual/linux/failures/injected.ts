import { level } from '../kernel.ts';
import { type Machine, panic } from './machine.ts';

// CONFIG_RCU_CPU_STALL_TIMEOUT=21 and HZ=100.
const stallAfterMs = 21_000;
// 45 s where a stall report in between restarted the detector's period, 26 s without one.
const lockupAfterMs = 45_000;
const plainLockupAfterMs = 26_000;

/** CPU 0 is caught in interrupts: timers run no more, the stall detector speaks after 21 s, the lockup detector after 45 s. */
export const rcuStall = async (machine: Machine): Promise<void> => {
  const { kernel, life, parameters } = machine;
  machine.stopAnswering();
  await life.sleep(stallAfterMs);
  for (const [at, line] of stallText) kernel.printk(at, line);
  if (parameters.get('softlockup_panic') === 0) return;
  await life.sleep(lockupAfterMs - stallAfterMs);
  await lockup(machine, 45);
};

/** CPU 0 does not schedule any more. */
export const softLockup = async (machine: Machine): Promise<void> => {
  machine.stopAnswering();
  await machine.life.sleep(plainLockupAfterMs);
  if (machine.parameters.get('softlockup_panic') !== 0) await lockup(machine, 26);
};

const lockup = async (machine: Machine, seconds: number): Promise<void> => {
  machine.kernel.printk(level.emerg, `watchdog: BUG: soft lockup - CPU#0 stuck for ${seconds}s! [swapper/0:0]`);
  await panic(machine, 'softlockup: hung tasks');
};

const stallText: readonly (readonly [number, string])[] = [
  [level.err, 'rcu: INFO: rcu_preempt self-detected stall on CPU'],
  [level.err, 'rcu: \t0-...!: (2100 ticks this GP) idle=b8b/1/0x4000000000000008 softirq=7470/7470 fqs=0 '],
  [level.err, "rcu: rcu_preempt kthread timer wakeup didn't happen for 2100 jiffies! g6333 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x402"],
  [level.err, 'rcu: \tPossible timer handling issue on cpu=0 timer-softirq=1199'],
  [level.err, 'rcu: rcu_preempt kthread starved for 2103 jiffies! g6333 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x402 ->cpu=0'],
  [level.err, 'rcu: \tUnless rcu_preempt kthread gets sufficient CPU time, OOM is now expected behavior.'],
  [level.err, 'rcu: RCU grace-period kthread stack dump:'],
  [level.info, 'task:rcu_preempt     state:R stack:    0 pid:   13 ppid:     2 flags:0x00000008'],
  [level.info, 'Call trace:'],
  [level.info, ' __switch_to+0x104/0x15c'],
  [level.info, ' __schedule+0x2b8/0x7c0'],
  [level.info, ' schedule+0x5c/0xcc'],
  [level.info, ' schedule_timeout+0x9c/0x18c'],
  [level.info, ' rcu_gp_fqs_loop+0x130/0x410'],
  [level.info, ' rcu_gp_kthread+0x224/0x260'],
  [level.err, 'rcu: Stack dump where RCU GP kthread last ran:'],
  [level.info, 'Task dump for CPU 0:'],
  [level.info, 'task:swapper/0       state:R  running task     stack:    0 pid:    0 ppid:     0 flags:0x0000000a'],
];

// CONFIG_DEFAULT_HUNG_TASK_TIMEOUT=120; khungtaskd looks as often, so the first report comes after one to two periods.
const hungAfterMs = 122_000;

/** A task waits in the kernel and never comes back; the rest of the system goes on until Torizon's policy panics. */
export const hungTask = async (machine: Machine): Promise<void> => {
  const { kernel, life, parameters } = machine;
  await life.sleep(hungAfterMs);
  const seconds = 122;
  kernel.printk(level.err, `INFO: task kworker/1:1:42 blocked for more than ${seconds} seconds.`);
  kernel.printk(level.err, `      Not tainted ${kernel.release} ${kernel.version.split(' ')[0]}`);
  kernel.printk(level.err, '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.');
  kernel.printk(level.info, 'task:kworker/1:1     state:D stack:    0 pid:   42 ppid:     2 flags:0x00000008');
  kernel.printk(
    level.info,
    'Call trace:\n __switch_to+0x104/0x15c\n __schedule+0x2b8/0x7c0\n schedule+0x5c/0xcc\n rproc_shutdown+0x34/0x130',
  );
  if (parameters.get('hung_task_panic') !== 0) await panic(machine, 'hung_task: blocked tasks');
};
