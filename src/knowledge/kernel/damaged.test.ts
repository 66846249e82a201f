import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DamagedHeadline, damagedHeadline, isEvidence, isOld } from './damaged.ts';
import { type Headline, Headlines } from './headlines.ts';
import { scanText } from './log-scan.ts';
import { normalise } from './normalise.ts';
import { mendedPhrases } from './phrase-repair.ts';
import { RepairEffort } from './repair-effort.ts';
import { builtInRules } from './rules/index.ts';

const stamped = (lines: readonly string[]): string =>
  lines.map((line, index) => `[   20.${String(index).padStart(6, '0')}] ${line}\n`).join('');

test.each([
  ['WARNING: inconsistnt lock state', 'lockdep'],
  ['rcu: INF: rcu_preempt deteted stalls on CPUs/tasks:', 'rcu-stall'],
  ['Kernel panic - not syncng: no init', 'panic'],
  ['INFO: task a:12 bloced for more tha 120 seconds.', 'hung-task'],
  ['BUG: sleeping function called frm invalid context at a.c:9', 'atomic-sleep'],
])('the fixed words of a headline are put right: %s', (damaged, kind) => {
  expect(new Headlines(builtInRules).find(mendedPhrases(damaged)!)?.rule.kind).toBe(kind);
});

test('a headline that lost characters is found where its body follows, also when the stamp lost one too', () => {
  const log =
    '[  20.00001] WARNING: inconsistnt lock state\n[   20.000002] 6.6.54 #1 Not tainted\n[   20.000003] irq event stamp: 16252\n' +
    '[   20.000004] Call trace:\n[   20.000005]  fec_enet_open+0x4/0x80\n';
  expect(scanText(log).map(({ title }) => title)).toEqual(['lockdep: inconsistent lock state in fec_enet_open']);
});

const body = ['Call trace:', ' fec_enet_open+0x4/0x80', ' imx_uart_int+0x7c/0xc0'];

test('where stamps lack characters, a report without a readable headline is one all the same, unverified', () => {
  const log = `${stamped(['usb 1-1: new device', 'W# @@ t c', 'x'])}[  20.00010] CPU: 1 PID: 7 Comm: a\n${stamped(body)}`;
  expect(scanText(log)).toMatchObject([{ kind: 'missed-report', severity: 'warning', unverified: true, frame: 'fec_enet_open' }]);
});

test('what sysrq or fault injection prints is no report', () => {
  expect(scanText(stamped(['usb 1-1: new device', 'sysrq: Show State', 'x', ...body]))).toEqual([]);
  expect(scanText(stamped(['FAULT_INJECTION: forcing a failure.', 'name failslab, interval 1', 'x', ...body]))).toEqual([]);
});

test.each([
  ['usb 1-1: new device', 'y', 'x', 'Call trace:'],
  ['x0 : ffff000012345678 x1 : 0000000000000000', 'Call trace:'],
  ['CPU: 1 PID: 77 Comm: kworker/1:2 Not tainted 6.6.54 #1', 'Hardware name: Toradex Verdin iMX8M Plus (DT)', 'Call trace:'],
  ['Hardware name: Generic DT based system', 'Backtrace: '],
])('a log that begins within a report holds one whose headline nobody copied: %s', (...begin) => {
  expect(scanText(stamped([...begin, ...body.slice(1)]))).toMatchObject([
    {
      kind: 'missed-report',
      severity: 'warning',
      unverified: true,
      frame: 'fec_enet_open',
      title: expect.stringMatching(/is not in the log/),
    },
  ]);
});

test.each([
  ['Call trace:', true],
  ['Hardware name: Toradex Verdin iMX8M Plus (DT)', true],
  [`${'x'.repeat(24)}Call trace:`, true],
  [`${'x'.repeat(25)}Call trace:`, false],
  ['usb 1-1: new device', false],
])('a line that only the body of a report has: %s', (text, is) => {
  expect(isEvidence(text)).toBe(is);
});

