import { beforeEach, expect, test } from 'vitest';
import type { Channel, KernelIncident } from '../../core/incident.ts';
import { createDetector, type Detector } from './detector.ts';
import { scanText } from './log-scan.ts';

let opened: KernelIncident[];
let closed: KernelIncident[];
let detector: Detector;
beforeEach(() => {
  opened = [];
  closed = [];
  detector = createDetector({
    trustsSystem: false,
    onIncident: (phase, incident) => (phase === 'opened' ? opened : closed).push(incident),
  });
});

const say = (text: string, at = 0, channel: Channel = 'a53'): void => detector.feed(channel, Buffer.from(text), at);
const stamped = (count: number): string =>
  Array.from({ length: count }, (_, index) => `[   4${index}.000000] something of the kernel\n`).join('');
const panic = 'Kernel panic - not syncing: Attempted to kill init!';
const stall = '[  169.645816] rcu: INFO: rcu_preempt self-detected stall on CPU\n';

test('a line that stops without its newline is looked at once, after a quarter of a second, and its rest completes it', () => {
  say(`[    5.000000] ${panic.slice(0, -9)}`, 1000);
  detector.idle(1249);
  expect(opened).toEqual([]);
  detector.idle(1250);
  expect(opened).toHaveLength(1);
  detector.idle(1500);
  say(`${panic.slice(-9)}\n`, 1600);
  detector.end();
  expect(opened).toHaveLength(1);
  expect(closed).toHaveLength(1);
  expect(closed[0]?.lines).toHaveLength(1);
  expect(closed[0]?.title).toContain('Attempted to kill init');
});

test('the next line without its newline is looked at too', () => {
  say('[    5.000000] Under-voltage detected! (0x00050005)', 1000);
  detector.idle(1300);
  say(`\n[    5.100000] ${panic}`, 1400);
  detector.idle(1700);
  expect(opened.map(({ kind }) => kind)).toEqual(['undervoltage', 'panic']);
});

test('what stops without its newline is read at the end', () => {
  say(`[    5.000000] ${panic}`, 1000);
  detector.end();
  expect(closed).toMatchObject([{ kind: 'panic' }]);
});

test('after the power was off a kernel has yet to show that it stamps its lines', () => {
  say(stamped(9));
  say(`${panic}\n`);
  expect(opened).toEqual([]);
  detector.powerOff();
  say(`${panic}\n`);
  expect(opened).toMatchObject([{ kind: 'panic' }]);
});

test('a log that a command was printing when Linux switched the board off hides nothing of the next boot', () => {
  detector.announceReset('power-down');
  say(`${stamped(9)}root@verdin:~# journalctl -f\r\n`);
  say('[   49.000000] reboot: Power down\n', 1000);
  say(`[    0.000000] Linux version 6.6.54\n[    4.000000] a\n[    5.000000] ${panic}\n`, 90_000);
  expect(opened).toMatchObject([{ kind: 'panic' }]);
});

test('only the UART can be as full as it gets', () => {
  for (let at = 0; at < 3000; at += 100) say(`[   50.000000] ${'a busy log '.repeat(110)}\n`, at, 'kmsg');
  say(stall, 3000);
  detector.end();
  expect(closed[0]).not.toHaveProperty('notes');
});

const loader = '\nU-Boot SPL 2022.04 (Jan 01 1970)\n';

test('a prompt says that Linux runs, also where its command has run in the same instant', () => {
  say(`root@verdin:~# true\r\nnothing of interest${loader}`);
  expect(opened).toMatchObject([{ kind: 'unexpected-reset' }]);
});

test('a boot that only its clock tells of is certain with the prompt of getty, before anybody ends that line', () => {
  say('[  100.000000] a\n[  101.000000] b\n', 1000);
  say('[    0.500000] c\n', 9000);
  expect(opened).toEqual([]);
  say('verdin login: ', 12_000);
  expect(opened).toMatchObject([{ kind: 'unexpected-reset' }]);
});

test('a power-down is told with the lines before it, whatever old text came earlier', () => {
  say('[  100.000000] a\n[  101.000000] systemd[1]: Reached target\n', 1000);
  say('[    0.500000] an old line\n', 90_000);
  say('the last words of an application\n[  102.000000] reboot: Power down\n', 90_100);
  expect(opened).toMatchObject([{ kind: 'power-down' }]);
  expect(opened[0]!.lines.join('\n')).toContain('the last words of an application');
});

const finished = (log: string): string[] => scanText(log).map(({ title, unverified }) => `${title}${unverified ? '?' : ''}`);

