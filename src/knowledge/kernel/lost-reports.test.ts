import { expect, test } from 'vitest';
import { createDetector } from './detector.ts';
import { scanText } from './log-scan.ts';

const stamped = (lines: readonly string[]): string =>
  lines.map((line, index) => `[   20.${String(index).padStart(6, '0')}] ${line}\n`).join('');
const seen = (log: string): string[] => scanText(log).map(({ title, unverified }) => `${title}${unverified ? '?' : ''}`);

const trace = [' fec_enet_open+0x4/0x80', ' imx_uart_int+0x7c/0xc0'];

test.each([
  ['"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.', 'hung-task in fec_enet_open?'],
  ['(detected by 1, t=5252 jiffies, g=-1131, q=97)', 'rcu-stall in fec_enet_open?'],
  ['refcount_t: underflow; use-after-free.', 'warning: refcount_t in fec_enet_open?'],
  ['Freed by task 413:', 'KASAN: a report in fec_enet_open?'],
  ['in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 1, name: a', 'atomic-sleep in fec_enet_open?'],
  ['note: kworker/0:1[31] exited with preempt_count 1', 'oops in fec_enet_open?'],
  ['Kernel Offset: 0x1e000000 from 0xffffffff81000000', 'panic: its last words in fec_enet_open?'],
  ['Tasks state (memory values in pages):', 'oom: a list of tasks to kill in fec_enet_open?'],
  ['stack backtrace:', 'lockdep: a report in fec_enet_open?'],
  ['reloc pc : [<808331c8>]    lr : [<808006eb>]', 'firmware-abort: U-Boot exception?'],
  ['elr: 000000004a004d60 lr : 000000004a004dac (reloc)', 'firmware-abort: U-Boot exception?'],
  ['[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name', 'oom: a list of tasks to kill in fec_enet_open?'],
  ['net eth0: DMA-API: device driver tries to free DMA memory it', 'warning: DMA-API in fec_enet_open?'],
  ['PC is at ath9k_start+0x5c/0x3c8', 'missed-report: a report whose headline is not in the log in ath9k_start?'],
])('what stands in the body of a report says of what kind it was: %s', (line, title) => {
  expect(seen(stamped(['usb 1-1: new device', line, 'Call trace:', ...trace]))).toEqual([title]);
});

const table = [
  'Hi    : 00005fff',
  'Lo    : 2e48f657',
  'epc   : 861f4670 fec_enet_open+0x51c/0x6d0',
  'ra    : 861f4370 fec_enet_open+0x21c/0x6d0',
];
const middle = [
  '[<8014b0b4>] (fec_enet_open) from [<8021c9b4>] (soc_probe+0x110/0x130)',
  '[<8021cab4>] (soc_probe) from [<8021cb10>] (fire+0x28/0x38)',
];

test.each([
  [table, 'missed-report: registers without a headline in fec_enet_open?'],
  [[...middle, ...middle], 'missed-report: a trace without a headline in fec_enet_open?'],
  [[...trace, ' kthread+0xef/0x110'], 'missed-report: a trace without a headline in fec_enet_open?'],
  [
    [
      'DFAR: 0xd9684094 DFSR: 0x00001008 ADFSR: 0x00500000',
      'PC: 0x00026f4e LR: 0x00026f4d SP: 0x0007ded0',
      'R0: 0x00000001 R1: 0x40084738 R2: 0x000000c6 R3: 0xd9680000',
    ],
    'firmware-abort: registers without a headline?',
  ],
  [['exception _sync_sp_el0', 'ELR = 0x0000000000008000', 'ESR = 0x0000000002000000'], 'firmware-abort: exception'],
])('a table of registers or a trace of which both ends are missing: %j', (lines, title) => {
  expect(seen(stamped(['usb 1-1: new device', ...lines]))).toEqual([title]);
});

test.each([
  [[' kthread+0xef/0x110']],
  [['initcall spi_init+0x0/0xb4 returned 0 after 93 usecs', 'calling  spi_init+0x0/0xb4 @ 1', 'initcall fec_init+0x0/0xb4 returned 0']],
  [['sysrq: Show Blocked State', ...trace, ' kthread+0xef/0x110']],
])('what somebody quotes, measures or asks for is none: %j', (lines) => {
  expect(seen(stamped(['usb 1-1: new device', ...lines]))).toEqual([]);
});

test('nor what is read of a stack in /proc', () => {
  expect(seen('# cat /proc/812/stack\n[<0>] ep_poll+0x3b5/0x3f0\n[<0>] do_epoll_wait+0xb0/0xd0\n[<0>] do_syscall_64+0x5b/0x1a0\n')).toEqual(
    [],
  );
});

test('a report next to it is told in its place', () => {
  const text = 'refcount_t: underflow; use-after-free.';
  const warning = 'WARNING: CPU: 1 PID: 7 at lib/refcount.c:28 refcount_warn_saturate+0xc5/0x110';
  expect(seen(stamped([text, warning, 'Call trace:', ...trace]))).toEqual(['warning in fec_enet_open']);
  const tail = ['RIP: 0010:fec_enet_open+0x4/0x80', 'Kernel panic - not syncing: Fatal exception'];
  expect(seen(stamped(tail))).toEqual(['panic: Fatal exception']);
});

test('on a living board none of it is told', () => {
  const told: string[] = [];
  const detector = createDetector({ trustsSystem: false, onIncident: (_, { title }) => told.push(title) });
  detector.feed('a53', Buffer.from(stamped(['usb 1-1: new device', 'Freed by task 413:', 'Call trace:', ...trace])), 0);
  detector.end();
  expect(told).toEqual([]);
});
