import { expect, test } from 'vitest';
import { RegisterFile } from '../registers/register-file.ts';
import { Analog } from './analog.ts';

const lock = 1 << 31;

test('a PLL that is taken out of reset has its lock bit, and one in reset has not', () => {
  const analog = new Analog('Cortex-M7', { limit: () => {} });
  expect(analog.read(0x00) & lock).toBe(0);
  analog.write(0x00, 0x2210);
  expect(analog.read(0x00) & lock).toBe(lock);
  analog.write(0x00, 0x2010);
  expect(analog.read(0x00) & lock).toBe(0);
  expect(analog.read(0x94) & lock).toBe(lock);
});

/** GetIntegerPllFreq() of NXP's SDK: what start-up code takes as the frequency of a PLL, in MHz. */
const frequencyOf = (analog: Analog, control: number): number => {
  const [general, divider] = [analog.read(control), analog.read(control + 4)];
  if (general & (1 << 4)) return 24;
  return (24 * ((divider >>> 12) & 0x3ff)) / (((divider >>> 4) & 0x3f) << (divider & 7));
};

test('start-up code that asks for its clock finds the 800 MHz that the core runs at', () => {
  const analog = new Analog('Cortex-M7', { limit: () => {} });
  expect([0x94, 0x104, 0x114].map((control) => frequencyOf(analog, control))).toEqual([800, 1000, 600]);
  const root = new RegisterFile('Cortex-M7', { limit: () => {} }).read(0x3038_8080);
  // Source 4 of the M7's root is SYSTEM PLL1; both dividers are 1.
  expect([(root >>> 24) & 7, root & 0x0007_003f]).toEqual([4, 0]);
});

test('a register that nobody knows is reported when it is read', () => {
  const limits: object[] = [];
  const analog = new Analog('Cortex-M7', { limit: (limit) => limits.push(limit) });
  expect(analog.read(0x3f0)).toBe(0);
  expect(limits).toEqual([expect.objectContaining({ name: 'CCM_ANALOG', address: 0x3036_03f0, access: 'read' })]);
});

test('a power-up request of the GPC clears itself, and a handshake is acknowledged', () => {
  const gpc = new RegisterFile('Cortex-M7', { limit: () => {} });
  gpc.write(0x303a_00d8, 0x20);
  expect(gpc.read(0x303a_00d8)).toBe(0);
  gpc.write(0x303a_0190, 0x8000);
  expect(gpc.read(0x303a_0190)).toBe(0x8000_8000);
});
