import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damagedHeadline } from './damaged.ts';
import { type Headline, Headlines } from './headlines.ts';
import { scanText } from './log-scan.ts';
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
