import { expect, test } from 'vitest';
import type { M7Limit } from './m7-notes.ts';
import { cycleNs, type ExceptionState, PrivatePeripherals } from './private-peripherals.ts';

const csr = 0xe000_e010;
const rvr = 0xe000_e014;
const cvr = 0xe000_e018;
const countFlag = 1 << 16;

const make = (): { ppb: PrivatePeripherals; core: ExceptionState; limits: M7Limit[] } => {
  const core = { VTOR: 0, SHPR2: 0, SHPR3: 0, IPSR: 0, pendingPendSV: false, pendingSystick: false, interruptsUpdated: false };
  const limits: M7Limit[] = [];
  return { ppb: new PrivatePeripherals(core, { limit: (limit) => limits.push(limit) }), core, limits };
};

test('SysTick counts down once a period, and pends where it is told to', () => {
  const { ppb, core } = make();
  ppb.write(rvr, 799, 0);
  ppb.write(cvr, 0, 0);
  ppb.write(csr, 7, 0);
  const period = 800 * cycleNs;

  ppb.advance(period - cycleNs);
  expect(core.pendingSystick).toBe(false);
  expect(ppb.read(cvr, period - cycleNs)).toBe(1);
  ppb.advance(period);
  expect(core.pendingSystick).toBe(true);
  expect(ppb.read(csr, period) & countFlag).toBe(countFlag);
  expect(ppb.read(csr, period) & countFlag).toBe(0);
  expect(ppb.nextTickAt).toBe(2 * period);
});

test('periods that were slept through count once', () => {
  const { ppb } = make();
  ppb.write(rvr, 799, 0);
  ppb.write(csr, 5, 0);
  ppb.advance(10_500);
  expect(ppb.nextTickAt).toBe(11_000);
});

test('a disabled SysTick never comes', () => {
  const { ppb } = make();
  ppb.write(rvr, 799, 0);
  ppb.write(csr, 1, 0);
  ppb.write(csr, 0, 10);
  expect(ppb.nextTickAt).toBe(Infinity);
});

test('there is no MPU, and enabling a peripheral interrupt is reported', () => {
  const { ppb, limits } = make();
  expect(ppb.read(0xe000_ed90, 0)).toBe(0);
  ppb.write(0xe000_e100, 1, 0);
  expect(limits).toEqual([expect.objectContaining({ kind: 'interrupt', name: expect.stringContaining('NVIC'), fatal: false })]);
});
