import { describe, expect, test } from 'vitest';
import type { Channel } from '../../core/incident.ts';
import type { RawLine } from '../boot/raw-line.ts';
import { type Headline, headlinesWith, logHeadlinesWith } from './headlines.ts';
import { Incident } from './incident.ts';
import { Report } from './report.ts';
import { footprints } from './rules/footprints.ts';
import type { HeadlineRule } from './rules/rule.ts';

const headlines = logHeadlinesWith();
const oops = 'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000';
const warning = 'WARNING: CPU: 1 PID: 7 at drivers/a.c:1 fec_enet_open+0x1/0x2';
const panic = 'Kernel panic - not syncing: Oops: Fatal exception';
const stall = 'rcu: INFO: rcu_preempt self-detected stall on CPU';
const undervoltage = 'Under-voltage detected! (0x00050005)';
const aer = (severity: string): string => `nvme 0000:04:00.0: PCIe Bus Error: severity=${severity}, type=Data Link Layer`;

interface Of {
  readonly channel?: Channel;
  readonly time?: number | undefined;
  readonly unverified?: true;
  readonly body?: readonly string[];
}

const report = (what: string | Headline, { channel = 'a53', time, unverified, body = [] }: Of = {}): Report => {
  const headline = { ...(typeof what === 'string' ? headlines.find(what)! : what), ...(unverified ? { unverified } : {}) };
  const made = new Report(channel, headline, { text: headline.text, time, caller: undefined, stamped: true });
  for (const text of body) made.add(text);
  return made;
};
const incident = (what: string | Headline | Report, of: Of = {}): Incident =>
  new Incident('incident-1', 'login', what instanceof Report ? what : report(what, of), 1000);
const raw = (number: number, at = 1000): RawLine => ({ text: 'x', number, start: number * 100, end: number * 100 + 10, at });
const snapshot = (of: Incident) => of.snapshot(() => undefined);

test('what nobody knows is left out', () => {
  expect(snapshot(incident(undervoltage))).toStrictEqual({
    id: 'incident-1',
    kind: 'undervoltage',
    severity: expect.any(String),
    endsScenario: false,
    title: expect.stringContaining('undervoltage'),
    signature: expect.stringContaining('undervoltage:'),
    stage: 'login',
    at: 1000,
    channels: ['a53'],
    lines: [],
    consequences: [],
    reports: [{ kind: 'undervoltage', title: expect.any(String), endsScenario: false }],
  });
  expect(incident(undervoltage).closed).toBe(false);
});

test('what is known is told', () => {
  const body = ['CPU: 3 PID: 7 Comm: caf\xc3\xa9 Not tainted 6.6.54', 'pc : m7_read+0x10/0x20', 'Call trace:', ' m7_read+0x10/0x20'];
  const made = incident(oops, { time: 0, unverified: true, body });
  made.remark(undefined);
  expect(snapshot(made)).not.toHaveProperty('notes');
  made.orderly = true;
  made.remark('the console was full');
  made.record('a53', 'caf\xc3\xa9', raw(7), 0);
  made.record('a53', '\xc3\xa9', raw(8), 0);
  const known: object[] = [];
  const told = made.snapshot((name) => {
    known.push(name);
    return 'a link';
  });
  expect(told).toMatchObject({ cpu: 3, task: 'café', frame: 'm7_read', kernelTime: 0, signature: 'oops:m7_read' });
  expect(told).toMatchObject({
    unverified: true,
    orderly: true,
    knownIssue: 'a link',
    notes: ['the console was full'],
    lines: ['café', 'é'],
  });
  expect(told.stack).toMatch(/^[\da-f]{12}$/);
  expect(known).toMatchObject([{ title: told.title, signature: told.signature }]);
});

describe('what weighs more', () => {
  test('makes it worse, and what weighs the same or less does not', () => {
    const made = incident(warning);
    expect(made.suffer(report(warning))).toBe(false);
    expect(made.suffer(report(oops))).toBe(true);
    expect([made.severity, made.endsScenario]).toEqual(['fatal', true]);
    expect(made.suffer(report(panic))).toBe(false);
    expect(made.suffer(report(warning))).toBe(false);
    expect([made.severity, made.endsScenario]).toEqual(['fatal', true]);
    expect(snapshot(made).reports?.map(({ kind, endsScenario }) => [kind, endsScenario])).toEqual([
      ['warning', false],
      ['oops', true],
      ['panic', true],
    ]);
  });

  test('is also what ends no scenario, and is worse', () => {
    const found = headlines.find(warning)!;
    const graver = report({ ...found, rule: { ...found.rule, severity: 'error' } });
    expect(incident(warning).suffer(graver)).toBe(true);
  });

  test('is also what ends the scenario with the same severity', () => {
    const found = headlines.find(warning)!;
    const ends = report({ ...found, rule: { ...found.rule, endsScenario: true } });
    const made = incident(warning);
    expect([made.suffer(ends), made.suffer(ends)]).toEqual([true, false]);
  });

  test('of the same kind names it, and is no consequence', () => {
    const made = incident(aer('Corrected'));
    expect(made.suffer(report(aer('Uncorrected (Fatal)')))).toBe(true);
    expect(snapshot(made)).toMatchObject({ title: 'pcie-error: fatal', consequences: [] });
    made.suffer(report(panic));
    expect(snapshot(made)).toMatchObject({ title: 'pcie-error: fatal', consequences: ['panic'] });
    const same = incident(warning);
    same.suffer(report(warning.replace('fec_enet_open', 'm7_read')));
    expect(snapshot(same).frame).toBe('fec_enet_open');
  });

  test('of another kind names it only where a crash is behind a mere warning', () => {
    const began = incident(warning);
    began.suffer(report(panic));
    expect(snapshot(began)).toMatchObject({ kind: 'warning', frame: 'fec_enet_open', consequences: ['panic'] });
    began.suffer(report(oops));
    expect(snapshot(began)).toMatchObject({ kind: 'oops', consequences: ['warning', 'panic'] });
    const stalled = incident(stall);
    stalled.suffer(report(oops));
    expect(snapshot(stalled)).toMatchObject({ kind: 'rcu-stall', consequences: ['oops'] });
  });

  test('counts once a kind, the first', () => {
    const made = incident(warning);
    const first = report(oops);
    made.suffer(first);
    made.suffer(report(oops));
    expect([...made.effects.values()]).toEqual([first]);
    expect([...made.consequences]).toEqual(['oops']);
  });
});

