import { expect, test } from 'vitest';
import type { IncidentKind } from '../../core/incident.ts';
import { follows } from './folding.ts';

const cause = (kind: IncidentKind, ...consequences: IncidentKind[]) => ({ kind, consequences: new Set(consequences) });

test.each<[string, IncidentKind, string, IncidentKind, number]>([
  ['a panic that names the oops', 'panic', 'Kernel panic - not syncing: Oops: Fatal exception', 'oops', 30],
  ['a panic by panic_on_warn', 'panic', 'Kernel panic - not syncing: kernel: panic_on_warn set ...', 'warning', 30],
  ['a panic of the soft lockup watchdog', 'panic', 'Kernel panic - not syncing: softlockup: hung tasks', 'soft-lockup', 60],
  ['a panic of the hung task watchdog', 'panic', 'Kernel panic - not syncing: hung_task: blocked tasks', 'hung-task', 60],
  ['a panic for want of memory', 'panic', 'Kernel panic - not syncing: Out of memory: compulsory panic_on_oom', 'oom', 30],
  ['a stall that another watchdog reports', 'soft-lockup', 'watchdog: BUG: soft lockup - CPU#1 stuck for 26s!', 'rcu-stall', 60],
  ['a panic by an RCU stall', 'panic', 'Kernel panic - not syncing: RCU Stall', 'rcu-stall', 60],
  ['a panic of the hard lockup watchdog', 'panic', 'Kernel panic - not syncing: Hard LOCKUP', 'hard-lockup', 60],
  ['a panic before the watchdog resets', 'panic', 'Kernel panic - not syncing: watchdog pretimeout event', 'watchdog-reset', 60],
  ['a panic that is too hot', 'panic', 'Kernel panic - not syncing: critical temperature reached', 'thermal-shutdown', 60],
  ['a panic by an SError', 'panic', 'Kernel panic - not syncing: Asynchronous SError Interrupt', 'bus-error', 30],
  ['a panic by a bad mode', 'panic', 'Kernel panic - not syncing: bad mode', 'oops', 30],
  ['a panic that KASAN led to', 'panic', 'Kernel panic - not syncing: Fatal exception in interrupt', 'kasan', 30],
  ['a panic by a machine check', 'panic', 'Kernel panic - not syncing: Fatal machine check', 'mce', 60],
  ['a panic without a root file system', 'panic', 'Kernel panic - not syncing: VFS: Unable to mount root fs', 'boot-failure', 60],
  ['a panic by a firmware abort', 'panic', 'Kernel panic - not syncing: panic_on_warn set ...', 'firmware-abort', 30],
  ['a panic of init by an oops', 'panic', 'Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b', 'oops', 5],
  ['a stall by what lockdep saw', 'hung-task', 'INFO: task kworker/0:1:12 blocked for more than 120 seconds.', 'lockdep', 60],
  ['a warning by an oops', 'warning', 'WARNING: CPU: 0 PID: 1 at kernel/exit.c:818 do_exit+0x8c0/0x9d0', 'oops', 3],
  ['sleep in an atomic context by a bug', 'atomic-sleep', 'BUG: sleeping function called from invalid context', 'bug', 3],
  ['an oops by what KASAN saw', 'oops', 'Internal error: Oops: 0000000096000004 [#1] SMP', 'kasan', 2],
  ['what KASAN saw by an oops', 'kasan', 'BUG: KASAN: use-after-free in m7_read+0x10/0x20', 'oops', 2],
  ['a second oops', 'oops', 'Internal error: Oops: 0000000096000004 [#2] SMP', 'oops', 2],
  ['what UBSAN saw by what KASAN saw', 'ubsan', 'UBSAN: array-index-out-of-bounds in drivers/m7.c:7', 'kasan', 2],
  ['an I/O error by a file system error', 'io-error', 'I/O error, dev mmcblk2, sector 2048', 'fs-error', 10],
  ['a failed allocation by want of memory', 'alloc-fail', 'page allocation failure: order:4', 'oom', 10],
  ['want of memory by a failed allocation', 'oom', 'Out of memory: Killed process 1 (init)', 'alloc-fail', 10],
  ['an error of the M7 by its crash', 'remoteproc-error', 'remoteproc remoteproc0: can not start', 'remoteproc-crash', 0.5],
  ['a crash of the M7 by its error', 'remoteproc-crash', 'crash detected in imx-rproc', 'remoteproc-error', 0.5],
  ['the end of the harness by a crashed program', 'harness', '', 'user-crash', 2],
  ['a crashed program by the end of the harness', 'user-crash', '', 'harness', 2],
  ['a file system error by an I/O error', 'fs-error', 'EXT4-fs error (device mmcblk2p2): ext4_find_entry', 'io-error', 10],
])('%s follows, up to its time and no longer', (_, effect, text, kind, within) => {
  expect(follows(effect, text, cause(kind), 0, false)).toBe(true);
  expect(follows(effect, text, cause(kind), within, false)).toBe(true);
  expect(follows(effect, text, cause(kind), within + 0.001, false)).toBe(false);
});

