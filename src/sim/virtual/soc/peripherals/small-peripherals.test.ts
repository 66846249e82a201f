import { expect, test } from 'vitest';
import { Snvs, SystemCounter } from './counters.ts';
import { Gates, rdcSemaphore, sema4 } from './gates.ts';
import { Gpio } from './gpio.ts';
import { Watchdog } from './watchdog.ts';

test('a gate belongs to who locked it first, until that one frees it', () => {
  const gates = new Gates(sema4);
  gates.write(5, 2, 8);
  gates.write(5, 1, 8);
  expect((gates.read(4) >>> 8) & 0xff).toBe(2);
  gates.writeByA53(5, 0);
  expect((gates.read(4) >>> 8) & 0xff).toBe(2);
  gates.write(5, 0, 8);
  expect(gates.read(4)).toBe(0);
});

test('a gate of RDC_SEMAPHORE also tells the domain', () => {
  const gates = new Gates(rdcSemaphore);
  gates.write(0, 2, 8);
  expect(gates.read(0)).toBe(0x12);
});

test('outputs read back; the change of a bit asks nothing, a look at inputs does', () => {
  const unknown: string[] = [];
  const gpio = new Gpio((what) => unknown.push(what));
  gpio.write(4, 1 << 16);
  gpio.write(0, gpio.read(0) | (1 << 16));
  expect([gpio.read(4), unknown]).toEqual([1 << 16, []]);
  gpio.read(0);
  gpio.read(0);
  expect(unknown).toEqual(['the level of its inputs']);
  gpio.write(0x14, 1);
  expect(unknown).toContain('interrupts of its inputs');
});

const watchdogAt = () => {
  const at = { now: 0, bites: 0, line: false };
  const watchdog = new Watchdog({
    now: () => at.now,
    line: (high) => {
      at.line = high;
    },
    bite: () => {
      at.bites++;
    },
  });
  const pass = (seconds: number): void => {
    at.now += seconds * 1e9;
    watchdog.advance(at.now);
  };
  return { at, watchdog, pass };
};

test('a watchdog that is served in time does not bite, and one that is not does, after a warning', () => {
  const { at, watchdog, pass } = watchdogAt();
  watchdog.write(6, 0x8002, 16);
  watchdog.write(0, (3 << 8) | 0x34, 16);
  expect(watchdog.nextAt).toBe(1e9);
  pass(1);
  expect([at.line, at.bites]).toEqual([true, 0]);
  watchdog.write(2, 0x5555, 16);
  watchdog.write(2, 0xaaaa, 16);
  watchdog.write(6, 0xc002, 16);
  expect(at.line).toBe(false);
  pass(1.9);
  expect(at.bites).toBe(0);
  pass(0.2);
  expect(at.bites).toBe(1);
});

test('time in which the core was not executed is no time of a watchdog', () => {
  const { at, watchdog, pass } = watchdogAt();
  watchdog.write(0, 0x34, 16);
  watchdog.pause(10e9);
  pass(10.4);
  expect(at.bites).toBe(0);
  pass(0.1);
  expect(at.bites).toBe(1);
});

test('a program can ask a watchdog for a reset at once', () => {
  const { at, watchdog } = watchdogAt();
  watchdog.write(0, 0x20, 16);
  expect(at.bites).toBe(1);
});

test('the system counter runs at 8 MHz', () => {
  const counter = new SystemCounter(() => 1e12);
  expect([counter.read(0), counter.read(4)]).toEqual([8e9 % 2 ** 32, 1]);
});

test('a real-time counter of SNVS counts where it is enabled, and what is not known is asked for by its place', () => {
  const unknown: number[] = [];
  const snvs = new Snvs({ now: () => 2e9, missing: () => {}, unknown: (offset) => unknown.push(offset) });
  expect(snvs.read(0x60)).toBe(0);
  snvs.write(0x38, 1);
  expect(snvs.read(0x60)).toBe(65_536);
  snvs.read(0x14);
  expect(unknown).toEqual([0x14]);
});