describe('of the lines behind the body of a report', () => {
  const headlines = new Headlines(builtInRules);
  const find = (
    before: readonly string[],
    { caller = undefined as string | undefined, mayPanic = true } = {},
  ): DamagedHeadline | undefined => damagedHeadline(before, caller, headlines, new RepairEffort(), mayPanic);
  const lockdep = '[   20.000000] WARNING: inconsistnt lock state';
  const stall = '[   19.000000] rcu: INF: rcu_preempt deteted stalls on CPUs/tasks:';

  test('the nearest damaged headline is the one, with its place and the clock of the line behind it', () => {
    expect(find([stall, lockdep, '[   20.500000] 6.6.54 #1 Not tainted', 'a line of an application'])).toMatchObject({
      headline: { rule: { kind: 'lockdep' } },
      message: { time: 20 },
      nextTime: 20.5,
      ago: 3,
    });
    expect(find([stall])).toMatchObject({ headline: { rule: { kind: 'rcu-stall' } }, nextTime: 19, ago: 1 });
    expect(find([])).toBeUndefined();
  });

  test('one that is whole has had its report, and nothing further behind it is looked for', () => {
    expect(find([stall, '[   20.000000] WARNING: inconsistent lock state', 'x'])).toBeUndefined();
  });

  test.each([
    ['T107', 'T107', true],
    ['T107', 'T17', true],
    ['T17', 'T107', true],
    ['T107', 'T12', false],
    [undefined, 'T107', false],
    ['T107', undefined, false],
  ])('it was printed by who printed the body, a lost digit aside: %s and %s', (caller, other, is) => {
    const line = `[   20.000000]${other === undefined ? '' : `[${other.padStart(6)}]`} WARNING: inconsistnt lock state`;
    expect(find([line], { caller }) !== undefined).toBe(is);
  });

  test('a panic is what follows from a report, and is its headline only where it may be', () => {
    const panic = '[   20.000000] Kernel panic - not syncng: no init';
    expect(find([panic])).toMatchObject({ headline: { rule: { kind: 'panic' } } });
    expect(find([panic], { mayPanic: false })).toBeUndefined();
    expect(find([stall, panic], { mayPanic: false })).toMatchObject({ headline: { rule: { kind: 'rcu-stall' } } });
  });

  const [first, second] = ['[   20.000000] watchdog: BUG: soft locroot@verdin:~# ', 'kup - CPU#1 stuck for 23s! [kworker/1:2:77]'];
  test('one into which a program wrote goes on in the next line, which has no stamp then', () => {
    expect(find([first, second])).toMatchObject({ headline: { rule: { kind: 'soft-lockup' } }, ago: 2 });
    expect(find([first, `[   20.000001] ${second}`])).toBeUndefined();
    expect(find([first])).toBeUndefined();
    expect(find([first.slice(15), second])).toBeUndefined();
    expect(find([first, `${second}[   20.000002] usb 1-1: new device`])).toBeUndefined();
  });

  test('no more of them are looked at than the log is worth', () => {
    const effort = new RepairEffort();
    while (!effort.isSpent) effort.spend();
    expect(damagedHeadline([lockdep], undefined, headlines, effort, true)).toBeUndefined();
  });
});

test.each([
  ['[   20.000000] a', 20, '[   22.000000] b', false],
  ['[   20.000000] a', 20, '[   22.100000] b', true],
  ['[    2.000000] a', 20, '[   21.000000] b', false],
  ['[   20.000000] a', 2, '[   21.000000] b', false],
  ['[   23.100000] a', 23.1, '[   21.000000] b', true],
  ['a', 3, '[   21.000000] b', false],
  ['[    3.000000] a', undefined, '[   21.000000] b', false],
  ['[    3.000000] a', 3, 'b', false],
])(
  'a headline is too old for a body where its own clock and that of the line behind it say so: %s, %s and %s',
  (line, nextTime, now, old) => {
    const message = normalise(line)[0]!;
    expect(isOld({ message, nextTime }, normalise(now)[0]!)).toBe(old);
  },
);

class Counting extends Headlines {
  count = 0;
  override find(text: string): Headline | undefined {
    this.count++;
    return super.find(text);
  }
}

const nearMiss = fc
  .tuple(
    fc.constantFrom(...builtInRules.map((rule) => rule.test)),
    fc.nat(200),
    fc.constantFrom('lose', 'change', 'garble', 'front', 'repeat'),
  )
  .map(([line, place, how]) => {
    const at = place % line.length;
    if (how === 'front') return `xx.y ${line}`;
    if (how === 'repeat') return line.repeat(8);
    return `${line.slice(0, at)}${{ lose: '', change: 'X', garble: '\x85' }[how]}${line.slice(at + 1)}`;
  });

test('the repair of near misses of every headline is bounded by the bytes that were read', () => {
  fc.assert(
    fc.property(fc.array(nearMiss, { minLength: 40, maxLength: 200 }), (lines) => {
      const headlines = new Counting(builtInRules);
      const effort = new RepairEffort();
      let bytes = 0;
      for (let turn = 0; turn < 40; turn++) {
        const before = Array.from({ length: 32 }, (_, index) => lines[(turn * 7 + index) % lines.length]!);
        bytes += before.at(-1)!.length + 1;
        effort.reach(bytes);
        damagedHeadline(before, undefined, headlines, effort, true);
      }
      // A guess may be looked at once, and each line once by itself.
      expect(headlines.count).toBeLessThanOrEqual(2 * (6000 + bytes * 0.015));
    }),
    { numRuns: 15 },
  );
});
