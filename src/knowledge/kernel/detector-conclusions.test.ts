import { beforeEach, expect, test } from 'vitest';
import type { Channel, KernelIncident } from '../../core/incident.ts';
import { createDetector, type Detector } from './detector.ts';

const running = '[   41.000000] a\n[   42.000000] systemd[1]: Reached target\n';
const loader = 'U-Boot SPL 2022.04 (Jan 01 1970)\n';
const panic = 'Kernel panic - not syncing: Attempted to kill init!';
const stall = 'rcu: INFO: rcu_preempt self-detected stall on CPU';
const tainted = '[   50.000000] CPU: 1 PID: 77 Comm: kworker Tainted: G      D 6.6.54 #1\n';
const firstLine = '[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]\n';

let opened: KernelIncident[];
let closed: KernelIncident[];
let claims: string[];
let confirmed: string[];
let detector: Detector;
beforeEach(() => {
  [opened, closed, claims, confirmed] = [[], [], [], []];
  detector = createDetector({
    trustsSystem: false,
    onIncident: (phase, incident, isClaim) => {
      (phase === 'opened' ? opened : closed).push(incident);
      if (isClaim && phase === 'opened') claims.push(incident.id);
    },
    onConfirmed: (id) => confirmed.push(id),
  });
});
const say = (text: string, at = 0, channel: Channel = 'a53'): void => detector.feed(channel, Buffer.from(text), at);
const kinds = (incidents: readonly KernelIncident[]): string[] => incidents.map(({ kind }) => kind);

test("what only the console tells is a claim until the kernel's own log tells it, too", () => {
  say(`[   43.000000] ${panic}\n`);
  expect(claims).toEqual([opened[0]!.id]);
  expect(confirmed).toEqual([]);
  say(`[   43.000000] ${panic}\n`, 100, 'kmsg');
  expect(confirmed).toEqual([opened[0]!.id]);
});

test('a claim needs nobody who waits for its confirmation', () => {
  const alone = createDetector({ trustsSystem: false, onIncident: () => {} });
  alone.feed('a53', Buffer.from(`[   43.000000] ${panic}\n`), 0);
  expect(() => alone.feed('kmsg', Buffer.from(`[   43.000000] ${panic}\n`), 100)).not.toThrow();
});

test('a disowned incident is not told again, and explains no reset', () => {
  say(`${running}[   43.000000] ${panic}\n`);
  detector.disown(opened[0]!.id);
  say(loader);
  detector.end();
  expect(kinds(closed)).toEqual(['unexpected-reset']);
});

test.each([
  ['a panic, behind which nothing could print an old log', panic, 1],
  ['a stall, behind which a command may', stall, 0],
])('a clock that goes back is at once another boot behind %s', (_, headline, boots) => {
  let begun = 0;
  detector.boots.subscribe({ began: () => begun++ });
  say(`${running}[   43.000000] ${headline}\n`, 60_000);
  say('[    0.000000] a\n', 61_000);
  say('[    0.500000] b\n', 61_500);
  expect(begun).toBe(boots);
});

test('while Linux is known to go on, everything but boots is read', () => {
  say(running);
  detector.withoutBoots(() => say(`${loader}[   43.000000] ${panic}\n`));
  expect(kinds(opened)).toEqual(['panic']);
});

test.each([
  ['the relay cut the power', () => detector.powerOff()],
  ['the board was reset', () => detector.announceReset(), loader],
])('taint flags of a kernel whose first lines nobody saw are no finding after %s', (_, end, begin = '') => {
  say(`${firstLine}${running}`);
  end();
  say(`${begin}${tainted}`);
  detector.end();
  expect(closed).toEqual([]);
});

test('a report that was missed is told with the line that says so', () => {
  say(`${firstLine}${running}${tainted}`);
  detector.end();
  expect(closed).toMatchObject([{ kind: 'missed-report', lines: [tainted.trimEnd()] }]);
  expect(closed[0]).not.toHaveProperty('orderly');
});

test('power that comes while Linux runs, and was asked for, is no reset', () => {
  say(running);
  detector.boots.ask('cold', 5);
  say(loader);
  expect(opened).toEqual([]);
});

test('a reset in good order says so, and every one what U-Boot calls its cause', () => {
  say(`${running}[   43.000000] reboot: Restarting system\n${loader}Reset cause: SRC\n`);
  detector.end();
  expect(closed[0]!.title).toMatch(/^unexpected-reset: the system rebooted in good order.* \(reset cause SRC\)$/);
});

test('a reset that a banner makes certain has the last lines before it, although the clock had gone back earlier', () => {
  say(running, 1000);
  say('[    0.500000] old text\nthe last words of an application\n', 60_000);
  say(loader, 61_000);
  expect(opened[0]!.lines.at(-2)).toBe('the last words of an application');
});

test('the stage of an incident is what the console shows, until somebody says another', () => {
  say(`${running}[   43.000000] reboot: Power down\n`);
  expect(opened).toMatchObject([{ kind: 'power-down', stage: 'kernel' }]);
  say(`${loader}"Synchronous Abort" handler, esr 0x96000045\n`);
  expect(opened[1]).toMatchObject({ kind: 'firmware-abort', stage: 'spl' });
  detector.stage('login');
  detector.silence({}, 7);
  expect(opened[2]).toMatchObject({ stage: 'login', title: 'silent-freeze at login', at: 7, lines: [] });
});

test('an M7 that falls silent is told with its last lines, and with none where it had said nothing', () => {
  detector.m7Silence({ tick: 7, image: 'tcm-hello' }, ['tick=6', 'tick=7'], 5);
  detector.m7Silence({ tick: 7, image: 'tcm-hello' }, [], 6);
  expect(opened).toMatchObject([
    { lines: ['tick=6', 'tick=7'], channels: ['m7'], at: 5 },
    { lines: [], channels: ['m7'], at: 6 },
  ]);
});
