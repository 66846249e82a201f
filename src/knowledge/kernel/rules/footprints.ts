import type { IncidentKind } from '../../../core/incident.ts';
import { lostHeadlineRule } from './own.ts';
import type { HeadlineRule } from './rule.ts';

const rule = (kind: IncidentKind, title: string, frame: HeadlineRule['frame'] = 'trace'): HeadlineRule => ({
  ...lostHeadlineRule,
  yields: true,
  kind,
  title: `${title}[ in {frame}]`,
  frame,
});

export interface Footprint {
  readonly says: RegExp;
  /** What one line is too little for: both lines in front have this shape too, of a trace or a table of registers. */
  readonly run?: RegExp;
  /** A line not far in front that says whose it is. */
  readonly unless?: RegExp;
  readonly rule: HeadlineRule;
}

/** A line of a trace: lib/dump_stack.c of every architecture; who reads a stack from /proc sees other brackets. */
const traceLine =
  /^(?:\[<[\da-f]{8,16}>\]?,? )?(?:\? )?(?:\(?[A-Za-z_][\w.$]*(?:\+0x[\da-f]+\/0x[\da-f]+)?\)?(?: \[[\w@+]+\])? from (?:\[<[\da-f]{8,16}>\] )?\(?)?[A-Za-z_][\w.$]*\+0x[\da-f]+\/0x[\da-f]+\)?(?: \[[\w@+ ]+\])?(?: [\w./-]+\.[chS]:\d+)?$|^[A-Za-z_]\w* [\w./-]+\.[chS]:\d+ \[inline\]$|^(?:r\d+|[A-Z][a-z]+ [Ss]tack|<\/?(?:IRQ|TASK|NMI|SOFTIRQ|EOI)>)\b/;