test('what stands between a damaged headline and the body that betrays it belongs to the report', () => {
  const lines = ['WARNING: inconsistnt lock state', 'pc : fec_enet_open+0x4/0x80', 'irq event stamp: 16252', 'the end'];
  expect(finished(lines.map((line, index) => `[   20.00000${index}] ${line}\n`).join(''))).toEqual([
    'lockdep: inconsistent lock state in fec_enet_open',
  ]);
});

test('a failure a minute and a half before a reset is no reason for it', () => {
  const later = (seconds: number): string => `${stall}[  ${seconds}.000000] systemd[1]: Reached target\n${loader}`;
  expect(finished(later(200))).toEqual(['rcu-stall']);
  expect(finished(later(300))).toEqual(['rcu-stall', 'unexpected-reset']);
});

test('old lines that are shown do not say whether this kernel stamps its own', () => {
  say('[  100.000000] a\n', 1000);
  say('[    1.000000] b\n[    1.100000] c\n[    1.200000] d\n[    1.300000] e\n', 2000);
  say(`${panic}\n`, 2000);
  expect(opened).toMatchObject([{ kind: 'panic' }]);
});

test('what systemd says needs no stamp of the kernel', () => {
  say(`${stamped(9)}[DEPEND] Dependency failed for Local File Systems.\n`);
  expect(opened).toMatchObject([{ kind: 'boot-failure' }]);
});

test('behind stamped lines one without a stamp is told, unverified, only if something like a tag stands in front', () => {
  say(`${stamped(9)}my application: ${panic}\n`);
  expect(opened).toEqual([]);
  say(`rig7|ch2|00031: ${panic}\n`);
  expect(opened).toMatchObject([{ kind: 'panic', unverified: true, endsScenario: false }]);
});

test('the number of an oops tells of those that nobody saw, also in the second line of its report', () => {
  const first =
    '[    0.000000] Linux version 6.6.54\n[   20.000000] Unable to handle kernel NULL pointer dereference at virtual address 0008\n';
  const oops = (count: number): string => `${first}[   20.000001] Internal error: Oops: 0000000096000006 [#${count}] PREEMPT SMP\n`;
  const missed = (log: string): string[] => finished(log).filter((title) => title.startsWith('missed'));
  expect(missed(oops(3))).toEqual(['missed-report: oops 1 of 3']);
  expect(missed(oops(1))).toEqual([]);
  const twice = first.slice(first.indexOf('\n') + 1);
  expect(missed(oops(3).replace(twice, twice + twice))).toEqual(['missed-report: oops 1 of 3']);
});

test('a busy console is no reason for anything but a stall', () => {
  for (let at = 0; at < 3000; at += 100) say(`[   50.000000] ${'a busy log '.repeat(110)}\n`, at);
  say('[   51.000000] WARNING: CPU: 1 PID: 7 at drivers/a.c:1 fec_enet_open+0x1/0x2\n', 3000);
  detector.end();
  expect(closed).toHaveLength(1);
  expect(closed[0]).not.toHaveProperty('notes');
});

const withoutStamps = 'WARNING: inconsistnt lock state\nirq event stamp: 16252\nCall trace:\n fec_enet_open+0x4/0x80\n';
test.each([
  [3, 1],
  [4, 0],
])('a damaged report without stamps behind %d lines with one is told %d times', (count, told) => {
  expect(finished(stamped(count) + withoutStamps)).toHaveLength(told);
});

test('no word of a living board takes a fault back', () => {
  say(`E: ***** MPU FAULT *****\nE: >>> ZEPHYR FATAL ERROR 2: Stack overflow on CPU 0\n PASS - test_fatal in 0.010 seconds\n`, 0, 'm7');
  detector.end();
  expect(closed).toMatchObject([{ kind: 'm7-fault' }]);
});

test.each([
  [2, 'rcu-stall in fec_enet_open'],
  [3, 'rcu-stall'],
])('a body line without a stamp belongs to a report of a kernel that stamped %d lines before its headline', (count, title) => {
  expect(finished(`${stamped(count)}${stall}pc : fec_enet_open+0x4/0x80\n`)).toEqual([title]);
});

test('behind the end of a report nothing belongs to it any more', () => {
  const warning = '[   51.000000] WARNING: CPU: 1 PID: 7 at drivers/a.c:1 fec_enet_open+0x1/0x2\n[   51.000001] ---[ end trace 0 ]---\n';
  say(`${warning}[   51.000002]  imx_uart_int+0x7c/0xc0\n`);
  detector.end();
  expect(closed[0]!.lines.join('\n')).not.toContain('imx_uart_int');
});
