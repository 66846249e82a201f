import { afterEach, expect, test } from 'vitest';
import { itcm } from './memory.ts';
import { type Bench, openBench, until } from './testing/bench.ts';
import { buildElf } from './testing/elf-builder.ts';
import { image, printer, words } from './testing/thumb.ts';

const ddr = 0x8000_0000;
const stack = 0x2000_8000;
let bench: Bench;

afterEach(() => bench.soc.powerOff());

test('a .bin in DDR starts: its first two words go to the ITCM', async () => {
  bench = openBench();
  bench.soc.cpuWrite(ddr, image(ddr, stack, printer('D')));
  const result = bench.soc.bootaux(ddr, { elfSupported: false });

  expect(result.lines).toEqual(['## Starting auxiliary core stack = 0x20008000, pc = 0x80000011...']);
  expect(result).toMatchObject({ status: 0, started: true });
  expect(bench.soc.memory.readUint32(itcm.base + 4)).toBe(ddr + 0x11);
  await until(() => bench.heard() === 'D');
});

test('a core that is up is left alone, even when it locked up', () => {
  bench = openBench();
  bench.soc.cpuWrite(ddr, words(0, 0));
  bench.soc.bootaux(ddr, { elfSupported: false });
  expect(bench.soc.bootaux(ddr, { elfSupported: false })).toMatchObject({
    lines: ['## Auxiliary core is already up'],
    status: 0,
    started: false,
  });
});

test('an old U-Boot takes the magic of an ELF for a stack pointer', () => {
  bench = openBench();
  bench.soc.cpuWrite(0x4820_0000, buildElf({ segments: [{ paddr: 0, data: words(stack, 9) }] }));
  const { lines } = bench.soc.bootaux(0x4820_0000, { elfSupported: false });
  expect(lines[0]).toMatch(/stack = 0x464C457F, pc = 0x00010101/);
});

test('a newer U-Boot loads the segments of an ELF and takes PC from its entry', async () => {
  bench = openBench();
  const entry = ddr + 0x11;
  bench.soc.cpuWrite(0x4820_0000, buildElf({ entry, segments: [{ paddr: ddr, data: image(ddr, stack, printer('E')), memsz: 4096 }] }));
  const { lines } = bench.soc.bootaux(0x4820_0000, { elfSupported: true });
  expect(lines).toEqual(['## Starting auxiliary core stack = 0x20008000, pc = 0x80000011...']);
  await until(() => bench.heard() === 'E');
});

test('a newer U-Boot notes that a .bin is no ELF', () => {
  bench = openBench();
  bench.soc.cpuWrite(ddr, image(ddr, stack, printer('D')));
  expect(bench.soc.bootaux(ddr, { elfSupported: true }).lines[0]).toBe('## No elf image at address 0x80000000');
});

test('an ELF for an address that is nobody’s is refused', () => {
  bench = openBench();
  bench.soc.cpuWrite(0x4820_0000, buildElf({ segments: [{ paddr: 0xe000_0000, data: words(1, 1) }] }));
  const result = bench.soc.bootaux(0x4820_0000, { elfSupported: true });
  expect(result).toMatchObject({ lines: ['Invalid aux core address: e0000000'], status: 1, started: false });
});

test('an address behind the DRAM aborts', () => {
  bench = openBench({ ramBytes: 2 ** 30 });
  expect(bench.soc.bootaux(ddr, { elfSupported: false })).toMatchObject({ access: 'abort', started: false });
});
