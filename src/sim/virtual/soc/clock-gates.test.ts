import { afterEach, expect, test } from 'vitest';
import { itcm } from './memory.ts';
import { type Bench, openBench, until } from './testing/bench.ts';
import { halfwords, image, join, printer, words } from './testing/thumb.ts';

const stack = 0x2000_8000;
const gateOfUart4 = 0x3038_44c0;
/** ldr r0, =address; ldr r1, [r0]; b . */
const readsOf = (address: number): Uint8Array => join(halfwords(0x4801, 0x6801, 0xe7fe, 0xbf00), words(address));
const uart4Status = 0x30a6_0098;

let bench: Bench | undefined;
afterEach(() => bench?.soc.powerOff());

const started = (code: Uint8Array, { linux }: { readonly linux: boolean }): Bench => {
  bench = openBench();
  bench.soc.cpuWrite(itcm.base, image(0, stack, code));
  if (linux) bench.soc.linuxBooted({ kernel: '6.6', mcoreBooted: true });
  bench.soc.enableM7Clock();
  bench.soc.release();
  return bench;
};

const word = (soc: Bench['soc'], address: number): number =>
  new DataView((soc.cpuRead(address, 4) as Uint8Array).buffer).getUint32(0, true);

test('an access without a clock never completes, and says which gate is off', async () => {
  const { soc, mishaps } = started(readsOf(uart4Status), { linux: true });
  await until(() => soc.activity === 'wedged');
  expect(mishaps).toEqual([expect.stringContaining('the M7 accessed UART4 without a clock (CCGR76 of the CCM)')]);
  expect(soc.running).toBe(true);
});

test('what U-Boot left on stays on until Linux has booted', async () => {
  const { soc, mishaps } = started(readsOf(uart4Status), { linux: false });
  await until(() => soc.m7.progress.instructions > 1000);
  expect([soc.activity, mishaps]).toEqual(['executing', []]);
  soc.linuxBooted({ kernel: '6.6', mcoreBooted: true });
  expect(soc.activity).toBe('executing');
});

test('an image that switches its gate on has a clock after Linux too', async () => {
  const { soc, heard } = started(printer('G'), { linux: true });
  await until(() => heard() === 'G');
  expect(word(soc, gateOfUart4)).toBe(0x30);
});

test('each side writes the bits of its own domain alone', async () => {
  // ldr r0, =CCGR76_SET; ldr r1, =3; str r1, [r0]; and a read of UART4
  const ofA53 = join(halfwords(0x4803, 0x2103, 0x6001, 0x4803, 0x6801, 0xe7fe, 0xbf00, 0xbf00), words(gateOfUart4 + 4, uart4Status));
  const { soc } = started(ofA53, { linux: true });
  await until(() => soc.activity === 'wedged');
  soc.cpuWrite(gateOfUart4, Uint8Array.of(0x33, 0x33, 0, 0));
  expect(word(soc, gateOfUart4)).toBe(3);
});

test.each([
  { mcoreBooted: true, enabled: 1 },
  { mcoreBooted: false, enabled: 0 },
])('the root of UART4 after a Linux with mcore_booted $mcoreBooted: $enabled', ({ mcoreBooted, enabled }) => {
  bench = openBench();
  bench.soc.linuxBooted({ kernel: '6.6', mcoreBooted });
  expect(word(bench.soc, 0x3038_b080) >>> 28).toBe(enabled);
});
