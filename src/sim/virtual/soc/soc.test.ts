import { afterEach, expect, test } from 'vitest';
import { itcm } from './memory.ts';
import { type Bench, openBench, until } from './testing/bench.ts';
import { image, printer, words } from './testing/thumb.ts';

const ddr = 0x8000_0000;
const stack = 0x2000_8000;
let bench: Bench;

const preload = async (): Promise<Bench> => {
  bench = openBench();
  bench.soc.cpuWrite(ddr, image(ddr, stack, printer('P')));
  bench.soc.bootaux(ddr, { elfSupported: false });
  await until(() => bench.heard() === 'P');
  return bench;
};

afterEach(() => bench.soc.powerOff());

test.for([
  { kernel: '5.15', mcoreBooted: false, access: 'hang' },
  { kernel: '6.1', mcoreBooted: false, access: 'hang' },
  { kernel: '6.6', mcoreBooted: false, access: 'done' },
  { kernel: '5.15', mcoreBooted: true, access: 'done' },
] as const)('a TCM write under $kernel with mcore_booted $mcoreBooted: $access', ({ kernel, mcoreBooted, access }) => {
  bench = openBench();
  bench.soc.linuxBooted({ kernel, mcoreBooted });
  bench.soc.enableM7Clock();
  expect(bench.soc.cpuWrite(itcm.base + 0x1000, words(1))).toBe(access);
  expect(bench.soc.cpuWrite(ddr, words(1))).toBe('done');
});

test('a write that only grazes the TCM hangs too', () => {
  bench = openBench();
  bench.soc.linuxBooted({ kernel: '5.15', mcoreBooted: false });
  expect(bench.soc.cpuRead(itcm.base + itcm.size - 4, 4)).toBe('hang');
});

test('the domain is up again after a reset', () => {
  bench = openBench();
  bench.soc.linuxBooted({ kernel: '5.15', mcoreBooted: false });
  bench.soc.coldReset();
  expect(bench.soc.cpuWrite(itcm.base, words(1))).toBe('done');
});

test('a preloaded M7 stops where it is when Linux cleans its clocks, and still counts as running', async () => {
  const { soc } = await preload();
  soc.linuxBooted({ kernel: '5.15', mcoreBooted: false });
  soc.enableM7Clock();

  expect(soc.activity).toBe('wedged');
  expect(soc.running).toBe(true);
  const { instructions } = soc.m7.progress;
  soc.m7UartIn(words(0));
  expect(soc.m7.progress.instructions).toBe(instructions);
});

test('with mcore_booted a preloaded M7 goes on', async () => {
  const { soc } = await preload();
  soc.linuxBooted({ kernel: '5.15', mcoreBooted: true });
  const before = soc.m7.progress.instructions;
  await until(() => soc.m7.progress.instructions > before);
  expect(soc.activity).toBe('executing');
});

test('a preload keeps the TCM within reach, and a stop and start revives the core', async () => {
  const { soc, heard } = await preload();
  soc.linuxBooted({ kernel: '5.15', mcoreBooted: false });
  soc.enableM7Clock();
  expect(soc.cpuWrite(itcm.base + 0x1000, words(1))).toBe('done');
  soc.hold();
  soc.release();
  await until(() => heard() === 'PP');
});
