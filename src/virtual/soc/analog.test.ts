import { expect, test } from 'vitest';
import { Analog } from './analog.ts';
import { RegisterFile } from './register-file.ts';

const lock = 1 << 31;

test('a PLL that is taken out of reset has its lock bit, and one in reset has not', () => {
  const analog = new Analog({ limit: () => {} });
  expect(analog.read(0x00) & lock).toBe(0);
  analog.write(0x00, 0x2210);
  expect(analog.read(0x00) & lock).toBe(lock);
  analog.write(0x00, 0x2010);
  expect(analog.read(0x00) & lock).toBe(0);
  expect(analog.read(0x94) & lock).toBe(lock);
});

test('a register that nobody knows is reported when it is read', () => {
  const limits: object[] = [];
  const analog = new Analog({ limit: (limit) => limits.push(limit) });
  expect(analog.read(0x3f0)).toBe(0);
  expect(limits).toEqual([expect.objectContaining({ name: 'CCM_ANALOG', address: 0x3036_03f0, access: 'read' })]);
});

test('a power-up request of the GPC clears itself, and a handshake is acknowledged', () => {
  const gpc = new RegisterFile({ limit: () => {} });
  gpc.write(0x303a_00d8, 0x20);
  expect(gpc.read(0x303a_00d8)).toBe(0);
  gpc.write(0x303a_0190, 0x8000);
  expect(gpc.read(0x303a_0190)).toBe(0x8000_8000);
});
