import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ratesBetween, readSample } from './interrupt-rates.ts';

const reading = (uptime: string, timer: number, mailbox: number): string => `${uptime} 99.10
           CPU0       CPU1
  11: ${timer}      200     GICv3  30 Level     arch_timer
  54: ${mailbox}        0     GICv3 120 Level     30aa0000.mailbox
IPI0:         7          8       Rescheduling interrupts
 Err:         0
`;

test('rates come from the time that passed on the board, the busiest first', () => {
  const rates = ratesBetween([reading('10.00', 100, 5), reading('10.10', 110, 505), reading('10.20', 120, 505)].map(readSample));

  expect(rates.map(({ name, perSecond }) => [name, Math.round(perSecond)])).toEqual([
    ['54: GICv3 120 Level 30aa0000.mailbox', 5000],
    ['11: GICv3 30 Level arch_timer', 100],
  ]);
});

test('a reading that broke off and a board that started anew give no rates', () => {
  expect(ratesBetween([readSample(reading('900.00', 5000, 5)), readSample(reading('3.00', 10, 0))])).toEqual([]);
  expect(ratesBetween([readSample('cat: /proc/interrupts: No such file'), readSample('')])).toEqual([]);
});

test('arbitrary text never throws', () => {
  fc.assert(fc.property(fc.array(fc.string()), (texts) => Array.isArray(ratesBetween(texts.map(readSample)))));
});
