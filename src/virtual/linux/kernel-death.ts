import type { BoardLife } from '../board-life.ts';
import { type Kernel, level } from './kernel.ts';

/** What a fault may do to a running Linux. */
export interface Machine {
  readonly kernel: Kernel;
  readonly life: BoardLife;
  /** Torizon panics on oopses, soft lockups and hung tasks and reboots 5 s later; the reference image has none of that. */
  readonly panics: boolean;
  /** No program runs any more, and nothing answers; the kernel may still print. */
  stopAnswering(): void;
  /** Through PSCI and the PMIC. */
  restart(): void;
  /** Resolves with the reset of a watchdog that nobody feeds any more. */
  watchdog(): Promise<void>;
}

/** The last words of a kernel that panics: the reason, the other CPUs, and 5 s later the restart where that is configured. */
export const panic = async ({ kernel, life, panics, stopAnswering, restart, watchdog }: Machine, reason: string): Promise<void> => {
  stopAnswering();
  kernel.printk(level.emerg, `Kernel panic - not syncing: ${reason}`);
  kernel.printk(level.crit, 'SMP: stopping secondary CPUs');
  kernel.printk(level.emerg, 'Kernel Offset: disabled');
  kernel.printk(level.emerg, 'CPU features: 0x0,00002001,20000846');
  kernel.printk(level.emerg, 'Memory Limit: none');
  if (!panics) {
    kernel.printk(level.emerg, `---[ end Kernel panic - not syncing: ${reason} ]---`);
    return watchdog();
  }
  kernel.printk(level.emerg, 'Rebooting in 5 seconds..');
  await life.sleep(5000);
  restart();
};

/** `Unable to handle kernel …` with registers and a call trace; on Torizon a panic follows. */
export const oops = async (machine: Machine, where: string, task = 'kworker/0:2'): Promise<void> => {
  const { kernel } = machine;
  kernel.tainted |= 128;
  for (const line of oopsText(where, task, kernel)) kernel.printk(level.alert, line);
  if (machine.panics) await panic(machine, 'Oops: Fatal exception');
};

const oopsText = (where: string, task: string, { release, version }: Kernel): readonly string[] => [
  'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000010',
  'Mem abort info:',
  '  ESR = 0x96000004',
  '  EC = 0x25: DABT (current EL), IL = 32 bits',
  '  SET = 0, FnV = 0',
  '  EA = 0, S1PTW = 0',
  '  FSC = 0x04: level 0 translation fault',
  'Data abort info:',
  '  ISV = 0, ISS = 0x00000004',
  '  CM = 0, WnR = 0',
  '[0000000000000010] user address but active_mm is swapper',
  'Internal error: Oops: 96000004 [#1] PREEMPT SMP',
  'Modules linked in: imx_rpmsg_tty',
  `CPU: 0 PID: 187 Comm: ${task} Not tainted ${release} ${version.split(' ')[0]}`,
  'Hardware name: Toradex Verdin iMX8M Plus on Verdin Development Board (DT)',
  'pstate: 60000005 (nZCv daif -PAN -UAO -TCO -DIT -SSBS BTYPE=--)',
  `pc : ${where}+0x3c/0x1a8`,
  `lr : ${where}+0x24/0x1a8`,
  'sp : ffff80000a5bbc80',
  ...Array.from({ length: 10 }, (_, row) => registerRow(29 - 3 * row)),
  'Call trace:',
  ` ${where}+0x3c/0x1a8`,
  ' process_one_work+0x1d0/0x320',
  ' worker_thread+0x14c/0x444',
  ' kthread+0x150/0x154',
  ' ret_from_fork+0x10/0x20',
  'Code: f9400660 b4000080 f9400c01 b4000041 (f9400821) ',
  '---[ end trace 0000000000000000 ]---',
];

const registerRow = (first: number): string =>
  [first, first - 1, first - 2]
    .filter((number) => number >= 0)
    .map(
      (number) =>
        `x${number}`.padEnd(3) +
        `: ${(BigInt(number) * 0x1f3d_55aan + (number > 18 ? 0xffff_0000_0000_0000n : 0n)).toString(16).padStart(16, '0')}`,
    )
    .join(' ');

// CONFIG_RCU_CPU_STALL_TIMEOUT=21 and HZ=100.
const stallAfterMs = 21_000;
// 45 s where a stall report in between restarted the detector's period, 26 s without one.
const lockupAfterMs = 45_000;
const plainLockupAfterMs = 26_000;

/** CPU 0 is caught in interrupts: timers run no more, the stall detector speaks after 21 s, the lockup detector after 45 s. */
export const rcuStall = async (machine: Machine): Promise<void> => {
  const { kernel, life, panics } = machine;
  machine.stopAnswering();
  await life.sleep(stallAfterMs);
  for (const [at, line] of stallText) kernel.printk(at, line);
  if (!panics) return;
  await life.sleep(lockupAfterMs - stallAfterMs);
  await lockup(machine, 45);
};

/** CPU 0 does not schedule any more. */
export const softLockup = async (machine: Machine): Promise<void> => {
  machine.stopAnswering();
  await machine.life.sleep(plainLockupAfterMs);
  if (machine.panics) await lockup(machine, 26);
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
  const { kernel, life, panics } = machine;
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
  if (panics) await panic(machine, 'hung_task: blocked tasks');
};
