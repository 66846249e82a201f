import { expect, test } from 'vitest';
import { Gpt } from './gpt.ts';

const [cr, pr, sr, ir, ocr1, ocr2, cnt] = [0x00, 0x04, 0x08, 0x0c, 0x10, 0x14, 0x24] as const;
const [en, enMod, freeRun, root, of1, of2, rollover] = [1, 2, 1 << 9, 1 << 6, 1, 2, 1 << 5] as const;

const open = () => {
  const at = { now: 0 };
  const levels: boolean[] = [];
  const missing: string[] = [];
  const gpt = new Gpt({
    now: () => at.now,
    clock: () => 1e6,
    line: (high) => levels.push(high),
    missing: (what) => missing.push(what),
  });
  const pass = (microseconds: number): void => {
    at.now += microseconds * 1000;
    gpt.advance(at.now);
  };
  return { gpt, levels, missing, pass };
};

test('in restart mode the counter begins again after the first compare value, and interrupts each time', () => {
  const { gpt, levels, pass } = open();
  gpt.write(ocr1, 99);
  gpt.write(ir, of1);
  gpt.write(cr, en | enMod | root);
  expect(gpt.nextAt).toBe(99_000);
  pass(98);
  expect([gpt.read(cnt), levels.at(-1)]).toEqual([98, false]);
  pass(1);
  expect([gpt.read(cnt), gpt.read(sr), levels.at(-1)]).toEqual([99, of1, true]);
  gpt.write(sr, of1);
  expect(levels.at(-1)).toBe(false);
  expect(gpt.nextAt).toBe(199_000);
  pass(101);
  expect([gpt.read(cnt), gpt.read(sr)]).toEqual([0, of1]);
});

test('a free running counter passes each compare value once a turn, divided by the prescaler', () => {
  const { gpt, pass } = open();
  gpt.write(pr, 9);
  gpt.write(ocr1, 10);
  gpt.write(ocr2, 20);
  gpt.write(cr, en | enMod | freeRun | root);
  pass(150);
  expect([gpt.read(cnt), gpt.read(sr)]).toEqual([15, of1]);
  pass(100);
  expect([gpt.read(cnt), gpt.read(sr)]).toEqual([25, of1 | of2]);
  pass(10 * 2 ** 32);
  expect(gpt.read(sr) & rollover).toBe(rollover);
});

test('stands still without a clock, keeps its count when it is switched off, and forgets with a software reset', () => {
  const { gpt, pass } = open();
  gpt.write(cr, en | freeRun);
  pass(100);
  expect([gpt.read(cnt), gpt.nextAt]).toEqual([0, Infinity]);
  gpt.write(cr, en | freeRun | root);
  pass(7);
  gpt.write(cr, freeRun | root);
  pass(7);
  expect(gpt.read(cnt)).toBe(7);
  gpt.write(cr, 1 << 15);
  expect([gpt.read(cnt), gpt.read(cr)]).toEqual([0, 0]);
});

test('what it cannot do is told', () => {
  const { gpt, missing } = open();
  gpt.write(cr, en | (1 << 16) | (3 << 6));
  expect(missing).toEqual(['capture', 'its external clock']);
});
