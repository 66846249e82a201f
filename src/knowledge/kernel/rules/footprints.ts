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

interface Footprint {
  readonly says: RegExp;
  readonly rule: HeadlineRule;
}

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
    // Only lockdep calls it that.
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
];
