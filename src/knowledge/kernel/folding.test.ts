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
