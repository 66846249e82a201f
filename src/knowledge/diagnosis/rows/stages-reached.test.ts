import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';

const causes = (text: string): string[] =>
  diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name, confidence }) => `${name} ${confidence}`);
const first = (text: string): string | undefined => causes(text)[0];

const start = `U-Boot 2023.04 (Apr 05 2023 - 10:00:00 +0000)

CPU:   i.MX8MP[8] rev1.1 1600 MHz (running at 1200 MHz)
DRAM:  2 GiB
In:    serial
Out:   serial
Err:   serial
`;

describe('who types into U-Boot has its prompt', () => {
  test.each([
    'fatload mmc 1:1 0x40000000 demo.bin',
    'Then I enter go 0x40000000 and nothing happens.',
    'We use "tftp 0x42000000 demo.bin" for it.',
    'ext4load mmc 2:1 0x42000000 demo.bin; go 0x42000000',
  ])('%s', (typed) => {
    expect(causes(`Our bare program hangs.\n${typed}\n\n${start}`).join()).not.toContain('u-boot-stops-early');
  });
  test.each(['It hangs.', 'We load it by a script later on.', 'It was flashed by uuu -b emmc.'])('%s', (words) => {
    expect(causes(`Our board is new.\n${words}\n\n${start}`).join()).toContain('u-boot-stops-early');
  });
});

describe('an image that was built for the A-core may be started there', () => {
  const typed = 'I load the Zephyr demo in U-Boot and type go 0x40000000, it hangs.';
  test.each(['The LED is in the A53 dts.', 'Zephyr was built for the A53 of course.', 'The board is imx8mp_evk_a53 in west.'])(
    '%s',
    (words) => {
      expect(causes(`${words} ${typed}`).join()).not.toContain('started-on-a-core');
    },
  );
  test('and that of the M7 may not', () => {
    expect(causes(`The demo is for the M7. ${typed}`).join()).toContain('started-on-a-core');
  });
});

describe('a prompt below the countdown', () => {
  const stopped = `${start}Net:   eth0: ethernet@30be0000\nHit any key to stop autoboot:  0\nu-boot=> \nThe settings:\nu-boot=> printenv bootdelay\nbootdelay=2\n`;
  test.each([
    'It just drops to the U-Boot prompt.',
    'The board always ends up in U-Boot.',
    'After the image was written it stops at U-Boot.',
    'It falls into the u-boot menu.',
    'Since then it stays in U-Boot.',
  ])('that somebody complains of: %s', (words) => {
    expect(first(`${words}\n\n${stopped}`)).toMatch(/^(?:boot-command-comes-back possible|nothing-to-boot)/);
  });
  test.each(['I want to change a variable.', 'The display is black in U-Boot.', 'Is the version right? I went to U-Boot to look.'])(
    'that nobody complains of: %s',
    (words) => {
      expect(causes(`${words}\n\n${stopped}`).join()).not.toContain('boot-command-comes-back');
    },
  );
  test('behind a medium that could not be read the medium is the cause', () => {
    const failed = stopped.replace(
      'u-boot=> \n',
      "Card did not respond to voltage select! : -110\nCouldn't find partition mmc 1:1\nu-boot=> \n",
    );
    expect(causes(`It just drops to the U-Boot prompt.\n\n${failed}`).join()).not.toContain('boot-command-comes-back');
  });
});

describe('a default environment', () => {
  const usb = `Boot Stage: USB boot\n${start}Loading Environment from MMC... *** Warning - bad CRC, using default environment\nDetect USB boot. Will enter fastboot mode!\n`;
  test('of a boot over USB that nobody speaks of is no loss', () => {
    expect(causes(`I expected that it flashes the boot loader, and nothing was flashed.\n\n${usb}`).join()).not.toContain(
      'environment-lost',
    );
  });
  test('that somebody speaks of may be one', () => {
    expect(causes(`The variables that I saved are gone.\n\n${usb}`).join()).toContain('environment-lost');
  });
});

test.each([
  'I wrote u-boot.imx as m4_qspi.bin with run update_m4_from_sd. I turned the power on and nothing comes on the serial port.',
  'After update_m4_from_sd I set the switches to QSPI. When I power it on there is no output on the console.',
])('a name of an image for the QSPI is no M-core: %s', (text) => {
  expect(first(text)).toBe('nothing-after-power-on likely');
});
test('and an M-core is one', () => {
  const text = 'I start hello_world on the M4. After power on nothing comes on the serial port of the M4.';
  expect(causes(text).join()).not.toContain('nothing-after-power-on likely');
});

describe('keys that do not stop the countdown', () => {
  test.each([
    'I cannot start the U-Boot prompt. While it boots I press any key (on the keyboard) as told, but Linux starts anyway.',
    'We press a key, also on another keyboard, as the guide says, but autoboot continues.',
    'I am not able to start the U-Boot shell on the EVK.',
  ])('%s', (text) => {
    expect(first(text)).toMatch(/^u-boot-locked/);
  });
  test.each(['I pressed a key and got the U-Boot prompt.', 'How do I start the U-Boot shell by a key?'])('%s', (text) => {
    expect(causes(text).join()).not.toContain('u-boot-locked');
  });
});

describe('tools for the memory', () => {
  test.each([
    'Our new board fails in the DDR config tool.',
    'The DDR stress test tool stops with an error on our i.MX8MM board.',
    'All samples fail in the LPDDR4 test tool.',
    'DDR Config Tool reports errors for our own board.',
    'The DRAM calibration tool hangs at the first step.',
  ])('%s', (text) => {
    expect(first(text)).toMatch(/^dram-training-failed/);
  });
  test.each([
    'The DDR stress test passes over night.',
    'Which DDR config tool is for the i.MX8MP?',
    'The DDR test tool ran for hours without any error.',
    'Wi-Fi fails, the DDR stress test passed.',
  ])('%s', (text) => {
    expect(causes(text).join()).not.toContain('dram-training-failed');
  });
});

describe('RPMsg that is well with a core which U-Boot started', () => {
  const waits = 'the demo hangs when waiting for the nameservice announce of rpmsg.';
  test.each([
    'Starting rpmsg ping pong from U-Boot works.',
    'From U-Boot the rpmsg demo works.',
    'RPMsg works where U-Boot started the core.',
  ])('%s', (words) => {
    expect(causes(`${words} By remoteproc ${waits}`).join()).not.toContain('no-rpmsg-tty');
  });
  test('and where it is well with neither the module may be missing', () => {
    expect(causes(`On the M7 ${waits}`).join()).toContain('no-rpmsg-tty');
  });
});

test('what is told of Linux in the next sentence is none of the output of the core', () => {
  const post =
    'U-Boot runs on the A9 and boots Linux, beside it there is an M4. But before booting Linux it executes bootaux for it. Then Linux has no USB.';
  expect(causes(post).join()).not.toContain('clocks-gated-at-boot');
  expect(causes('The M4 prints its counter until Linux boots.').join()).toContain('clocks-gated-at-boot');
});
