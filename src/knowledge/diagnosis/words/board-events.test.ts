import { describe, expect, test } from 'vitest';
import { claimsOf } from '../testing/claimed-by.ts';
import { boardEvents } from './board-events.ts';

const claims = (post: string): string[] => claimsOf(boardEvents, post);

describe('a board that says nothing', () => {
  test.each([
    'When I power on the board there is no output on the serial console.',
    'After flashing, my Verdin is dead, nothing on the UART.',
    'Our module is a brick since the update.',
    'The board was updated. Since then the console stays blank after power up.',
  ])('%s', (post) => {
    expect(claims(post)).toContain('nothing-after-power-on');
  });

  test.each([
    ['an M-core', 'When I power on the board there is no output of the Cortex-M7 on the serial console.'],
    ['SPL, which speaks', 'When I power on the board SPL prints its banner, then there is no output.'],
    ['a display', 'When I power on the board the HDMI display is blank.'],
    ['a board that can be reached', 'When I power on the board the console is silent, but I can log in over the network.'],
    ['no error', 'When I power on the board there are no errors on the serial console.'],
    ['Linux', 'When Linux boots there is no output.'],
  ])('%s is another thing: %s', (_, post) => {
    expect(claims(post)).not.toContain('nothing-after-power-on');
  });
});

describe('memory that does not fit', () => {
  test.each([
    'We changed to another LPDDR4 part. Since then the board is dead.',
    'I replaced lpddr4_timing.c by a generated file, and the EVK does not boot any more.',
    'With the DDR timing of our board there is no output after power on.',
  ])('%s', (post) => {
    expect(claims(post)).toContain('dram-fails');
  });

  test.each([
    ['a memory test that passes', 'The DDR training passes and the board boots.'],
    ['a kernel that is reached', 'We have another memory part. U-Boot starts, and the board hangs at Starting kernel.'],
    ['memory of both cores', 'The reserved memory size is wrong, and the M7 is silent.'],
    ['no memory', 'The board is dead since the update.'],
  ])('%s is another thing: %s', (_, post) => {
    expect(claims(post)).not.toContain('dram-fails');
  });
});

describe('a module that cannot be reached over USB', () => {
  test.each([
    'uuu does not find the device.',
    'In recovery mode the PC does not detect the module.',
    'The module is in recovery mode. No USB device enumerates on my host.',
    'The recovery script cannot find the board.',
  ])('%s', (post) => {
    expect(claims(post)).toContain('uuu-fails');
  });

  test.each([
    ['a download that works', 'uuu finds the device and writes the image, all works fine.'],
    ['a board without a downloader', 'The USB stick is not detected by Linux.'],
    ['a time after recovery', 'Since the recovery the network cannot be used.'],
  ])('%s is another thing: %s', (_, post) => {
    expect(claims(post)).not.toContain('uuu-fails');
  });
});

describe('the environment', () => {
  test.each([
    ['environment-unreadable', 'fw_printenv cannot read the environment.'],
    ['environment-unreadable', 'fw_printenv prints only defaults of the environment in Linux.'],
    ['environment-forgotten', 'U-Boot loses its variables after each power cycle.'],
    ['environment-forgotten', 'The environment of U-Boot is gone after a reset, all variables are lost.'],
  ])('%s: %s', (claim, post) => {
    expect(claims(post)).toContain(claim);
  });

  test.each([
    ['a tool that reads', 'environment-unreadable', 'fw_printenv shows the variables that I saved.'],
    ['U-Boot itself', 'environment-unreadable', 'U-Boot has bad CRC at its start.'],
    ['a reset on purpose', 'environment-forgotten', 'In U-Boot I set the environment variables back to defaults with env default -a.'],
    ['what Linux reads', 'environment-forgotten', 'fw_printenv has lost the variables of U-Boot.'],
  ])('%s is not %s: %s', (_, claim, post) => {
    expect(claims(post)).not.toContain(claim);
  });
});

describe('a closed device', () => {
  test('takes signed images only', () => {
    expect(claims('We closed the device. The unsigned image does not boot any more.')).toContain('authentication-fails');
    expect(claims('HAB is on and the fuses are blown. The board does not boot.')).toContain('authentication-fails');
  });
  test('is no reason where nobody speaks of signatures', () => {
    expect(claims('We closed the case. The board does not boot.')).not.toContain('authentication-fails');
    expect(claims('The signed image boots on the closed device.')).not.toContain('authentication-fails');
  });
});

describe('a prompt that nobody wanted', () => {
  test.each([
    'U-Boot on this board gives up its autoboot at once. One broken character is read from the serial port and taken for a key.',
    'The banner comes, then the prompt of U-Boot, and a row of letters arrives by itself before I type.',
    'Autoboot is stopped by something that the loader takes as a key, and it waits in U-Boot.',
  ])('%s', (post) => {
    expect(claims(post)).toContain('prompt-unasked');
  });

  test.each([
    'I press a key, U-Boot stops, and boot continues it. Fine.',
    'How do I get into the prompt of U-Boot? Which key is taken for it?',
    'The characters of the M4 come on their own UART.',
  ])('and not: %s', (post) => {
    expect(claims(post)).not.toContain('prompt-unasked');
  });
});
