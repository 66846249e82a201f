import { type DiagnosisCase, pasted } from './case.ts';

const spl = 'U-Boot SPL 2024.07-7.1.0+git.aa0011bb22cc (Jan 01 1970 - 00:00:00 +0000)';

/** Rows 23 to 26 and 37: Linux itself goes down. */
export const crashCases: readonly DiagnosisCase[] = [
  {
    name: 'a stall behind a restart',
    row: 23,
    also: [26],
    texts: pasted(`[  700.100101] remoteproc remoteproc0: stopped remote processor imx-rproc
[  702.300101] remoteproc remoteproc0: powering up imx-rproc
[  725.412300] rcu: INFO: rcu_preempt self-detected stall on CPU
[  725.418101] rcu: \t0-...!: (2101 ticks this GP) idle=1d3/1/0x4000000000000008 softirq=9911/9911 fqs=0
[  725.427202] rcu: rcu_preempt kthread timer wakeup didn't happen for 2102 jiffies! g8101 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x402
[  725.438303] rcu: \tPossible timer handling issue on cpu=0 timer-softirq=2210
[  752.100404] watchdog: BUG: soft lockup - CPU#0 stuck for 48s! [swapper/0:0]
[  752.107505] Kernel panic - not syncing: softlockup: hung tasks
[  752.113606] SMP: stopping secondary CPUs
[  752.128707] Rebooting in 5 seconds..`),
  },
  {
    name: 'a silent hang behind a start',
    row: 24,
    also: [38],
    texts: pasted(`[   91.100101] remoteproc remoteproc0: powering up imx-rproc
[   91.101202] remoteproc remoteproc0: Booting fw image motor_ddr.elf, size 591244
[   91.720202] remoteproc remoteproc0: remote processor imx-rproc is now up
${spl}
Reset cause: WDOG`),
  },
  {
    name: 'an access that was refused',
    row: 25,
    texts: pasted(`[   91.720202] remoteproc remoteproc0: remote processor imx-rproc is now up
[   92.001202] SError Interrupt on CPU2, code 0xbf000002 -- SError
[   92.001303] CPU: 2 PID: 411 Comm: kworker/2:1 Not tainted 6.6.54-7.1.0 #1-Torizon
[   92.001404] pc : imx_uart_int+0x40/0x3a0`),
  },
  {
    name: 'a panic whose first line is lost',
    row: 26,
    texts: pasted(`[  301.007505] Kernel panic - not syncing: hung_task: blocked tasks
[  301.013606] SMP: stopping secondary CPUs
[  301.028707] Rebooting in 5 seconds..`),
  },
  {
    name: 'a TCM mapped as device memory',
    row: 37,
    also: [26],
    texts: pasted(`[   71.100101] remoteproc remoteproc0: powering up imx-rproc
[   71.101202] remoteproc remoteproc0: Booting fw image hello_tcm.elf, size 61004
[   71.102303] Unable to handle kernel paging request at virtual address ffff8000124e5005
[   71.102404]   FSC = 0x21: alignment fault
[   71.102505] [ffff8000124e5005] pgd=00000000bfff8003, pte=00680000007e5713
[   71.102606] Internal error: Oops: 96000061 [#1] PREEMPT SMP
[   71.102707] pc : __memcpy+0x110/0x180`),
  },
];
