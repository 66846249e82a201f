import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { KernelIncident } from '../../core/incident.ts';
import { createDetector } from './detector.ts';
import { scanText } from './log-scan.ts';

const dir = mkdtempSync(join(tmpdir(), 'hil-transports-'));
afterAll(() => rmSync(dir, { recursive: true }));

const lines = [
  'imx-sdma 30bd0000.dma-controller: loaded',
  'watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [kworker/1:2:77]',
  'CPU: 1 PID: 77 Comm: kworker/1:2 Not tainted 6.6.54 #1',
  'pc : fec_enet_open+0x4/0x80',
];
const raw = lines.map((line, index) => `<4>[   20.00000${index}] ${line}\n`).join('');
const seen = (log: string): string[] => scanText(log).map(({ title, unverified }) => `${title}${unverified ? '?' : ''}`);

test.each([
  [['--color=always']],
  [['-e']],
  [['-H', '--color=always']],
  [['-d']],
  [['-T']],
  [['-x']],
  [['-r']],
  [['--json']],
  [['--time-format=iso']],
  [['--time-format=delta']],
])('dmesg %s', (options) => {
  const file = join(dir, 'kmsg');
  writeFileSync(file, raw);
  const text = execFileSync('dmesg', ['-P', '-F', file, ...options], { encoding: 'utf8', env: { ...process.env, TERM: 'xterm' } });
  expect(seen(text)).toEqual(['soft-lockup in fec_enet_open']);
});

const journal = (line: string): string => JSON.stringify({ _TRANSPORT: 'kernel', __MONOTONIC_TIMESTAMP: '20000000', MESSAGE: line });

test.each<[string, (line: string) => string]>([
  ['dmesg -T with caller ids', (line) => `[Thu Nov 26 06:48:28 2026] [   T77] ${line}`],
  ['added by a diff of two logs', (line) => `+${line}`],
  ['talosctl dmesg', (line) => `10.1.1.2: kern: warning: [2022-01-25T10:31:35.859728566Z]: ${line}`],
  ['BusyBox syslogd', (line) => `Jan  1 08:00:02 cam user.alert kernel: ${line}`],
  ['logread', (line) => `Thu Jan  1 00:00:12 1970 kern.warn kernel: [   12.345678] ${line}`],
  ['RFC 5424', (line) => `<4>1 2024-09-23T10:11:12.123456Z cam kernel - - - ${line}`],
  ['journalctl -o short-full', (line) => `Mon 2024-09-23 10:11:12 CEST cam kernel: ${line}`],
  ['journalctl -o json', journal],
  ['journalctl -o export', (line) => `__CURSOR=s=1\n_TRANSPORT=kernel\nPRIORITY=4\nMESSAGE=${line}\n`],
  ['a vendor: Samsung', (line) => `<2>[ 0.62] I[7: swapper/0: 1] ${line}`],
  ['a vendor: MediaTek', (line) => `<6>[  201.123456]  (2)[135:kworker/2:1]${line}`],
  ['a vendor: Amlogic', (line) => `[    5.123456@0] ${line}`],
  ['a vendor: Huawei', (line) => `[    1.234567s][pid:1,cpu0,swapper/0]${line}`],
  ['two stamps and @cpu', (line) => `[20210705_13:43:52.334567]@2 [   12.345678] ${line}`],
  [
    'logcat of the kernel buffer',
    (line) => `10-13 02:51:08.171     0     0 W ${line.replace(/^(\w+): /, '$1: ')}`.replace('CPU:', 'CPU     :'),
  ],
  ['TeraTerm', (line) => `[2021/07/05, 13:43:52.334] ${line}`],
  ['minicom', (line) => `[2021-07-05 13:43:52] ${line}`],
  ['journald in Russian', (line) => `\u0444\u0435\u0432 07 13:43:52 cam kernel: ${line}`],
  ['journald in Japanese', (line) => `11\u6708 07 13:43:52 cam kernel: ${line}`],
  ['ts', (line) => `Jul 05 13:43:52 ${line}`],
  ['grabserial', (line) => `[1.234567 0.001234] ${line}`],
  ['spaces in stamps', (line) => `[    0.048509 ][    T0 ] ${line}`],
  ['quoted', (line) => `> ${line}`],
  ['quoted twice', (line) => `>> [   20.000000] ${line}`],
  ['an opening bracket lost', (line) => `20.000000] ${line}`],
  ['a second stamp in front', (line) => `[  999.000000] [   20.000000] ${line}`],
  ['UTF-16', (line) => Buffer.from(`${line}\r`, 'utf16le').toString('latin1')],
])('%s', (_, change) => {
  expect(seen(`${lines.map(change).join('\n')}\n`)).toEqual(['soft-lockup in fec_enet_open']);
});

