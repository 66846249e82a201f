import type { HeadlineRule } from './rule.ts';

const stall = { severity: 'fatal', endsScenario: true, frame: 'stall' } as const;

/** kernel/rcu/tree_stall.h and tasks.h, kernel/watchdog.c, kernel/hung_task.c, kernel/workqueue.c, kernel/smp.c. */
export const stallRules: readonly HeadlineRule[] = [
  {
    ...stall,
    kind: 'rcu-stall',
    headline: /^(?:rcu: )?(?:INFO: )?rcu(?:_\w+)? (?:self-)?detected (?:expedited )?stalls?\b/,
    words: ['detected stall', 'detected expedited stall'],
    title: 'rcu-stall[ in {frame}]',
    test: 'rcu: INFO: rcu_preempt self-detected stall on CPU',
  },
  {
    ...stall,
    kind: 'rcu-stall',
    headline: /^(?:rcu: )?(?:INFO: )?rcu_\w+ kthread (?:starved for|timer wakeup didn't happen for) /,
    words: ['kthread starved for', 'kthread timer wakeup'],
    title: 'rcu-stall: kthread starved',
    continues: ['rcu-stall'],
    test: 'rcu: rcu_preempt kthread starved for 5251 jiffies! g6989 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x402 ->cpu=0',
  },
  {
    ...stall,
    kind: 'soft-lockup',
    headline:
      /^(?:NMI )?(?:watchdog: )?(?:BUG: soft lockup (?:- CPU#(?<cpu>\d+) stuck for \d+s! \[(?<task>.+?):\d+\]|detected on CPU#|- )|(?:CPU ?#?\d+: )?[Ss]oft lockup - CPU#\d+ stuck for )/,
    words: ['oft lockup'],
    title: 'soft-lockup[ in {frame}]',
    test: 'watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [kworker/1:2:77]',
  },
  {
    ...stall,
    kind: 'soft-lockup',
    headline: /^smp: csd: Detected non-responsive CSD lock \(#\d+\) on CPU#(?<cpu>\d+)/,
    words: ['non-responsive CSD lock'],
    title: 'soft-lockup: CSD lock[ in {frame}]',
    test: 'smp: csd: Detected non-responsive CSD lock (#1) on CPU#2, waiting 5000000042 ns for CPU#03 do_nothing+0x0/0x4(0x0).',
  },
  {
    ...stall,
    kind: 'hard-lockup',
    headline:
      /^(?:NMI )?(?:watchdog: )?(?:BUG: )?(?:CPU\d+: )?(?:(?:NMI )?Watchdog detected (?:hard )?LOCKUP on (?:cpu|CPU) ?(?<cpu>\d+)|CPU \d+ (?:self-)?detected hard LOCKUP|(?:Watchdog )?CPU:? ?\d+ Hard LOCKUP)/,
    words: ['ard LOCKUP', 'detected LOCKUP'],
    title: 'hard-lockup[ in {frame}]',
    test: 'watchdog: CPU1: Watchdog detected hard LOCKUP on cpu 3',
  },
  {
    ...stall,
    kind: 'workqueue-lockup',
    headline: /^BUG: workqueue lockup - pool/,
    words: ['workqueue lockup'],
    title: 'workqueue-lockup',
    frame: 'none',
    test: 'BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 32s!',
  },
  {
    ...stall,
    kind: 'hung-task',
    headline: /^(?:INFO: )?task (?<task>.*?): ?\d+ (?:blocked (?:in I\/O wait )?for more than|can't die (?:for more than|in)) \d+ seconds/,
    words: ['blocked for more', 'blocked in I/O wait', "can't die"],
    title: 'hung-task[ in {frame}]',
    frame: 'trace',
    test: 'INFO: task kworker/u8:1:2345 blocked for more than 120 seconds.',
  },
];
