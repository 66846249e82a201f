import { beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '../../core/incident.ts';
import type { RawLine } from '../boot/raw-line.ts';
import { type Headline, logHeadlinesWith } from './headlines.ts';
import type { Incident } from './incident.ts';
import { IncidentLog, remembered } from './incident-log.ts';
import { Report } from './report.ts';
import { footprints } from './rules/footprints.ts';
import { builtInRules } from './rules/index.ts';
import { silenceRule } from './rules/own.ts';

const headlines = logHeadlinesWith();
const oops = 'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000';
const kasan = 'BUG: KASAN: use-after-free in m7_read+0x10/0x20';
const panic = 'Kernel panic - not syncing: Attempted to kill init!';
const byOops = 'Kernel panic - not syncing: Oops: Fatal exception';
const warning = 'WARNING: CPU: 1 PID: 7 at drivers/a.c:1 fec_enet_open+0x1/0x2';
const stall = 'rcu: INFO: rcu_preempt self-detected stall on CPU';
const lockup = 'watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [swapper/0:0]';
const undervoltage = 'Under-voltage detected! (0x00050005)';
/** Held back until it is clear that no reboot comes. */
const letGo = 'watchdog: watchdog0: watchdog did not stop!';
/** Held back until it is clear that no other attempt succeeds. */
const card = (dev: string): string => `${dev}: error -84 whilst initialising SD card`;
const answers = (dev: string): string => `${dev}: new high speed SDHC card at address 59b4`;
/** Held back for a report that is found next to it. */
const footprint: Headline = { rule: footprints[0]!.rule, groups: {}, text: '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs"' };

interface Said {
  readonly time?: number | undefined;
  readonly at?: number;
  readonly channel?: Channel;
  readonly unverified?: true;
}

let told: string[];
let confirmed: string[];
let log: IncidentLog;
beforeEach(() => {
  told = [];
  confirmed = [];
  log = new IncidentLog({
    stage: () => 'login',
    known: () => undefined,
    tell: (phase, { id, kind, severity }, isClaim) => told.push(`${phase} ${id} ${kind} ${severity}${isClaim ? ' claim' : ''}`),
    confirmed: (id) => confirmed.push(id),
  });
});

const said = (text: string, time?: number) => ({ text, time, caller: undefined, stamped: true });
const raw = (text: string, at = 0): RawLine => ({ text, number: 1, start: 0, end: text.length, at });

/** As a channel does it with a headline. */
const read = (what: string | Headline, { time, at = 0, channel = 'a53', unverified }: Said = {}): Incident | undefined => {
  const headline = { ...(typeof what === 'string' ? headlines.find(what)! : what), ...(unverified ? { unverified } : {}) };
  const report = new Report(channel, headline, said(headline.text, time));
  const incident = log.enter(report, raw(headline.text, at));
  incident?.record(channel, headline.text, raw(headline.text, at), time);
  if (incident?.copies[0] === report) log.announce(incident);
  return incident;
};
const phases = (): string[] => told.map((each) => each.split(' ').slice(0, 2).join(' '));

test('an incident is told as it opens and once as it ends, and keeps the log busy in between', () => {
  expect(log.busy).toBe(false);
  const incident = read(oops, { time: 10 })!;
  expect([log.busy, incident.stage]).toEqual([true, 'login']);
  log.close(incident);
  log.close(incident);
  expect(log.busy).toBe(false);
  expect(told).toEqual(['opened incident-1 oops fatal claim', 'closed incident-1 oops fatal claim']);
});

describe('what explains a reset', () => {
  const explains = (lastTime?: number) => [log.explains(lastTime, false)?.id, log.explains(lastTime, true)?.id];

  test('nothing, where nothing was', () => expect(explains(10)).toEqual([undefined, undefined]));

  test('a panic at any time, and the newest of two', () => {
    read(oops, { time: 10 });
    read(panic, { time: 500 });
    expect(explains(5000)).toEqual(['incident-2', 'incident-2']);
    expect(log.explains(100, false)?.id).toBe('incident-2');
  });

  test('a report that ended in a panic', () => {
    read(oops, { time: 10 });
    read(byOops, { time: 11 });
    expect(explains(5000)).toEqual(['incident-1', 'incident-1']);
  });

  test('no panic that somebody may only be talking of', () => {
    read(panic, { unverified: true });
    expect(explains(5000)).toEqual([undefined, undefined]);
  });

  test.each<[string, number | undefined, number | undefined, boolean]>([
    ['for a minute and a half', 10, 99.9, true],
    ['and no longer', 10, 100, false],
    ['where nobody knows when the kernel last spoke', 10, undefined, true],
    ['from the beginning where it has no time', undefined, 89, true],
    ['and no longer, without a time', undefined, 90, false],
  ])('an oops explains it to those who trust the system, %s', (_, time, lastTime, is) => {
    read(oops, { time });
    expect(explains(lastTime)).toEqual([is ? 'incident-1' : undefined, undefined]);
  });

  test('no warning, and not what is behind the newest that does', () => {
    read(oops, { time: 10 });
    read(kasan, { time: 20 });
    read(warning, { time: 30 });
    expect(explains(31)).toEqual(['incident-1', undefined]);
  });

  test('a board that has fallen silent, for ever', () => {
    log.conclude(new Report('a53', { rule: silenceRule, groups: {}, text: '' }, said('')), raw(''));
    expect(explains(5000)).toEqual(['incident-1', undefined]);
  });
});

describe('a record that was read before', () => {
  beforeEach(() => {
    read(stall, { time: 10, channel: 'kmsg' });
    log.closeAll();
  });

  test('is none, and one of another time, kind or channel is one', () => {
    expect(read(stall, { time: 10, channel: 'kmsg' })).toBeUndefined();
    expect(read(undervoltage, { time: 10, channel: 'kmsg' })?.id).toBe('incident-2');
    expect(read(stall, { time: 10, channel: 'a53' })?.id).toBe('incident-1');
    expect(read(stall, { time: 200, channel: 'kmsg' })?.id).toBe('incident-3');
  });

  test('is one where it has no time', () => {
    read(undervoltage, { channel: 'kmsg' });
    log.closeAll();
    expect(read(undervoltage, { channel: 'kmsg' })?.id).toBe('incident-3');
  });

  test('is one in the next boot', () => {
    log.newBoot();
    expect(read(stall, { time: 10, channel: 'kmsg' })?.id).toBe('incident-2');
  });

  test('is forgotten behind as many others as are remembered', () => {
    for (let at = 1; at < remembered; at++) read(warning, { time: 10 + 100 * at });
    log.closeAll();
    expect(read(stall, { time: 10, channel: 'kmsg' })).toBeUndefined();
    read(warning, { time: 1e5 });
    expect(read(stall, { time: 10, channel: 'kmsg' })).toBeDefined();
  });
});

describe('what the kernel log confirms', () => {
  test('is confirmed once, by a copy', () => {
    read(stall, { time: 10 });
    read(stall, { time: 10, channel: 'kmsg' });
    expect(confirmed).toEqual(['incident-1']);
    read(byOops, { time: 10.1, channel: 'kmsg' });
    expect(confirmed).toEqual(['incident-1']);
    log.closeAll();
    expect(told.at(-1)).toBe('closed incident-1 rcu-stall fatal');
  });

  test('is not confirmed by what the same UART tells of it', () => {
    read(stall, { time: 10 });
    read(lockup, { time: 20 });
    expect(confirmed).toEqual([]);
  });

  test('is confirmed by its consequence', () => {
    read(stall, { time: 10 });
    read(lockup, { time: 20, channel: 'kmsg' });
    expect(confirmed).toEqual(['incident-1']);
  });

  test('belongs to the newest that it may be a copy of', () => {
    read(warning, { time: 10 });
    read(warning, { time: 11.5 });
    expect(read(warning, { time: 11.5, channel: 'kmsg' })?.id).toBe('incident-2');
  });
});

describe('a consequence', () => {
  test('that makes it worse is told, one that does not is not', () => {
    read(kasan, { time: 10 });
    read(oops, { time: 11 });
    read(byOops, { time: 12 });
    expect(told).toHaveLength(2);
    expect(told.at(-1)).toBe('opened incident-1 kasan fatal claim');
  });

  test('opens again what was over, which then ends again in its own time', () => {
    const incident = read(stall, { time: 10 })!;
    for (let count = 0; count < 81; count++) log.pass(said('x'));
    expect(phases()).toEqual(['opened incident-1', 'closed incident-1']);
    read(lockup, { time: 40 });
    expect([log.busy, incident.closed, incident.idleLines]).toEqual([true, false, 0]);
    expect(phases()).toEqual(['opened incident-1', 'closed incident-1', 'opened incident-1']);
    log.closeAll();
    expect(phases().at(-1)).toBe('closed incident-1');
  });

  test('of what was held back tells both', () => {
    read(letGo, { time: 10 });
    expect(told).toEqual([]);
    read('Kernel panic - not syncing: watchdog pretimeout event', { time: 11 });
    log.withdraw();
    log.closeAll();
    expect(phases()).toEqual(['opened incident-1', 'closed incident-1']);
  });

  test('is what a panic is where the log lacks the report that it names', () => {
    const incident = read('Kernel panic - not syncing: Asynchronous SError Interrupt', { time: 7 })!;
    expect(incident.kind).toBe('bus-error');
    expect([...incident.effects]).toMatchObject([['panic', { time: 7, headline: { rule: { kind: 'panic' } } }]]);
    log.closeAll();
    expect(phases()).toEqual(['opened incident-1', 'closed incident-1']);
  });
});

describe('an end', () => {
  test.each([
    ['two seconds', oops, 2],
    ['ten of one that is held back', letGo, 10],
  ])('comes %s of kernel time behind its last line', (_, text, seconds) => {
    const incident = read(text, { time: 10 })!;
    log.pass(said('x', 10 + seconds));
    expect(incident.closed).toBe(false);
    log.pass(said('x', 10.001 + seconds));
    expect(incident.closed).toBe(true);
    expect(phases()).toEqual(['opened incident-1', 'closed incident-1']);
  });

  test.each([10, undefined])('comes with the 81st line that adds nothing (its own time: %s)', (time) => {
    const incident = read(oops, { time })!;
    for (let count = 0; count < 80; count++) log.pass(said('x', time === undefined ? 1e6 : undefined));
    expect(incident.closed).toBe(false);
    log.pass(said('x'));
    expect(incident.closed).toBe(true);
  });

  test.each([
    [oops, 1500],
    [letGo, 10_000],
  ])('comes in the silence behind %s', (text, ms) => {
    const incident = read(text, { at: 5000 })!;
    log.idle(4999 + ms);
    expect(incident.closed).toBe(false);
    log.idle(5000 + ms);
    expect(incident.closed).toBe(true);
  });

  test('of one leaves the others open', () => {
    const first = read(oops, { time: 10 })!;
    read(undervoltage, { time: 11 });
    log.close(first);
    expect(log.busy).toBe(true);
    expect(phases().filter((phase) => phase.startsWith('closed'))).toEqual(['closed incident-1']);
  });
});

describe('what is taken back', () => {
  const all = () => [read(letGo, { time: 10 })!, read(card('mmc0'), { time: 10 })!, read(footprint, { time: 10 })!];
  const ids = (): string[] => {
    log.closeAll();
    return phases()
      .filter((phase) => phase.startsWith('closed'))
      .map((phase) => phase.split(' ')[1]!);
  };

  test('of a reboot in good order is what was held back for it', () => {
    const [first] = all();
    log.withdraw();
    expect(first!.closed).toBe(true);
    expect(ids()).toEqual(['incident-2', 'incident-3']);
  });

  test('of a card that answers is what that card had said', () => {
    read(undervoltage, { time: 10 });
    const failed = all()[1]!;
    log.pass(said('x', 10));
    log.pass(said(answers('mmc1'), 10));
    expect(failed.closed).toBe(false);
    log.pass(said(answers('mmc0'), 10));
    expect(failed.closed).toBe(true);
    expect(ids()).toEqual(['incident-1', 'incident-2', 'incident-4']);
  });

  test('of a card that answers is nothing that was told since', () => {
    read(card('mmc0'), { time: 10 });
    read('EXT4-fs error (device mmcblk2p2): ext4_find_entry', { time: 11 });
    log.pass(said(answers('mmc0'), 11));
    expect(ids()).toEqual(['incident-1']);
  });

  test('of a loader is an image that it found in another place', () => {
    const rule = builtInRules.find(({ undoneBy }) => undoneBy?.test('Trying fit image at 0x4000 sector'))!;
    read(rule.test);
    expect(log.busy).toBe(true);
    log.pass(said('Trying fit image at 0x4000 sector'));
    expect(log.busy).toBe(false);
    expect(ids()).toEqual([]);
  });

  test('is as if it had never been', () => {
    read(letGo, { time: 10 });
    log.withdraw();
    expect(log.busy).toBe(false);
    expect(read('Kernel panic - not syncing: watchdog pretimeout event', { time: 11 })?.id).toBe('incident-2');
  });

  test('is what yields to a report next to it, and nothing else', () => {
    const [, , yields] = all();
    read({ ...footprint, rule: { ...footprint.rule, kind: 'oops' } }, { time: 10 });
    expect(yields!.closed).toBe(false);
    read(undervoltage, { time: 10 });
    expect(ids()).toEqual(['incident-1', 'incident-2', 'incident-5']);
  });

  test.each([
    [undefined, ['incident-1', 'incident-2', 'incident-3']],
    [{ kind: 'kasan' } as const, ['incident-2', 'incident-3']],
    [{ frame: 'm7_read' }, ['incident-2', 'incident-3']],
    [{ frame: 'm7_write' }, ['incident-1', 'incident-2', 'incident-3']],
    [{ kind: 'undervoltage' } as const, ['incident-1', 'incident-3']],
  ])('of a test that passed is what it was after: %o', (expected, left) => {
    read(kasan, { time: 10 });
    read(undervoltage, { time: 10 });
    read(panic, { time: 20 });
    log.withdrawExpected(expected);
    expect(ids()).toEqual(left);
  });

  test('is nothing that is over', () => {
    read(stall, { time: 10 });
    log.closeAll();
    log.withdrawExpected({ kind: 'rcu-stall' });
    expect(read(stall, { time: 10 })).toBeUndefined();
    expect(told).toHaveLength(2);
  });

  test.each([
    ['what no kernel has printed', (incident: Incident) => log.disown(incident.id)],
    ['the reset of somebody who switched the board on', (incident: Incident) => log.withdrawReset(incident)],
  ])('is told no more and is the cause of nothing: %s', (_, take) => {
    const incident = read(stall, { time: 10 })!;
    const other = read(undervoltage, { time: 10 })!;
    log.disown('incident-7');
    take(incident);
    log.close(incident);
    expect([incident.closed, other.closed]).toEqual([true, false]);
    log.close(other);
    expect(log.busy).toBe(false);
    expect(read(undervoltage, { time: 11, channel: 'kmsg' })?.id).toBe('incident-2');
    expect(read(lockup, { time: 20 })?.id).toBe('incident-3');
    expect(ids()).toEqual(['incident-2', 'incident-3']);
  });
});

test('what comes in the next boot follows from nothing of this one', () => {
  read(stall, { time: 10 });
  log.newBoot();
  expect(phases()).toEqual(['opened incident-1', 'closed incident-1']);
  expect(read(lockup, { time: 11 })?.id).toBe('incident-2');
});