test('UTF-16 of PowerShell with its mark, in bytes', () => {
  const closed: KernelIncident[] = [];
  const detector = createDetector({ onIncident: (phase, incident) => phase === 'closed' && closed.push(incident) });
  detector.feed('a53', Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`, 'utf16le'), 0);
  detector.end();
  expect(closed).toMatchObject([{ title: 'soft-lockup in fec_enet_open' }]);
});

test.each([
  ['wrapped by a mailer', 'WARNING: CPU: 1 PID: 4074 at\nfs/proc/generic.c:330 proc_register+0x2a4/0x370\n', 'warning in proc_register'],
  ['in two parts, neither of them a headline', 'INFO: task kworker/u8:1:2345 blocked for more\nthan 120 seconds.\n', 'hung-task'],
  ['a name with a newline', '[   20.000000] INFO: task a\n[   20.000000] b:18088 blocked for more than 143 seconds.\n', 'hung-task'],
  [
    'behind an unfinished line',
    'Loading Device Tree to 1fffe000, end 00000000affff24b ... "Synchronous Abort" handler, esr 0x96000045\n',
    'firmware-abort: U-Boot Synchronous Abort',
  ],
  [
    'behind a prefix that nobody knows',
    'rig7|ch2|00031: Kernel panic - not syncing: Attempted to kill init!\n',
    'panic: Attempted to kill init!?',
  ],
  [
    'without its first characters',
    'nable to handle kernel NULL pointer dereference at virtual address 00000007\n',
    'oops: NULL pointer dereference?',
  ],
  ['in bold', '[  265.998708] [4: kthread:17046] **Kernel panic - not syncing: CFI failure**\n', 'panic: CFI failure'],
  ['in backticks', '`xhci_hcd 0000:3c:00.0: HC died; cleaning up`\n', 'driver-hang: xHCI died'],
  [
    'behind the name of a program that wraps the driver',
    '[init -> usb] xhci_hcd 0000:00:01.0: HC died; cleaning up\n',
    'driver-hang: xHCI died?',
  ],
  ['behind another file name', '/etc/rc: line 3: UBIFS error (ubi0:0 pid 1): ubifs_read_node: bad node\n', 'fs-error?'],
  ['glued to what SPL printed', 'Trying to boot from MMC1ASSERT: lib/xlat.c:1150\n', 'firmware-abort: TF-A assert in lib/xlat.c?'],
  ['with a dash that a forum made', 'kernel:NMI watchdog: BUG: soft lockup \u2013 CPU#0 stuck for 21s!\n', 'soft-lockup'],
  [
    'of a program behind the name of a host',
    'Sep 23 10:11:12 cam-1 systemd-coredump[731]: Process 512 (weston) of user 1000 dumped core.\n',
    'user-crash: weston',
  ],
  [
    'whose text an old kernel prints before it',
    'refcount_t: underflow; use-after-free.\nWARNING: CPU: 2 PID: 0 at lib/refcount.c:187 refcount_sub+0x58/0xb0\n',
    'warning in refcount_sub',
  ],
  ['a log that was printed by a command', '$ dmesg | tail\n[   12.000000] kernel BUG at drivers/virtio/virtio_ring.c:246!\n', 'bug'],
])('a headline %s', (_, log, title) => {
  expect(seen(log)).toEqual([title]);
});

test.each([
  'root@board:~# echo "foo: Kernel panic - not syncing: test"\n',
  'root@board:~# grep -c "BUG: KASAN: " log.txt\n',
  'selftest 12: expect BUG: KASAN: use-after-free in kasan_test\n',
  'ok 7 - Kernel panic - not syncing: is not printed\n',
  '+ grep -E 3: Unable to handle kernel NULL /var/log/messages\n',
  '    - mm/slub: kernel BUG at mm/hugetlb.c:1234! when memory is taken away\n',
  '  * rcu: INFO: rcu_preempt self-detected stall on CPU in kdump (Closes: #1070001)\n',
  '\t/* BUG: KASAN: slab-out-of-bounds in foo+0x1/0x2 was seen here */\n',
  'Hi all, my board dies with Kernel panic - not syncing: VFS: Unable to mount root fs\n',
  'Under-voltage detected! (0x00050005) spams the log of 4.14\n',
  'kernel BUG at net/core/skbuff.c:1801 - issue 433\n',
  '| Kernel panic - not syncing: out of ideas | the board is tired |\n',
  'Internal error: Oops: 17 [#1] | a pointer that was never set |\n',
  '1a2b3c4d5e6f net: NETDEV WATCHDOG: eth0 (fec): transmit queue 0 timed out\n',
])('talk of a failure is none: %s', (log) => {
  expect(seen(log)).toEqual([]);
});

const ofProgram = '<9>[   20.000000] Kernel panic - not syncing: app watchdog\n';
test.each([[['-r']], [['-x']], [['-x', '-T']]])('what a program wrote into the log of the kernel is no incident in dmesg %s', (options) => {
  const file = join(dir, 'kmsg-of-program');
  writeFileSync(file, `${ofProgram}${raw}`);
  const text = execFileSync('dmesg', ['-P', '-F', file, ...options], { encoding: 'utf8' });
  expect(seen(text)).toEqual(['soft-lockup in fec_enet_open']);
});

test.each([
  ['a record of /dev/kmsg', '9,17,20000000,-;Kernel panic - not syncing: app watchdog\n', []],
  ["one of the kernel's own", '1,17,20000000,-;Kernel panic - not syncing: an own one\n', ['panic: an own one']],
  [
    'systemd, which names the facility of daemons',
    '<30>[   20.000000] systemd[1]: Reached target Emergency Mode.\n',
    ['boot-failure: Emergency mode'],
  ],
  [
    "the kernel's log, relayed by klogd as a user's",
    '<12>Jan  1 08:00:02 cam kernel: [   20.000000] Kernel panic - not syncing: a relayed one\n',
    ['panic: a relayed one'],
  ],
])('facilities: %s', (_, log, titles) => {
  expect(seen(log)).toEqual(titles);
});

test('on a living board a headline behind an unknown prefix is told, marked, and ends nothing', () => {
  const opened: KernelIncident[] = [];
  const detector = createDetector({ trustsSystem: false, onIncident: (phase, incident) => phase === 'opened' && opened.push(incident) });
  detector.feed('a53', Buffer.from('rig7|ch2|00031: Kernel panic - not syncing: Attempted to kill init!\n'), 0);
  detector.feed('a53', Buffer.from('\nU-Boot SPL 2022.04 (Jan 01 1970)\n'), 1);
  detector.end();
  expect(opened).toMatchObject([{ kind: 'panic', unverified: true, severity: 'warning', endsScenario: false }]);
});

test('the rest of a wrapped headline has no caller, and what a program prints behind a panic is not its reason', () => {
  const warning =
    '[   20.000000][  T107] a\n[   20.000001][  T107] WARNING: CPU: 0 PID: 107 at fs/sysfs/group.c:278\nsysfs_remove_group+0x155/0x1b0\n';
  expect(seen(warning)).toEqual(['warning in sysfs_remove_group']);
  const panic = '[   20.000000] Kernel panic - not syncing: Attempted to kill the idle task!\nexecuting-program-with-a-long-name 2:\n';
  expect(seen(panic)).toEqual(['panic: Attempted to kill the idle task!']);
});
