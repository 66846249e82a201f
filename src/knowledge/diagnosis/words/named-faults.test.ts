import { describe, expect, test } from 'vitest';
import { claimsOf } from '../testing/claimed-by.ts';
import { namedFaults } from './named-faults.ts';

const claims = (post: string): string[] => claimsOf(namedFaults, post);

describe('a fault that is called by the words of its program', () => {
  test.each([
    ['file-missing', 'Starting the core fails with no such file or directory.'],
    ['file-missing', 'remoteproc says direct firmware load failed with error -2.'],
    ['bin-to-remoteproc', 'remoteproc says that the image is corrupted, bad magic.'],
    ['core-busy', 'Writing the firmware name gives device or resource busy.'],
    ['not-writable', 'Writing to /sys/class/remoteproc/remoteproc0/state gives permission denied.'],
    ['not-writable', 'I cannot copy the ELF, /lib/firmware is read-only.'],
    ['too-large', 'The linker says that region m_text overflowed.'],
    ['too-large', 'The build does not fit into the ITCM.'],
    ['board-unknown', 'west says no board named verdin_imx8mp.'],
    ['toolchain', 'The build stops because ARMGCC_DIR is not set.'],
    ['toolchain', 'arm-none-eabi-gcc was not found.'],
    ['module-absent', 'modprobe imx_rpmsg_tty says module not found.'],
    ['firmware-faults', 'The M7 runs into a HardFault.'],
    ['firmware-faults', 'Our firmware stops with an assertion failure.'],
    ['restart-stalls', 'After stop and start of the M7 by remoteproc the kernel reports rcu stalls.'],
    ['host-key', 'ssh says that the host key has changed.'],
    ['rolled-back', 'The update was rolled back and the old version boots again.'],
    ['phdr-in-ddr', 'It says bad phdr da 0x80000000.'],
    ['phdr-of-a53', 'It says bad phdr da 0x7e0000.'],
    ['resets-itself', 'The board resets by itself.'],
    ['resets-itself', 'Our module reboots without any message.'],
    ['resets-itself', 'We see sporadic resets of our units in the field.'],
  ])('%s: %s', (claim, post) => {
    expect(claims(post)).toContain(claim);
  });
});

describe('the same words of another thing', () => {
  test.each([
    ['a tty', 'file-missing', 'Opening /dev/ttyRPMSG30 gives no such file or directory from the core.'],
    ['the firmware of the WLAN', 'file-missing', 'The wlan firmware fails to load with error -2.'],
    ['the magic of a kernel, no core', 'bin-to-remoteproc', 'Booting the kernel ends with bad magic.'],
    ['a busy file system', 'core-busy', 'Unmounting gives device or resource busy.'],
    ['a login', 'not-writable', 'ssh to the remoteproc board gives permission denied.'],
    ['a file system that is full', 'too-large', 'The image does not fit onto the SD card.'],
    ['what is yet to come', 'too-large', 'Our application will exceed the TCM some day, so I want to build it for DDR.'],
    ['a motive', 'too-large', 'As the project is going to exceed the ITCM I changed the linker script.'],
    ['a worry', 'too-large', 'The next build might overflow the TCM region.'],
    ['a board that is found', 'board-unknown', 'west builds for the board verdin_imx8mp.'],
    ['a compiler that is there', 'toolchain', 'arm-none-eabi-gcc 12.2 builds the project.'],
    ['a module that loads', 'module-absent', 'modprobe imx_rpmsg_tty loads the module.'],
    ['a fault of the kernel', 'firmware-faults', 'The display driver runs into a fatal error.'],
    ['a stall without a restart', 'restart-stalls', 'The kernel reports rcu stalls under load.'],
    ['a host that is new', 'host-key', 'ssh asks whether I trust the new host.'],
    ['a question', 'rolled-back', 'How is an update rolled back to an older version?'],
    ['an address of the TCM', 'phdr-in-ddr', 'It says bad phdr da 0x1fff0.'],
    ['an address in DDR', 'phdr-of-a53', 'It says bad phdr da 0x80000000.'],
    ['a reset on purpose', 'resets-itself', 'The board resets by itself every night, as configured.'],
    ['a test that saw none', 'resets-itself', 'In a week there were no unexpected reboots.'],
    ['the core alone', 'resets-itself', 'We see random resets of the M7.'],
    ['no reset at all', 'resets-itself', 'The board starts without any message of an error.'],
  ])('%s is not %s: %s', (_, claim, post) => {
    expect(claims(post)).not.toContain(claim);
  });

  test.each([
    'Starting the core gives no error, no such file is missing.',
    'The board resets by itself was the old fault, it is solved now.',
    'The M7 starts without any problem and ends in no HardFault, as expected.',
  ])('where all is well nothing is claimed: %s', (post) => {
    expect(claims(post)).toEqual([]);
  });
});
