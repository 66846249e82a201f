import { expect, test } from 'vitest';
import { chipsOfVector } from './chip-hints.ts';
import { imageNames, imageOf } from './testing/images.ts';
import { inspectFirmware } from './testing/verdin-imx8mp.ts';

test.each([
  ['RP2040', 0x2004_2000, 0x1000_0501, 'RP2040'],
  ['STM32', 0x2002_0000, 0x0800_0401, 'STM32'],
  ['i.MX RT', 0x2002_0000, 0x6000_2401, 'i.MX RT'],
  ['M4 of an STM32H7', 0x1004_8000, 0x0810_0401, 'STM32'],
  ['i.MX RT1170', 0x2004_0000, 0x3000_2401, 'RT1170'],
  ['i.MX RT1180', 0x2002_0000, 0x2800_b401, 'RT1180'],
  ['i.MX RT685', 0x2018_0000, 0x0800_1401, 'RT600'],
  ['nRF', 0x2004_0000, 0x401, 'nRF'],
  ['M4 of an i.MX 8M Mini', 0x2002_0000, 0x1ffe_0401, 'i.MX 8M Mini'],
  ['M33 of an i.MX 93', 0x2002_0000, 0x0ffe_0401, 'i.MX 93'],
  ['M4 of an i.MX 7', 0x2000_8000, 0x1fff_8401, 'i.MX 7'],
])('the vectors of an %s are known', (_, stackPointer, programCounter, chip) => {
  expect(chipsOfVector({ stackPointer, programCounter }, 'imx8mp')[0]).toContain(chip);
});

test('an image of this chip is never said to be for another', () => {
  expect(chipsOfVector({ stackPointer: 0x2002_0000, programCounter: 0x401 }, 'imx8mp')).toEqual([]);
  for (const name of imageNames) expect([name, inspectFirmware(imageOf(name)).otherChips]).toEqual([name, undefined]);
});