describe('who tells of it', () => {
  test('it is unverified as long as nothing else is known of it', () => {
    const made = incident(stall, { unverified: true });
    expect(made.isUnverified).toBe(true);
    made.suffer(report(panic, { unverified: true }));
    expect(made.isUnverified).toBe(true);
    made.join(report(stall, { channel: 'kmsg' }));
    expect([made.isUnverified, snapshot(made).channels]).toEqual([false, ['a53', 'kmsg']]);
    const verified = incident(stall, { unverified: true });
    verified.suffer(report(panic));
    expect(verified.isUnverified).toBe(false);
  });

  const own: HeadlineRule = {
    kind: 'harness',
    severity: 'error',
    endsScenario: true,
    headline: /^a lab's own/,
    title: 'harness',
    frame: 'none',
    test: "a lab's own",
  };
  const labs = headlinesWith([own]).find("a lab's own words")!;
  const claims = (rule: Partial<HeadlineRule>): boolean => {
    const found = headlines.find(warning)!;
    return incident({ ...found, rule: { ...found.rule, ...rule } }).isClaim;
  };

  test("it is a claim where only the UART tells of what is the kernel's", () => {
    expect([claims({}), claims({ from: 'kernel' }), claims({ from: 'firmware' }), claims({ from: 'program' })]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(labs.rule).toBe(own);
    expect(incident(labs).isClaim).toBe(false);
    expect(incident(warning, { channel: 'kmsg' }).isClaim).toBe(false);
    const copied = incident(warning);
    copied.join(report(warning, { channel: 'kmsg' }));
    expect(copied.isClaim).toBe(false);
    const led = incident(warning);
    led.suffer(report(oops, { channel: 'kmsg' }));
    expect(led.isClaim).toBe(false);
  });
});

test.each<[string, string | Headline, boolean]>([
  ['what an orderly reboot prints', 'watchdog: watchdog0: watchdog did not stop!', true],
  ['what another attempt may mend', 'mmc0: error -84 whilst initialising SD card', true],
  ['what yields', { rule: footprints[0]!.rule, groups: {}, text: '' }, true],
  ['an oops', oops, false],
])('is it held back: %s', (_, what, held) => {
  expect(incident(what).held).toBe(held);
});

test('the copy with the most frames names it, the first one where they are equal', () => {
  const frame = (name: string): string[] => [`pc : ${name}+0x10/0x20`];
  const made = incident(oops, { body: frame('m7_read') });
  made.join(report(oops, { channel: 'kmsg', body: frame('m7_write') }));
  expect(snapshot(made).frame).toBe('m7_read');
  made.join(report(oops, { channel: 'm7', body: [...frame('m7_start'), 'Call trace:', ' m7_start+0x10/0x20'] }));
  expect(snapshot(made).frame).toBe('m7_start');
});

describe('its lines', () => {
  test('end with the last one that surely belongs, and are those of the channel that names it', () => {
    const made = incident(oops);
    made.record('a53', 'one', raw(3), 10);
    made.record('kmsg', 'other', raw(1), undefined);
    made.record('a53', 'strange', raw(4), 11, false);
    made.idleLines = 5;
    made.record('a53', 'strange too', raw(5), 12, false);
    expect([made.idleLines, made.lastTime, snapshot(made).lines]).toEqual([5, 10, ['one']]);
    made.record('a53', 'two', raw(6), 13);
    expect([made.idleLines, made.lastTime]).toEqual([0, 13]);
    made.record('kmsg', 'other', raw(9), undefined);
    expect(snapshot(made)).toMatchObject({
      lines: ['one', 'strange', 'strange too', 'two'],
      range: { firstLine: 3, lastLine: 6, firstByte: 300, lastByte: 610 },
    });
  });

  test('have no range where they are of no line that was counted', () => {
    const made = incident(oops);
    made.record('a53', 'one', raw(0), undefined);
    expect(snapshot(made)).not.toHaveProperty('range');
  });

  test('are at most 240, and of 48 000 characters at most one goes beyond', () => {
    const many = incident(oops);
    for (let count = 0; count < 300; count++) many.record('a53', 'x', raw(count + 1), undefined);
    expect(snapshot(many)).toMatchObject({ range: { lastLine: 300 } });
    expect(snapshot(many).lines).toHaveLength(240);
    const long = incident(oops);
    for (let count = 0; count < 60; count++) long.record('a53', 'x'.repeat(1000), raw(count + 1), undefined);
    expect(snapshot(long).lines).toHaveLength(49);
  });

  test('move its end forward and never back', () => {
    const made = incident(oops, { time: 20 });
    made.record('a53', 'x', raw(1, 2000), 15);
    expect([made.lastAt, made.lastTime]).toEqual([2000, 20]);
    made.record('a53', 'x', raw(2, 1500), 25);
    expect([made.lastAt, made.lastTime, made.time]).toEqual([2000, 25, 20]);
    made.record('a53', 'x', raw(3, 3000), undefined);
    expect([made.lastAt, made.lastTime]).toEqual([3000, 25]);
  });
});
