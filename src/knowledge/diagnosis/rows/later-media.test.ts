import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';

const causes = (text: string): string[] =>
  diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name, confidence }) => `${name} ${confidence}`);

const spl = 'U-Boot SPL 2023.07 (Jul 01 2023 - 10:00:00 +0000)\nTrying to boot from MMC1\nspl: mmc init failed with error: -123\n';

describe('a medium that SPL found nothing on', () => {
  test.each(['Jumping to U-Boot(0x00200000)', 'NOTICE:  BL31: v2.8(release):v2.8', 'U-Boot 2023.07 (Jul 01 2023 - 10:00:00 +0000)'])(
    'is forgotten where the next one has it: %s',
    (next) => {
      expect(causes(`Our board stops.\n\n${spl}Trying to boot from MMC2\n${next}\n`).join()).not.toContain('no-u-boot-image');
    },
  );
  test('and what stops then is what was loaded', () => {
    expect(causes(`Our board stops.\n\n${spl}Trying to boot from MMC2\nJumping to U-Boot(0x00200000)\n`)).toContain(
      'u-boot-does-not-start possible',
    );
  });
  test('the last one decides', () => {
    expect(causes(`Our board stops.\n\n${spl}`)).toContain('no-u-boot-image certain');
    expect(causes('U-Boot SPL 2013.10 (Oct 05 2013 - 19:33:13)\nDRAM: 512 MiB\n### ERROR ### Please RESET the board ###\n')).toContain(
      'no-u-boot-image likely',
    );
  });
});

test('U-Boot that was sent over USB was sent to a device that could be opened', () => {
  const sent =
    'Trying to boot from USB SDP\nSDP: handle requests...\nDownloading file of size 1132928 to 0x40400000... done\nU-Boot 2020.10 (Sep 10 2021 - 11:02:34 +0000)\nDRAM:  2 GiB\n';
  const words = 'I recover our board by uuu, and it is stuck somewhere in U-Boot.\n\n';
  expect(causes(`${words}U-Boot SPL 2020.10 (Sep 10 2021 - 11:02:34 +0000)\n${sent}`).join()).not.toContain('uuu-cannot-open');
});

describe('a checksum', () => {
  test.each([
    'U-Boot is to start the kernel and always says bad CRC.',
    'The boot loader loads the uImage and stops with Bad Data CRC.',
    'U-Boot says bad CRC for the kernel image.',
    'I get bad CRC of the image in U-Boot.',
    'The header CRC of the kernel is bad, says U-Boot.',
  ])('of a kernel is none of the environment: %s', (text) => {
    expect(causes(text).join()).not.toContain('environment-lost');
  });
  test('of the environment is', () => {
    expect(causes('U-Boot says bad CRC at each start, and my variables are gone.').join()).toContain('environment-lost');
  });
});

test.each([
  'No data is sent to the serial console when I switch the board on.',
  'After flashing no bytes are seen on the UART of the board when I power it on.',
])('no data is silence: %s', (text) => {
  expect(causes(text)[0]).toBe('nothing-after-power-on likely');
});
