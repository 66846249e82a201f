import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';
import { withoutJoins } from './paste-joins.ts';

const spl = 'U-Boot SPL 2024.07 (Jul 01 2024 - 10:00:00 +0000)';

test('a short log in one line is in lines again', () => {
  expect(withoutJoins(`${spl} PMIC: PCA9450 ID=0x10 SEC0: RNG instantiated Normal Boot Trying to boot from MMC1`)).toEqual([
    spl,
    'PMIC: PCA9450 ID=0x10',
    'SEC0: RNG instantiated',
    'Normal Boot',
    'Trying to boot from MMC1',
  ]);
  expect(withoutJoins('U-Boot 2024.07 (Jul 01 2024 - 10:00:00 +0000) CPU: i.MX8MQ at 1 GHz Reset cause: POR DRAM: 1 GiB')).toHaveLength(4);
});

test.each([
  ['a banner', spl],
  ['a banner and one word more', `${spl} Normal Boot`],
  ['a sentence with a version', 'With U-Boot SPL 2024.07 I see Normal Boot, then Trying to boot from MMC1 and DRAM: 1 GiB.'],
  ['a line of a program', 'Loading Environment from MMC... *** Warning - bad CRC, using default environment'],
])('%s is left alone', (_, line) => {
  expect(withoutJoins(line)).toEqual([line]);
});

test('how far such a boot got is seen, also with words right behind it', () => {
  const text = `Hello,\nour board stops:\n${spl} PMIC: PCA9450 ID=0x10 SEC0: RNG instantiated Normal Boot Trying to boot from MMC1\nI searched and found the first commit that is bad.\n`;
  expect(diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name }) => name)).toEqual(['u-boot-does-not-start']);
});
