import { expect, test } from 'vitest';
import { findRow } from './decoder.ts';
import { fieldsOf } from './pattern.ts';

const isOpen = (opcode: number): boolean | undefined => {
  const row = findRow(opcode, 32);
  return row && (row.unpredictable?.(fieldsOf(row.pattern, opcode)) ?? false);
};

// Assembled by GNU as.
test.for([
  ['pop.w {pc}', 0xf85d_fb04],
  ['ldr.w pc, [pc, #4]', 0xf8df_f004],
  ['ldr.w pc, [r0, #8]', 0xf8d0_f008],
  ['ldr.w pc, [r0, r1, lsl #2]', 0xf850_f021],
  ['ldr.w sp, [r0]', 0xf8d0_d000],
  ['mov.w sp, r7', 0xea4f_0d07],
  ['mov.w r7, sp', 0xea4f_070d],
  ['cmp.w sp, r0', 0xebbd_0f00],
  ['add.w sp, sp, r0, lsl #2', 0xeb0d_0d80],
  ['msr APSR_nzcvqg, r0', 0xf380_8c00],
  ['tbb [pc, r0]', 0xe8df_f000],
] as const)('%s is what the manual allows', ([, opcode]) => {
  expect(isOpen(opcode)).toBe(false);
});

test.for([
  ['ldr.w r0, [r0], #4', 0xf850_0b04],
  ['ldrt pc, [r0]', 0xf850_fe00],
  ['str.w pc, [r0]', 0xf8c0_f000],
  ['mov.w sp, sp', 0xea4f_0d0d],
  ['mov.w r0, pc', 0xea4f_000f],
  ['movs.w r0, sp', 0xea5f_000d],
] as const)('%s is left open by the manual', ([, opcode]) => {
  expect(isOpen(opcode)).toBe(true);
});