test.each<[string, IncidentKind, string, IncidentKind]>([
  ['a panic for want of a root file system, from a warning', 'panic', 'VFS: Unable to mount root fs on unknown-block(0,0)', 'warning'],
  ['a panic of init, from a warning', 'panic', 'Attempted to kill init! exitcode=0x0000000b', 'warning'],
  ['a panic for want of memory, from an I/O error', 'panic', 'Out of memory: compulsory panic_on_oom', 'io-error'],
  ['an oops, from an I/O error', 'oops', 'Internal error: Oops: 0000000096000004 [#1] SMP', 'io-error'],
  ['an I/O error, from an oops', 'io-error', 'I/O error, dev mmcblk2, sector 2048', 'oops'],
  ['a crash of the M7, from a stall', 'remoteproc-crash', 'crash detected in imx-rproc: type watchdog', 'rcu-stall'],
])('%s does not follow, though it comes at once and from the same context', (_, effect, text, kind) => {
  expect(follows(effect, text, cause(kind), 0, true)).toBe(false);
});

// One trouble told twice is one incident: how long it goes on telling, in seconds of kernel time.
test.each<[IncidentKind, number]>([
  ['undervoltage', 60],
  ['pcie-error', 5],
  ['boot-failure', 120],
  ['driver-hang', 5],
  ['memleak', 10],
  ['refleak', 120],
  ['mem-corruption', 5],
  ['firmware-abort', 5],
  ['mce', 5],
])('%s told again within %d s is the same one', (kind, within) => {
  expect(follows(kind, 'again', cause(kind), within, false)).toBe(true);
  expect(follows(kind, 'again', cause(kind), within + 0.001, false)).toBe(false);
});

test.each<[string, IncidentKind, IncidentKind, number]>([
  ['a crash', 'bug', 'atomic-sleep', 1],
  ['a warning', 'warning', 'kfence', 1],
  ['a warning', 'warning', 'rcu-stall', 1],
  ['a warning', 'warning', 'irq-nobody', 1],
  ['sleep in an atomic context', 'atomic-sleep', 'lockdep', 0.5],
  ['an access', 'kasan', 'lockdep', 0.5],
  ['an access', 'kcsan', 'warning', 0.5],
])('%s (%s) belongs to what the same context has just said (%s), and to nobody else’s', (_, effect, kind, within) => {
  expect(follows(effect, 'a headline', cause(kind), within, true)).toBe(true);
  expect(follows(effect, 'a headline', cause(kind), within, false)).toBe(false);
  expect(follows(effect, 'a headline', cause(kind), within + 0.001, true)).toBe(false);
});

test('of a warning and a crash only those of one context belong together', () => {
  const text = 'Internal error: Oops: 0000000096000004 [#1] SMP';
  expect(follows('oops', text, cause('warning'), 1, true)).toBe(true);
  expect(follows('oops', text, cause('warning'), 1, false)).toBe(false);
  expect(follows('oops', text, cause('warning'), 1.1, true)).toBe(false);
});

test('a panic without a reason of its own belongs to what its context has just said', () => {
  expect(follows('panic', 'a driver gave up', cause('warning'), 0.3, true)).toBe(true);
  expect(follows('panic', 'a driver gave up', cause('warning'), 0.3, false)).toBe(false);
  expect(follows('panic', 'a driver gave up', cause('warning'), 0.4, true)).toBe(false);
});

test('until the next boot everything is the panic’s, or that of what led to it', () => {
  for (const seen of [cause('panic'), cause('oops', 'panic')]) expect(follows('io-error', '', seen, 3600, false)).toBe(true);
  expect(follows('io-error', '', cause('oops', 'warning'), 0, true)).toBe(false);
});
