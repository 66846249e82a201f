import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';

const told = (text: string): string[] =>
  diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name, confidence }) => `${name} ${confidence}`);

describe('a host that does not get hold of the module', () => {
  test.each([
    'lsusb lists no NXP device in recovery mode, and uuu only waits. The cable is good.',
    'uuu says that it cannot open the USB device, as root too.',
    'The PC does not recognize my Apalis in recovery mode, the script waits for the device since minutes.',
    'As a normal user uuu fails to open the device with LIBUSB_ERROR_ACCESS.',
    'uuu never detects the board, the boot switches are on serial download.',
    'Device manager shows an unknown device, and uuu does not find it.',
    'uuu hangs at its first step, and a second call waits for a USB device.',
    'uuu does nothing when I plug the board in.',
    'uuu stands at Wait for Known USB Device and no device enumerates on the host.',
    'The module is not detected in recovery mode.',
  ])('%s', (text) => {
    expect(told(text)[0]).toMatch(/^uuu-cannot-open/);
  });
});

describe('uuu that is only named, or fails behind the opening', () => {
  test.each([
    'I loaded U-Boot with uuu, which works fine, and at its prompt "run usbboot" ends in a wrong ramdisk address.',
    'uuu crashes with a segmentation fault when it opens the zip of the release.',
    'uuu: file not found, though it lies beside the script.',
    'uuu stops at 58 % with LIBUSB_ERROR_IO in the write of the root file system.',
    'We flash with uuu in production. All is good, yet it takes 9 minutes. How can that be faster?',
    'After uuu has flashed the board the old image is booted. Which partition did it write?',
    'Can uuu write the second partition alone? I fail to find the syntax.',
    'uuu ends with "cannot execute binary file: Exec format error" behind the start of its own Linux.',
    'The uuu is executable. What else must be in the folder?',
    'Flashed by uuu with the prebuilt image, the panel stays dark. Over HDMI there is a picture.',
  ])('%s', (text) => {
    expect(told(text).filter((each) => each.startsWith('uuu-cannot-open'))).toEqual([]);
  });

  test.each([
    'OpenOCD 0.12 with our probe:\nInfo : clock speed 1000 kHz\nError: libusb_open() failed with LIBUSB_ERROR_ACCESS\nError: no device found',
    "st-util says:\nlibusb: error [_get_usbfs_fd] libusb couldn't open USB device\nError: LIBUSB_ERROR_NO_DEVICE",
    'The USB dongle for WLAN is there, and I cannot find the kernel module location on this PC.',
  ])('libusb of others, and modules of the kernel: %s', (text) => {
    expect(told(text).filter((each) => each.startsWith('uuu-cannot-open'))).toEqual([]);
  });

  test('that it waited is nothing once the device came', () => {
    const text =
      'uuu stuck\nuuu (Universal Update Utility) for nxp imx chips -- libuuu_1.5.21\nWait for Known USB Device Appear...\nNew USB Device Attached at 1:4\n1:4>Start Cmd:SDPS: boot -f flash.bin\n100%1:4>Okay (2.1s)\n';
    expect(told(text).filter((each) => each.startsWith('uuu-cannot-open'))).toEqual([]);
    expect(told(text.split('New USB')[0]!)[0]).toMatch(/^uuu-cannot-open/);
  });

  test('what the started kernel says counts, and not the way in', () => {
    const text =
      'Kernel panic behind a start with uuu/mfgtools\nThe loader comes up that way without any trouble. I set root= in its shell.\nPlease append a correct "root=" boot option; here are the available partitions:\n';
    expect(told(text)).toEqual(['root-not-found certain']);
  });
});

test('a board whose switches are on its card is silent, whatever a host in recovery mode would see', () => {
  const text =
    'My board gives no output at all on its serial ports after power on. The boot switches are set to 0010 (SD card). uuu does not detect it either.';
  expect(told(text)).toEqual(['nothing-after-power-on likely', 'uuu-cannot-open possible']);
});
