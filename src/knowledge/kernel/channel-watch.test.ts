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

test('only the UART can be as full as it gets', () => {
  for (let at = 0; at < 3000; at += 100) say(`[   50.000000] ${'a busy log '.repeat(110)}\n`, at, 'kmsg');
  say(stall, 3000);
  detector.end();
  expect(closed[0]).not.toHaveProperty('notes');
});
