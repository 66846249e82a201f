/** Lines that only stand in the body of a report: registers, stack words, memory dumps, lock lists, page flags, task states. */
export const isBody = (text: string): boolean => text === '' || body.test(text);

const parts: readonly string[] = [
  // who and where: lib/dump_stack.c, arch show_regs
  'CPU:? ?\\d+ |Pid: \\d+|Hardware name: |Modules linked in|Workqueue: |Comm: |Call [Tt]race|Backtrace:|stack backtrace|Code: |Tainted: |Not tainted|Kernel Offset|Dumping ftrace|\\(ftrace buffer|last sysfs file|Last user process|Process .*\\(pid: \\d+',
  '(?:[RE]?[A-Z][A-Z0-9]{1,2}|R\\d+|CR\\d|DR\\d|[CDEFGS]S|EFLAGS|PKRU|Kernel panic):? *[: ]|(?:x\\d{1,2}|sp|pc|lr|ra|gp|tp|[ast]\\d+|r\\d+|ip|fp|pstate|psr|status|badaddr|cause|epc|irqs)\\s*[: ]',
  '\\[?<?[\\da-f]{8,16}>?\\]?|[\\da-f]{2,4}: |(?:Stack|Exception stack|Call Trace|Backtrace|Register|Flags|Control|Internal|pgd|Table)\\b|\\*?(?:pgd|pud|pmd|pte|p4d)\\b|Mem abort|Data abort|(?:ESR|EC|SET|EA|FSC|ISV|CM|GCS|Instruction|user pgtable|swapper pgtable)\\b',
  // kernel/locking/lockdep.c
  '-+$|=+$|#\\d|\\*\\*\\*|->|CPU\\d +CPU\\d|lock\\(|<Interrupt>|(?:but|which|the|other|and|this|stack|possible|locks?|no locks|\\d+ locks?|irq event|hardirqs|softirqs|rcu_scheduler|other info|Possible|Chain exists|DEADLOCK|INITIAL|hlock|already|again|switch|fuser)\\b|\\{|\\(|&|.*at: |.*acquire|.*\\bis (?:trying|freeing|released)|.*\\/\\d+ (?:is|just)',
  // sanitizers and slab
  '(?:Read|Write) (?:of size|at addr)|Allocated|Freed|The buggy|Memory state|>?[\\da-f]{16}:|page(?::| dumped)|flags: |raw: |head: |Object|Padding|Redzone|INFO: |Bytes b4|Local variable|Uninit|Byte|race at|value changed|Reported by|index \\d+|shift exponent|signed integer|\\^|buffer|disabled|FIX |kfence|allocated by|freed by|backtrace|comm "|hex dump|unreferenced',
  // stalls, hung tasks, oom
  'rcu: |\\(detected by|\\(t=|\\d+-|All QSes|blocking rcu|Task dump|NMI backtrace|Sending NMI|Showing|task:|stack:|.*\\b(?:state|running task|[RSDTtXZIK]) .*0x|"echo 0|pool |workqueue |pwq|in-flight|pending|delayed|Mem-Info|Node |active_anon|DMA|Normal|lowmem|\\d+ (?:pages|total)|Swap|Free swap|Tasks state|\\[ *\\d+\\]|oom|Out of|Killed',
  'This architecture|Kernel|kernel|handlers:|Disabling|Rebooting|---\\[|end |RIP|note: |SMP|.*(?:Oops|panic)|.*\\+0x[\\da-f]+',
];
const body = new RegExp(`^(?:<[\\w/]+>|${parts.join('|')})`);
