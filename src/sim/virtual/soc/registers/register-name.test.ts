import { expect, test } from 'vitest';
import { registerName } from './register-name.ts';
import { registerNames } from './register-names.ts';

test.for([
  [0x30a4_0008, 'I2C3 I2CR'],
  [0x3083_0020, 'ECSPI2 TESTREG'],
  [0x30bd_0200, 'SDMA1 CHNENBL0'],
  [0x30bd_02bc, 'SDMA1 CHNENBL47'],
  [0x30c3_0008, 'SAI3 TCSR'],
  [0x30bb_0200, 'FLEXSPI LUT0'],
  [0x3037_0bf8, 'SNVS HPVIDR1'],
  [0x3038_44c0, 'CCM CCGR76 (UART4)'],
  [0x3038_b084, 'CCM TARGET_ROOT97_SET (UART4)'],
  [0x3038_8080, 'CCM TARGET_ROOT1 (M7)'],
  [0x3038_8070, 'CCM ACCESS_CTRL0'],
  [0x3038_4020, 'CCM CCGR2'],
  [0x3036_0014, 'CCM_ANALOG AUDIO_PLL2_GEN_CTRL'],
  [0x30a4_0100, 'I2C3'],
  [0x30af_0000, 'a peripheral'],
] as const)('%i is %s', ([address, name]) => {
  expect(registerName('Cortex-M7', address)).toBe(name);
});

test('each chip has its own blocks', () => {
  expect(registerName('Cortex-M4', 0x3003_0008)).toBe('SAI3 TCSR');
  expect(registerName('Cortex-M7', 0x3003_0008)).toBe('a peripheral');
});

test('each row of the table is a name with an offset', () => {
  for (const text of Object.values(registerNames).flatMap((names) => names.trim().split(/\s+/)))
    expect(text).toMatch(/^\w+@[\da-f]+(\+[\da-f]+\*\d+)?$/);
});
