import { describe, expect, test } from 'vitest';
import type { VirtualCore } from '../../../core/virtual-model.ts';
import { isBeyondFpv4 } from './block-decoder.ts';
import { rows } from './decoder.ts';
import { CortexM7 } from './runner.ts';
import { FlatMemory } from './testing/flat-machine.ts';

const code = 0x100;

const hardFault = 0x200;
const wfi = 0xbf30;

/** Runs halfwords with the FPU on, up to a WFI behind them or in the handler of hard faults. */
const run = (core: VirtualCore, halfwords: readonly number[]): CortexM7 => {
  const bus = new FlatMemory();
  const program = [...halfwords, wfi];
  const view = new DataView(bus.at(0, 0x1000).buffer, bus.at(0, 0x1000).byteOffset, 0x1000);
  view.setUint32(0, 0x2000_8000, true);
  view.setUint32(4, code | 1, true);
  view.setUint32(12, hardFault | 1, true);
  view.setUint16(hardFault, wfi, true);
  for (const [index, halfword] of program.entries()) view.setUint16(code + 2 * index, halfword, true);
  const machine = new CortexM7({ core, bus, now: () => 0, touched: () => {}, interrupts: 128, priorityBits: 4 });
  machine.reset();
  machine.cpu.system.cpacr = 0xf << 20;
  machine.run(1000);
  return machine;
};

const both = (word: number): readonly number[] => [word >>> 16, word & 0xffff];

describe('a Cortex-M4F', () => {
  const onlyM7 = [
    ['VADD.F64 d0, d0, d0', 0xee30_0b00],
    ['VMOV.F64 d0, d1', 0xeeb0_0b41],
    ['VCVT.F64.F32 d0, s0', 0xeeb7_0ac0],
    ['VCMP.F64 d0, d1', 0xeeb4_0b41],
    ['VSEL.F32 s0, s0, s0', 0xfe00_0a00],
    ['VMAXNM.F32 s0, s0, s0', 0xfe80_0a00],
    ['VRINTA.F32 s0, s0', 0xfeb8_0a40],
    ['VCVTA.S32.F32 s0, s0', 0xfebc_0ac0],
  ] as const;

  test.each(onlyM7)('takes %s for undefined, and a Cortex-M7 executes it', (_, word) => {
    expect(run('Cortex-M7', both(word)).cpu.ipsr).toBe(0);
    const { cpu } = run('Cortex-M4', both(word));
    expect(cpu.ipsr).toBe(3);
    // UNDEFINSTR, escalated to a HardFault: UsageFault is not enabled.
    expect([cpu.system.cfsr, cpu.system.hfsr >>> 0]).toEqual([0x0001_0000, 0x4000_0000]);
  });

  test.each([
    ['VADD.F32 s0, s0, s0', [0xee30, 0x0a00]],
    ['VFMA.F32 s0, s0, s0', [0xeea0, 0x0a00]],
    ['VCVTB.F32.F16 s0, s0', [0xeeb2, 0x0a40]],
    ['VLDR d0, [sp, #-8]', [0xed1d, 0x0b02]],
    ['VPUSH {d0}', [0xed2d, 0x0b02]],
    ['VMOV d0, r0, r1', [0xec41, 0x0b10]],
  ])('executes %s', (_, halfwords) => {
    expect(run('Cortex-M4', halfwords).cpu.ipsr).toBe(0);
  });

  test('lacks double precision and what FPv5 added, and nothing else', () => {
    const beyond = rows.filter(isBeyondFpv4).map(({ name }) => name);
    expect(beyond).not.toContainEqual(expect.stringMatching(/^V(LDM|STM|LDR|STR)/));
    expect(beyond.filter((name) => !name.includes('F64')).sort()).toEqual(
      [
        'VCVTA, N, P, M.F32',
        'VMAXNM.F32',
        'VMINNM.F32',
        'VRINTA, N, P, M.F32',
        'VRINTR.F32',
        'VRINTX.F32',
        'VRINTZ.F32',
        'VSEL.F32',
      ].sort(),
    );
  });

  test('tells what it is', () => {
    const read = (core: VirtualCore, address: number): number => run(core, []).cpu.system.read(address | 0, 32) >>> 0;
    expect(read('Cortex-M4', 0xe000_ed00)).toBe(0x410f_c241);
    expect(read('Cortex-M7', 0xe000_ed00)).toBe(0x411f_c272);
    // MPU_TYPE: 8 regions against 16.
    expect([read('Cortex-M4', 0xe000_ed90), read('Cortex-M7', 0xe000_ed90)]).toEqual([0x800, 0x1000]);
    // MVFR0: no double precision. CLIDR: no cache.
    expect([read('Cortex-M4', 0xe000_ef40), read('Cortex-M4', 0xe000_ed78)]).toEqual([0x1011_0021, 0]);
  });

  test('has no caches to switch on', () => {
    const { system } = run('Cortex-M4', []).cpu;
    system.write(0xe000_ed14 | 0, 0x3_0200, 32);
    expect(system.read(0xe000_ed14 | 0, 32)).toBe(0x200);
  });
});
