import type { IncidentKind } from '../../../core/incident.ts';
import { lostHeadlineRule } from './own.ts';
import type { HeadlineRule } from './rule.ts';

interface StrongWords {
  /** Literal text that every such line holds: what the fast search looks for. */
  readonly word: string;
  readonly says: RegExp;
  readonly rule: HeadlineRule;
}

const strong = (kind: IncidentKind, word: string, says: RegExp): StrongWords => ({
  word,
  says,
  rule: { ...lostHeadlineRule, yields: true, kind, title: `${kind}: in words that no rule knows[: {said}]`, frame: 'trace' },
});

/**
 * Words that hardly anything but a failing kernel or boot loader prints, wherever in a line. A line that holds them and that no row knows is an
 * incident all the same, of which nothing but its kind is known: what a plain search for these words finds is never lost.
 */
export const strongWords: readonly StrongWords[] = [
  strong('panic', 'anic - not syncing', /[Kk]ernel [Pp]anic - not syncing/),
  strong('bug', 'ernel BUG at ', /[Kk]ernel BUG at \S+(?:!|\s*$)/),
  strong('kasan', 'BUG: KASAN', /BUG: KASAN: \S/),
  strong('kmsan', 'BUG: KMSAN', /BUG: KMSAN: \S/),
  strong('kcsan', 'BUG: KCSAN', /BUG: KCSAN: \S/),
  strong('kfence', 'BUG: KFENCE', /BUG: KFENCE: \S/),
  strong('ubsan', 'UBSAN: ', /UBSAN: \S+ in \S/),
  strong('oops', 'BUG: unable', /BUG: unable to handle /),
  strong('oops', 'to handle kernel', /Unable to handle kernel (?:NULL|paging|access|read|write|unaligned|execut)/),
  strong('oops', 'Internal error:', /Internal error: [^[]{0,60}\[#\d/),
  strong('oops', '[#', /Oops: [^[]{0,60}\[#\d/),
  strong('oops', 'protection fault', /general protection fault(?:: \d|, )/),
  strong('bus-error', 'SError Interrupt', /SError Interrupt on CPU\d/),
  strong('bus-error', 'external abort', /external abort[\w -]{0,24}\(0x/),
  strong('firmware-abort', '" handler, esr', /"(?:Synchronous Abort|Error)" handler, esr/),
  strong('firmware-abort', 'PANIC at PC', /PANIC at PC ?: ?0x/),
  strong('firmware-abort', 'Unhandled Exception', /Unhandled Exception (?:in|from) EL\d/),
  strong('firmware-abort', 'External Abort', /Unhandled External Abort received on 0x/),
  strong('rcu-stall', 'detected stall', /detected stalls? on CPU/),
  strong('rcu-stall', 'expedited stall', /detected expedited stalls? on CPU/),
  strong('rcu-stall', 'kthread starved', /kthread starved for \d/),
  strong('soft-lockup', 'soft lockup', /BUG: soft lockup(?![`"'])/),
  strong('hard-lockup', 'ard LOCKUP', /[Hh]ard LOCKUP on (?:cpu|CPU) ?\d|detected [Hh]ard LOCKUP/),
  strong('workqueue-lockup', 'workqueue lockup', /BUG: workqueue lockup/),
  strong('hung-task', 'blocked for more', /blocked for more than \d+ seconds/),
  strong('atomic-sleep', 'BUG: scheduling', /BUG: scheduling while atomic: \S/),
  strong('atomic-sleep', 'BUG: sleeping', /BUG: sleeping function called from/),
  strong('lockdep', 'WARNING: ', /WARNING: (?:possible (?:circular|recursive) locking|suspicious RCU usage|inconsistent lock state)/),
  strong('warning', 'WARNING: CPU: ', /WARNING: CPU: \d+ PID: \d+ at /),
  strong('warning', 'NETDEV WATCHDOG', /NETDEV WATCHDOG: \w+:? .*timed out/),
  strong('mem-corruption', 'BUG: Bad ', /BUG: Bad (?:page|rss-counter)/),
  strong('bug', 'list_add ', /list_add (?:double add|corruption)/),
  strong('bug', 'list_del ', /list_del corruption/),
  strong('oom', 'invoked oom-killer', /\S invoked oom-killer: /),
  strong('oom', 'ut of memory: Kill', /[Oo]ut of memory: Kill(?:ed)? process \d/),
  strong('alloc-fail', 'page allocation ', /: page allocation failure[:.] ?order:\d/),
  strong('irq-nobody', 'nobody cared (', /irq \d+: nobody cared \(/),
  strong('fs-error', '-fs error (', /\b\w{2,5}-fs error \(device (?!loop)/),
  strong('fs-error', 'BTRFS error', /BTRFS error \(device (?!loop)/),
  strong('fs-error', 'BTRFS critical', /BTRFS critical \(device (?!loop)/),
  strong('fs-error', 'UBIFS error', /UBIFS error \(/),
  strong('io-error', 'I/O error, dev ', /I\/O error, dev (?!loop|fd\d|sr\d)\w/),
  strong('remoteproc-crash', 'crash detected in', /remoteproc\w*: crash detected in/),
  strong('thermal-shutdown', 'critical temperature', /critical temperature reached ?[(,]/),
  strong('undervoltage', 'oltage detected!', /[Uu]nder-?voltage detected!/),
  strong('pcie-error', 'PCIe Bus Error: ', /PCIe Bus Error: severity=/),
  strong('driver-hang', ' timeout, signaled', /\bring \S+ timeout, signaled seq=\d/),
  strong('driver-hang', 'hung GPU', /hung GPU/),
  strong('driver-hang', 'assume dead', /(?:xHCI host controller )?not responding, assume dead/),
  strong('boot-failure', 'Freezing execution', /systemd\[1\]: Freezing execution/),
];
