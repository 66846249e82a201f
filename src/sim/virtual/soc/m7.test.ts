import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { limitSentence } from '../../../core/model-limit.ts';
import { itcm } from './memory.ts';
import { type Bench, openBench, until } from './testing/bench.ts';
import { branchToSelf, codeOffset, halfwords, image, join, printer, wfi, words } from './testing/thumb.ts';

const stack = 0x2000_8000;
const ddr = 0x8000_0000;
let bench: Bench | undefined;

const run = (code: Uint8Array): Bench => {
  bench = openBench();
  bench.soc.cpuWrite(itcm.base, image(0, stack, code));
  bench.soc.release();
  return bench;
};

afterEach(() => bench?.soc.powerOff());

test('executes an image in the ITCM', async () => {
  const { soc, heard } = run(printer('A'));
  await until(() => heard() === 'A');
  expect(soc.activity).toBe('executing');
});

test('WFI without a wake-up source sleeps and costs nothing', async () => {
  const { soc, heard } = run(printer('W', wfi));
  await until(() => heard() === 'W' && soc.activity === 'waiting');
  expect(soc.inWfi).toBe(true);
  expect(soc.hold()).toEqual({ forced: false });
});

test('a busy core is not in WFI when it is held', async () => {
  const { soc, heard } = run(printer('B'));
  await until(() => heard() === 'B');
  expect(soc.hold()).toEqual({ forced: true });
  expect(soc.running).toBe(false);
});

test('power-on junk as start vector is a lockup, and the reason says so', async () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const { soc, heard, limits, mishaps } = openBench({ seed });
    soc.release();
    await until(() => soc.activity === 'lockup');
    expect(heard()).toBe('');
    expect(limits.length + mishaps.length).toBeGreaterThan(0);
    soc.powerOff();
  }
});

test('a reset vector without Thumb bit takes the HardFault of the image', async () => {
  bench = openBench();
  const program = image(0, stack, printer('F'));
  program[4] = codeOffset;
  bench.soc.cpuWrite(itcm.base, program);
  bench.soc.release();
  await until(() => bench!.heard() === 'F');
});

test('a reset vector without Thumb bit and no handler is a lockup', () => {
  bench = openBench();
  bench.soc.cpuWrite(itcm.base, words(stack, codeOffset, 0, 0));
  bench.soc.release();
  expect(bench.soc.activity).toBe('lockup');
  expect(bench.soc.m7.reason).toContain('INVSTATE');
});

test('a load where nothing answers is a bus fault', async () => {
  const { soc } = run(join(halfwords(0x4800, 0x6800), words(0x0100_0000)));
  await until(() => soc.activity === 'lockup');
  expect(soc.m7.reason).toContain('nothing answers at 0x01000000');
});

test('a load from memory that only the real chip has is a bus fault too, and told as beyond the model', async () => {
  const { soc, limits } = run(join(halfwords(0x4800, 0x6800), words(0x0800_0000)));
  await until(() => soc.activity === 'lockup');
  expect(limits.map(limitSentence)).toEqual(['the flash behind FLEXSPI at pc 0x12 is not modelled']);
});

test('no code is fetched from DDR below 0x60000000', async () => {
  const { soc } = run(join(halfwords(0x4800, 0x4700), words(0x4800_0001)));
  await until(() => soc.activity === 'lockup');
  expect(soc.m7.reason).toContain('IACCVIOL');
});

test('an instruction that no Cortex-M7 has is a UsageFault, and without a handler a lockup', async () => {
  const { soc } = run(halfwords(0xdede));
  await until(() => soc.activity === 'lockup');
  expect(soc.m7.reason).toContain('UNDEFINSTR');
});

const readForEver = (address: number): Uint8Array => join(halfwords(0x4801, 0x6801, 0xe7fd, 0), words(address)); // ldr r0, =address; ldr r1, [r0]; b .-2

test('a register without a model reads 0 and is reported once in each life of the core, with where it was read', async () => {
  const { soc, limits } = run(readForEver(0x30a4_0008));
  await until(() => limits.length > 0);
  await turn();
  expect(limits).toEqual([
    { by: 'm7', kind: 'register', name: 'I2C3 I2CR', address: 0x30a4_0008, access: 'read', pc: codeOffset + 2, fatal: false },
  ]);
  soc.hold();
  soc.release();
  await until(() => limits.length > 1);
});

test('what a register of a block that only remembers held before it was written is not modelled', async () => {
  const { limits } = run(readForEver(0x3038_4020));
  await until(() => limits.length > 0);
  expect(limitSentence(limits[0]!)).toBe('read of CCM CCGR2 register 0x30384020 at pc 0x12 is not modelled');
});

test('a byte for a closed UART never leaves the pin', async () => {
  const { mishaps, heard } = run(join(halfwords(0x4801, 0x6400, branchToSelf, 0), words(0x30a6_0000)));
  await until(() => mishaps.length > 0);
  expect(mishaps[0]).toContain('UARTEN');
  expect(heard()).toBe('');
});

test('survives a stop, but no cold reset', async () => {
  const { soc, heard } = run(printer('A'));
  await until(() => heard() === 'A');
  soc.hold();
  soc.release();
  await until(() => heard() === 'AA');
  soc.coldReset();
  soc.release();
  await until(() => soc.activity === 'lockup');
  expect(heard()).toBe('AA');
});

test('the M7 and the A53 see the same DDR', async () => {
  bench = openBench();
  bench.soc.cpuWrite(ddr, image(ddr, stack, printer('D')));
  bench.soc.cpuWrite(itcm.base, bench.soc.memory.read(ddr, 8));
  bench.soc.release();
  await until(() => bench!.heard() === 'D');
});

test('nothing is executed any more once power is off', async () => {
  const { soc, heard } = run(printer('A'));
  await until(() => heard() === 'A');
  soc.powerOff();
  expect(soc.activity).toBe('held');
  expect(soc.cpuWrite(itcm.base, words(0))).toBe('abort');
});
