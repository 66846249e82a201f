import { describe, expect, test } from 'vitest';
import { type Diagnosis, diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';

const told = (text: string): Diagnosis => diagnose(factsFromText([{ name: 'post.txt', text }]));
const names = (text: string): string[] => told(text).causes.map(({ name, confidence }) => `${name} ${confidence}`);

const mute = 'Since yesterday our module prints nothing on its serial console, no U-Boot and no kernel, when I power it on.';
describe('a board that is reached by another way is not silent after power-on', () => {
  test.each([
    'I can still log in over ssh.',
    'It answers to ping.',
    'I am able to access it over ethernet.',
    'We can ssh to it.',
    'It is reachable via ssh.',
    'ssh works.',
    'I can ping the board.',
    'I can connect over the network.',
    'It responds to ping as ever.',
    'We manage to get in over ssh.',
  ])('%s', (way) => {
    const { causes, ruledOut } = told(`${mute} ${way} Another module on the same carrier prints all.`);
    expect(causes.map(({ name }) => name)).not.toContain('nothing-after-power-on');
    expect(ruledOut.map(({ what }) => what)).toContain('nothing-after-power-on');
  });
  test.each([
    'I cannot ssh to it.',
    'It does not answer to ping.',
    'Before, it was reachable via ssh.',
    'I am not able to access it over ethernet.',
    'There is no ping either.',
    'It never responds to ping.',
    'We used to log in over ssh.',
    'The HDMI output is dark as well.',
    'The ethernet LEDs are off.',
    'I can no longer reach it by network.',
  ])('%s', (way) => {
    expect(told(`${mute} ${way}`).ruledOut.map(({ what }) => what)).not.toContain('nothing-after-power-on');
  });
});

const spl = 'U-Boot SPL 2020.04 (Apr 04 2021 - 20:15:07 +0000)\nNormal Boot\nTrying to boot from MMC2\n';
describe('SPL that says each step of its load and then nothing', () => {
  test.each(['hdr read sector 300, count=1', 'read 12 sectors to 40200000', 'payload image: u-boot, load addr: 0x40200000, size: 71024'])(
    '%s',
    (step) => {
      expect(names(`Our board stops here:\n\n${spl}${step}\n`)).toEqual(['u-boot-does-not-start possible']);
    },
  );
  test.each([
    'hdr read sector 300, count=1\nU-Boot 2020.04 (Apr 04 2021 - 20:15:07 +0000)\nCPU:   Freescale i.MX8MQ rev2.1 at 1000 MHz\n=>',
    'hdr read sector 300, count=1\nspl: mmc block read error\nSPL: failed to boot from all boot devices',
  ])('%j is another end', (rest) => {
    expect(names(`${spl}${rest}`).join()).not.toContain('u-boot-does-not-start');
  });
});

describe('the device of uuu', () => {
  const uuu = 'uuu (Universal Update Utility) for nxp imx chips -- libuuu_1.4.77\n';
  test.each([
    '1:6    1/21   [Bulk(W):LIBUSB_ERROR_NOT_FOU] FB: ucmd setenv fastboot_dev mmc',
    '2:1    1/ 4   [HID(W): LIBUSB_ERROR_ACCES] SDP: boot -f flash.bin',
  ])('was not given to it: %s', (line) => {
    expect(names(`${uuu}${line}`)).toEqual(['uuu-cannot-open likely']);
  });
  test('was open where a transfer breaks off, however its error is cut', () => {
    expect(names(`${uuu}1:6    1/21   [Bulk(W):LIBUSB_ERROR_TIME] FB: ucmd setenv fastboot_dev mmc`)).toEqual([]);
  });
  test('is none of those that U-Boot looks for on its own ports', () => {
    const boot = 'U-Boot 2022.04 (May 02 2024 - 19:18:25 +0000)\nCPU: i.MX8MP[8] rev1.1 1800 MHz\nDRAM: 8 GiB\n';
    expect(names(`${boot}No USB device found\nHit any key to stop autoboot:  0\n=>`)).toEqual([]);
    expect(names(`${uuu}No USB device found\n`)).toEqual(['uuu-cannot-open likely']);
  });
});

test('a warning that a module which was never saved to prints as well is a cause where somebody speaks of its matter', () => {
  const log = `U-Boot 2022.04 (May 02 2024 - 19:18:25 +0000)
DRAM: 8 GiB
Loading Environment from MMC... *** Warning - bad CRC, using default environment
Hit any key to stop autoboot:  0
Starting kernel ...
`;
  expect(names(`It gets stuck after Starting kernel, for minutes.\n\n${log}`)).toEqual(['kernel-silent likely']);
  for (const words of ['After a power cut its variables are gone.', 'When it is good, the warning about a CRC is not there.'])
    expect(names(`${words}\n\n${log}`)).toContain('environment-lost likely');
});

const uBoot = (cause: string): string => `U-Boot SPL 2024.07 (Jan 01 2024 - 00:00:00 +0000)
Trying to boot from BOOTROM
NOTICE:  BL31: v2.10.0(release):lf-6.6.52
U-Boot 2024.07 (Jan 01 2024 - 00:00:00 +0000)
Reset cause: ${cause}
DRAM:  4 GiB
`;

test('a watchdog that ends U-Boot itself proves nothing about a bus under Linux, whatever heads the logs', () => {
  const linux = '[    5.000000] usb 1-1: new high-speed USB device number 2 using xhci-hcd\n';
  for (const heading of ['# First log of the A53', '# CONSOLE LOG', 'And the second one:'])
    expect(names(`${heading}\n\n${uBoot('POR')}\n# Again after a while\n\n${uBoot('WDOG')}`)[0]).toBe('u-boot-stops-early likely');
  expect(names(`${linux}${uBoot('POR')}${uBoot('WDOG')}`).join()).not.toContain('bus-hang-watchdog likely');
  expect(names(`${uBoot('POR')}Starting kernel ...\n${linux}${uBoot('WDOG')}`)).toContain('bus-hang-watchdog likely');
});
