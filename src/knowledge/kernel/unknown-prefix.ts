import { talkInFront } from './talk.ts';

/** Headlines that nothing but a failing kernel or boot loader prints, from their first word on. */
export const unmistakable = new RegExp(
  String.raw`(?:(?<=^|[\s\])}>:|;.,-])|(?="))(?:${[
    'Kernel panic - not syncing: ',
    'Unable to handle kernel (?:NULL|paging|access|unaligned|read|write|execut)',
    'BUG: (?:KASAN|KMSAN|KFENCE|KCSAN): ',
    '(?:NMI )?(?:watchdog: )?BUG: soft lockup - CPU#',
    String.raw`BUG: (?:unable to handle |kernel NULL pointer|scheduling while atomic: |sleeping function called from|Bad page (?:state|map) in|workqueue lockup - |spinlock \w+ on CPU#|using \w+\(\) in preemptible)`,
    String.raw`kernel BUG at \S+:\d+`,
    String.raw`Internal error: [^[\]]{2,60}\[#\d`,
    String.raw`INFO: task \S.{0,40}:\d+ blocked for more than \d`,
    String.raw`(?:rcu: )?INFO: rcu\w* (?:self-)?detected (?:expedited )?stall`,
    String.raw`WARNING: CPU: \d+ PID: \d+ at |(?:\[ )?(?:WARNING|INFO|BUG): (?:possible (?:circular|recursive) locking|possible irq lock inversion|\S+-safe -> \S+-unsafe lock|suspicious RCU usage|inconsistent lock state|bad unlock balance|bad contention|held lock freed|lock held |Nested lock was not|Invalid wait context)`,
    String.raw`SError Interrupt on CPU\d`,
    '"(?:Synchronous Abort|Error)" handler, esr 0x',
    String.raw`Unhandled Exception in EL\d|PANIC at PC : 0x`,
    String.raw`UBSAN: [\w-]+ in \S+:\d`,
    String.raw`general protection fault, probably for|Oops: \w[^[]{0,60}\[#\d`,
    String.raw`Out of memory: Kill(?:ed)? process \d|\S{1,40} invoked oom-killer: gfp_mask`,
    String.raw`\S{1,40}: page allocation failure: order:\d`,
    String.raw`remoteproc remoteproc\d: crash detected in`,
    String.raw`EXT4-fs error \(device |XFS \(\S+\): (?:Corruption|Metadata corruption)`,
    String.raw`irq \d+: nobody cared`,
    String.raw`(?:hwmon hwmon\d: )?Under-?voltage detected!`,
    String.raw`\S{1,40} \S{1,40} \S{1,40}: NETDEV WATCHDOG: CPU: |NETDEV WATCHDOG: \S{1,20} \(`,
    '(?:watchdog: )?Watchdog detected hard LOCKUP on cpu',
    String.raw`unregister_netdevice: waiting for \S+ to become free`,
    String.raw`(?:thermal \S{1,40}: )?critical temperature reached`,
    String.raw`(?:blk_update_request: )?I/O error, dev \w+, sector \d`,
    String.raw`Unhandled kernel unaligned access\[#`,
    'You are in emergency mode',
  ].join('|')})`,
);

/** Of a longer line only what stands around its words is looked at. */
export const longestUnknown = 400;

const longestPrefix = 160;

/** True when the text in front of a headline has the shape of something that a tool put there. */
export const looksLikePrefix = (front: string): boolean =>
  front.length <= longestPrefix && /[\d\])}>|:;]/.test(front) && talkInFront(front) === undefined;

/** Where a headline may begin whose word stands at `word`: behind a space or what closes a prefix, nearest first. `glued`: or at the word itself. */
export function* startsBefore(text: string, word: number, glued: boolean): Generator<number> {
  let left = mostStarts;
  if (glued && word > 0 && /\w/.test(text[word - 1]!)) yield word;
  for (let at = word; at > 0 && left > 0; at--) {
    if (!/[\s\])}>|:;]/.test(text[at - 1]!) || text[at] === ' ') continue;
    yield at;
    left--;
  }
}
const mostStarts = 16;

/** The first words of headlines that a report opens with. */
export const openings: readonly string[] = [
  'Kernel panic - not syncing',
  'Unable to handle kernel ',
  'Internal error: Oops',
  'watchdog: BUG: soft lockup - CPU#',
  'rcu: INFO: rcu_',
  'kernel BUG at ',
  'BUG: KASAN: ',
  'BUG: KMSAN: ',
  'BUG: KFENCE: ',
  'BUG: KCSAN: ',
  'BUG: unable to handle ',
  'BUG: kernel NULL pointer dereference',
  'BUG: sleeping function called',
  'BUG: scheduling while atomic',
  'INFO: task ',
  'INFO: rcu_',
  'WARNING: CPU: ',
  'WARNING: possible circular locking',
  'WARNING: possible recursive locking',
  'SError Interrupt on CPU',
  'remoteproc remoteproc',
  'EXT4-fs error (device ',
  'Out of memory: Kill',
];

/** For the fast search: what is left of a headline without its beginning. */
export const cutWords: readonly string[] = [
  // logcat shows what stands before the first colon as a tag, filled up to eight characters.
  'BUG     : ',
  'INFO    : ',
  'WARNING : ',
  'UBSAN   : ',
  'Oops    : ',
  '/BUG   ',
  '/INFO  ',
  '/WARNING ',
  'panic - not syncing',
  'to handle kernel',
  'to handle page fault',
  'rror: Oops',
];

const shortestLeft = 6;
const mostLost = 4;
/** By its first characters, what may be left of an opening. */
const cut = new Map<string, { readonly left: string; readonly lost: string }[]>();
for (const opening of openings)
  for (let lost = 1; lost <= mostLost && opening.length - lost >= shortestLeft; lost++) {
    const left = opening.slice(lost);
    const key = left.slice(0, shortestLeft);
    cut.set(key, [...(cut.get(key) ?? []), { left, lost: opening.slice(0, lost) }]);
  }

/** The text with the one to four characters put back that a cut line lacks at its beginning. */
export const uncut = (text: string): string | undefined => {
  const found = cut.get(text.slice(0, shortestLeft))?.find(({ left }) => text.startsWith(left));
  return found && found.lost + text;
};
