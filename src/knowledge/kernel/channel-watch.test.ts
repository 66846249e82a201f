import { beforeEach, expect, test } from 'vitest';
import type { Channel, KernelIncident } from '../../core/incident.ts';
import { createDetector, type Detector } from './detector.ts';

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