/** Of registers and what they held; a debugger and a boot loader print others. */
const registerLine =
  /^(?:(?:epc|ra|pc|lr|sp|gp|tp|ip|fp|xpsr|Hi|Lo|Acx|Status|Cause|BadVA|PrId|pstate|[xrast]\d{1,2}|[RE]?[A-D]X|R[SDB][PI]|NIP|MSR|CTR|XER|GPR\d\d|DAR|DEAR|ELR|ESR|SPSR|FAR|SP|X\d\d|D\d|A\d|PC|SR) {0,5}(?:\([\da-f]{1,8}\))? ?[:=] *(?:\[?<?(?:0x)?[\da-f]{6,16}|\w[\w+]+\/0x)|\$ ?\d{1,2} *: [\da-f]{8,16} )/;

/** Of a loader and of small cores: names in capitals. */
const registerRow = /^(?:[A-Z][A-Z\d_]{0,6} ?[:=] ?0x[\da-f]{8,16}[ ,]+){2,}[A-Z][A-Z\d_]{0,6} ?[:=] ?0x[\da-f]{8}/i;

/** Lines that only a report's body holds, and what the report was of whose headline nobody copied. */
export const footprints: readonly Footprint[] = [
  { says: /^"echo 0 > \/proc\/sys\/kernel\/hung_task_timeout_secs"/, rule: rule('hung-task', 'hung-task') },
  {
    says: /^(?:rcu: )?\s*(?:\(detected by \d+, t=\d+ jiffies|All QSes seen, last rcu_|\(t=\d+ jiffies g=)|^rcu: \s+\d+-\S{3,5}: \(/,
    rule: rule('rcu-stall', 'rcu-stall'),
  },
  {
    // Kernels before 4.19 print the table's header alone; newer ones pad it, and vendors dump that table for less than a kill.
    says: /^(?:Tasks state \(memory values in pages\):|\[ pid \] +uid +tgid +total_vm )/,
    rule: rule('oom', 'oom: a list of tasks to kill'),
  },
  {
    says: /^refcount_t: (?:underflow|increment on 0|addition on 0|saturated|decrement hit 0)/,
    rule: rule('warning', 'warning: refcount_t'),
  },
  {
    says: /^(?:The buggy address belongs to|(?:Allocated|Freed) by task \d+|Memory state around the buggy address)/,
    rule: rule('kasan', 'KASAN: a report'),
  },
  { says: /^in_atomic\(\): \d, irqs_disabled\(\): \d/, rule: rule('atomic-sleep', 'atomic-sleep') },
  {
    says: /^(?:note: .{1,16}\[\d+\] exited with (?:preempt_count|irqs disabled)|Fixing recursive fault but reboot is needed!|status: [\da-f]{16} badaddr: [\da-f]{16} cause: [\da-f]{16})/,
    rule: rule('oops', 'oops'),
  },
  {
    says: /^(?:Rebooting in \d+ seconds?\.\.|Kernel Offset: 0x[\da-f]+ from 0x[\da-f]{8}|Shutting down cpus with NMI)/,
    rule: rule('panic', 'panic: its last words'),
  },
  {
    // Of all reports only lockdep's calls it that; a program in Rust does too.
    unless: /\bpanicked at\b|RUST_BACKTRACE/,
    says: /^(?:stack backtrace:$|RCU used illegally from )/,
    rule: rule('lockdep', 'lockdep: a report'),
  },
  {
    says: /^(?:reloc pc : \[<[\da-f]{8}>\]|elr: [\da-f]{16} lr : [\da-f]{16} \(reloc\))/,
    rule: rule('firmware-abort', 'firmware-abort: U-Boot exception', 'none'),
  },
  {
    says: /^(?:[\w.-]{1,24} \S{1,40}: )?DMA-API: (?:\S+ \S+: )?(?:device driver |exceeded |cacheline tracking )/,
    rule: rule('warning', 'warning: DMA-API'),
  },
  { says: /^index -?\d+ is out of range for type '/, rule: rule('ubsan', 'ubsan: array-index-out-of-bounds') },
  {
    says: /^(?:epc +: [\da-f]{8,16} [A-Za-z_0]|Cause : [\da-f]{8,16} \(ExcCode |BadVA : [\da-f]{8}|pstate: [\da-f]{8,16} \(|pc : (?:\[<[\da-f]{8}>\]|[A-Za-z_]\w*\+0x)|NIP \[[\da-f]{16}\]|EIP: 0060:|Krnl PSW : [\da-f]{16} )/,
    run: registerLine,
    rule: rule('missed-report', 'missed-report: registers without a headline', 'fault'),
  },
  {
    says: /\) from \[<[\da-f]|^\[<ffffffff[\da-f]{8}>\] |\b(?:ret_from_fork|ret_fast_syscall|ret_from_kernel_thread|ret_from_exception|entry_SYSCALL_64|do_syscall_64|system_call|el0_svc|el0_sync|el0t_64_sync|invoke_syscall|kthread|worker_thread|cpu_startup_entry|start_kernel|secondary_start_kernel|do_one_initcall|__irq_svc|gic_handle_irq|handle_IRQ|__do_softirq|do_softirq|run_timer_softirq|schedule|io_schedule|vfs_write|vfs_read|k[am]san_\w+|__alloc_skb|kmem_cache_alloc|slab_post_alloc)\w*\+0x/,
    run: traceLine,
    rule: rule('missed-report', 'missed-report: a trace without a headline'),
  },
  {
    // arch/arm/kernel/process.c and traps.c: the middle of an oops.
    says: /^(?:Process .{1,16} \(pid: \d+, (?:stack limit = 0x|threadinfo)|Stack: \(0x[\da-f]{8} to 0x[\da-f]{8}\))/,
    rule: rule('missed-report', 'missed-report: a report whose headline is not in the log', 'fault'),
  },
  {
    // Of a small core or a loader: several registers a line, line after line.
    says: registerRow,
    run: registerRow,
    rule: rule('firmware-abort', 'firmware-abort: registers without a headline', 'none'),
  },
  {
    // TF-A's crash report, and coreboot's.
    says: /^(?:(?:elr|esr|spsr|far)_el3 +[:=]? *0x[\da-f]{8,16}|(?:ELR|ESR|SPSR) = 0x[\da-f]{16}$)/,
    rule: rule('firmware-abort', 'firmware-abort: registers without a headline', 'none'),
  },
  {
    // Also behind what a program that watches a console has put in front.
    says: /^(?:(?=.{0,80}\d).{0,100}[\])] )?(?:Call [Tt]race: *(?:\(.*)?$|Backtrace: *$|RIP: 0010:\S|PC is at \w+\+0x|Exception stack\(0x[\da-f]{8,16} to 0x|-{3}\[ end trace [\da-f]{8,16} \]|\[<[\da-f]+>\] \(unwind_backtrace)/,
    rule: rule('missed-report', 'missed-report: a report whose headline is not in the log', 'fault'),
  },
];

/** For the fast search: what each of them holds. */
export const footprintWords: readonly string[] = [
  'hung_task_timeout',
  'detected by ',
  ' jiffies g=',
  'All QSes seen',
  'Tasks state (memory',
  'tgid total_vm',
  'refcount_t: ',
  'buggy address',
  'stack backtrace:',
  'used illegally',
  'reloc pc : ',
  ' (reloc)',
  'DMA-API: ',
  'Allocated by task',
  'Freed by task',
  'in_atomic(): ',
  'exited with ',
  'out of range for type',
  ' badaddr: ',
  'Fixing recursive fault',
  'Rebooting in ',
  'Kernel Offset: 0x',
  'Shutting down cpus with',
  'Call Trace:',
  'Call trace:',
  'Backtrace:',
  'RIP: 0010:',
  'PC is at ',
  'Exception stack(0x',
  '---[ end trace',
  'unwind_backtrace',
  'epc   : ',
  ' (ExcCode ',
  'BadVA : ',
  'stack limit = 0x',
  ', threadinfo',
  'Stack: (0x',
  'pstate: ',
  'pc : [<',
  'NIP [c0',
  'EIP: 0060:',
  'Krnl PSW : ',
  ' LR: 0x',
  ' SP: 0x',
  'PSR: 0x',
  ' LR = 0x',
  ' R3: 0x',
  ' R7: 0x',
  'elr_el3',
  'esr_el3',
  'ELR = 0x',
  'ESR = 0x',
  ') from [<',
  '[<ffffffff',
  'ret_from_fork',
  'ret_fast_syscall',
  'ret_from_kernel',
  'ret_from_exception',
  'entry_SYSCALL_64',
  'do_syscall_64',
  'system_call',
  'el0_svc',
  'el0_sync',
  'el0t_64_sync',
  'invoke_syscall',
  'kthread+0x',
  'worker_thread+0x',
  'cpu_startup_entry',
  'start_kernel',
  'do_one_initcall+0x',
  '__irq_svc',
  'handle_irq+0x',
  'handle_IRQ+0x',
  'do_softirq+0x',
  'timer_softirq+0x',
  'schedule+0x',
  'vfs_write+0x',
  'vfs_read+0x',
  'kasan_save_',
  'kmsan_internal',
  'kmsan_slab_',
  '__alloc_skb',
  'kmem_cache_alloc',
];
