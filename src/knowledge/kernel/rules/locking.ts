import type { HeadlineRule } from './rule.ts';

const error = { severity: 'error', endsScenario: true, frame: 'trace' } as const;
const open = String.raw`^(?:\[ )?(?:INFO: |WARNING: |BUG: )?`;

/** kernel/locking/lockdep.c, kernel/locking/spinlock_debug.c, kernel/sched/core.c, lib/smp_processor_id.c, kernel/workqueue.c. */
export const lockingRules: readonly HeadlineRule[] = [
  {
    ...error,
    kind: 'lockdep',
    onlyAtStart: true,
    headline: new RegExp(
      `${open}(?<what>possible (?:circular|recursive) locking|possible irq lock inversion|\\S+-(?:safe|READ-safe) -> \\S+-unsafe lock order)`,
    ),
    words: ['possible circular', 'possible recursive', 'possible irq lock', '-unsafe lock order'],
    title: 'lockdep: possible deadlock[ in {frame}]',
    test: 'WARNING: possible circular locking dependency detected',
  },
  {
    ...error,
    kind: 'lockdep',
    onlyAtStart: true,
    headline: new RegExp(`${open}inconsistent lock state`),
    words: ['inconsistent lock state'],
    title: 'lockdep: inconsistent lock state[ in {frame}]',
    test: 'WARNING: inconsistent lock state',
  },
  {
    ...error,
    kind: 'lockdep',
    onlyAtStart: true,
    headline: new RegExp(`${open}suspicious (?:RCU usage|rcu_dereference)`),
    words: ['suspicious RCU', 'suspicious rcu'],
    title: 'lockdep: suspicious RCU usage[ in {frame}]',
    test: 'WARNING: suspicious RCU usage',
  },
  {
    ...error,
    kind: 'lockdep',
    onlyAtStart: true,
    headline: new RegExp(
      `${open}(?:\\S+/\\d+ )?(?<what>bad unlock balance|bad contention|held lock freed|still has locks held|lock held (?:when|at)|Nested lock was not taken|Invalid wait context)`,
    ),
    words: ['bad unlock', 'bad contention', 'held lock freed', 'still has locks', 'lock held', 'Nested lock', 'Invalid wait context'],
    title: 'lockdep: {what}[ in {frame}]',
    test: '[ BUG: Invalid wait context ]',
  },
  {
    ...error,
    kind: 'lockdep',
    headline: /^BUG: (?<lock>spinlock|rwlock|rtmutex) (?<what>[a-z][a-zA-Z ]*?)(?: on CPU#(?<cpu>\d+)|,|$)/,
    words: ['BUG: spinlock', 'BUG: rwlock', 'BUG: rtmutex'],
    title: 'lockdep: {lock} {what}[ in {frame}]',
    test: 'BUG: spinlock bad magic on CPU#0, swapper/0/1',
  },
  {
    ...error,
    kind: 'lockdep',
    headline:
      /^(?:INFO: trying to register (?<what>non-static key)|BUG: (?<bug>looking up invalid subclass|key \S+ (?:has not been registered|not in \.data)|MAX_\w+ too low))/,
    words: ['trying to register', 'BUG: looking up', 'BUG: key', 'BUG: MAX_'],
    title: 'lockdep: {what}{bug}[ in {frame}]',
    test: 'INFO: trying to register non-static key.',
  },
  {
    ...error,
    kind: 'lockdep',
    headline: /^WARNING: (?:CPU: \d+ PID: -?\d+ )?(?:at )?kernel\/(?:locking\/)?lockdep\.c:\d+/,
    words: ['lockdep.c:'],
    title: 'lockdep: locking bug[ in {frame}]',
    test: 'WARNING: CPU: 1 PID: 7733 at kernel/locking/lockdep.c:743 look_up_lock_class+0x5c/0x1a0',
  },
  {
    ...error,
    kind: 'atomic-sleep',
    headline:
      /^BUG: (?<what>sleeping function called from invalid context|scheduling (?:while atomic|in a non-blocking section)|assuming (?:atomic|non migratable) context|workqueue leaked (?:lock or atomic|atomic, lock or RCU))/,
    words: ['BUG: sleeping', 'BUG: scheduling', 'BUG: assuming', 'BUG: workqueue leaked'],
    title: 'atomic-sleep: {what}[ in {frame}]',
    test: 'BUG: scheduling while atomic: kworker/0:1/31/0x00000002',
  },
  {
    ...error,
    kind: 'atomic-sleep',
    headline: /^BUG: using (?<what>\w+)\(\) in preemptible/,
    words: ['BUG: using '],
    title: 'atomic-sleep: {what}() in preemptible code[ in {frame}]',
    test: 'BUG: using smp_processor_id() in preemptible [00000000] code: udevd/123',
  },
];
