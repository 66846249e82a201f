import { expect, test } from 'vitest';
import { join, wfi, words } from '../soc/testing/thumb.ts';
import { readFlags } from './registers.ts';
import { CortexM7 } from './runner.ts';
import { FlatMemory } from './testing/flat-machine.ts';

const code = 0x40;

/** The loop with its counter in R3, and WFI behind it. */
const boot = (loop: readonly number[], counter: number): CortexM7 => {
  const bus = new FlatMemory();
  bus.at(0, 8).set(words(0x2000_1000, code + 1));
  bus.at(code, 2 * loop.length + 2).set(join(...[...loop, wfi].map((half) => Uint8Array.of(half & 0xff, half >>> 8))));
  const machine = new CortexM7({ core: 'Cortex-M7', bus, now: () => 0, touched: () => {}, interrupts: 32, priorityBits: 4 });
  machine.reset();
  machine.cpu.r[3] = counter;
  return machine;
};

const stateOf = ({ cpu, pc }: CortexM7): object => ({ pc, registers: [...cpu.r.slice(0, 15)], flags: readFlags(cpu.r) });

/** To the WFI; tells what was executed before it. */
const runThrough = (machine: CortexM7, each: number, waiting: number): number => {
  let executed = 0;
  while (!machine.cpu.sleeping) executed += machine.run(each, waiting);
  return executed - 1;
};

const bne = (halves: number): number => 0xd100 | ((-halves - 2) & 0xff);
const countdowns: Readonly<Record<string, { readonly loop: readonly number[]; readonly turn: number }>> = {
  'subs r3, #1': { loop: [0x3b01, bne(1)], turn: 2 },
  'subs r3, r3, #1': { loop: [0x1e5b, bne(1)], turn: 2 },
  'subs.w r3, r3, #1': { loop: [0xf1b3, 0x0301, bne(2)], turn: 2 },
  'sub.w r3, r3, #1; cmp r3, #0': { loop: [0xf1a3, 0x0301, 0x2b00, bne(3)], turn: 3 },
  'subw r3, r3, #1; cmp r3, #0': { loop: [0xf2a3, 0x0301, 0x2b00, bne(3)], turn: 3 },
  'nop; subs r3, #1; nop': { loop: [0xbf00, 0x3b01, 0xbf00, bne(3)], turn: 4 },
};

test.each(Object.entries(countdowns))('%s passes in one step, with the registers, flags and count of every turn', (_, { loop, turn }) => {
  for (const counter of [1, 2, 3, 4, 1000, 4097]) {
    const [slow, fast] = [boot(loop, counter), boot(loop, counter)];
    const turns = runThrough(slow, 1, 1);
    const passed = runThrough(fast, 1, 100_000);
    expect(passed, `${counter}`).toBe(counter * turn);
    expect(turns, `${counter}`).toBe(passed);
    expect(stateOf(fast)).toEqual(stateOf(slow));
  }
  expect(runThrough(boot(loop, 800_000_000), 512, 4_000_000_000)).toBe(800_000_000 * turn);
});

test('a counter of 0 has 2^32 turns before it', () => {
  const machine = boot([0x3b01, bne(1)], 0);
  expect(runThrough(machine, 512, 2 ** 34)).toBe(2 ** 33);
  expect(machine.cpu.r[3]).toBe(0);
});

test('a delay stops where the time that it may pass ends', () => {
  const machine = boot([0x3b01, bne(1)], 1000);
  const executed = machine.run(10, 100);
  expect(executed).toBeGreaterThanOrEqual(96);
  expect(executed).toBeLessThanOrEqual(101);
  expect(machine.cpu.r[3]).toBe(1000 - executed / 2);
});

test.each([
  ['another register is compared', [0xf1a3, 0x0301, 0x2c00, bne(3)]],
  ['it counts down by two', [0x3b02, bne(1)]],
  ['it adds as well', [0x3b01, 0x3101, bne(2)]],
  ['it stores as well', [0x6019, 0x3b01, bne(2)]],
  ['source and destination differ', [0x1e59, bne(1)]],
])('%s: every turn is executed', (_, loop) => {
  const machine = boot(loop, 1000);
  machine.cpu.r[0] = 0x2000_0000;
  expect(machine.run(40, 1_000_000)).toBeLessThan(60);
});
