import { describe, expect, test } from 'vitest';
import { factsFromText } from '../facts.ts';

const claims = (text: string): string[] => factsFromText([{ name: 'post.txt', text }]).statements.map(({ claim }) => claim);

describe('whose environment it is', () => {
  test.each([
    'The clocks that the Linux environment configures have a problem.',
    'My build environment cannot find the compiler under Linux.',
    'In our test environment the Linux console is refused now and then.',
    'The Yocto environment fails on my Linux host.',
    'A Python environment on the Linux side is not able to read the port.',
    'The real-time environment beside Linux has problems with its timers.',
    'In the development environment for Linux an error comes up.',
    'The debugging environment on Linux fails to attach.',
    'Our lab environment with a Linux server has problems with DHCP.',
    'The SDK environment of Linux is wrong.',
  ])('not that of U-Boot: %s', (text) => {
    expect(claims(text)).not.toContain('environment-unreadable');
  });
  test.each([
    'From Linux I cannot read the environment of U-Boot.',
    'fw_printenv fails, the environment is bad.',
    'Linux is not able to read the U-Boot environment.',
    'In user space the environment cannot be read, only defaults come.',
    'The environment has a bad CRC when I read it under Linux.',
    'fw_setenv reports an error.',
    'The environment could not be read from Linux.',
    'Linux cannot access the U-Boot variables.',
    'fw_env.config has the wrong offset.',
    'fw_printenv cannot open the config file.',
  ])('that of U-Boot: %s', (text) => {
    expect(claims(text)).toContain('environment-unreadable');
  });
});

describe('who is kept out', () => {
  test.each([
    "I can't say if a login is waiting on the display.",
    'I cannot tell whether the login comes up.',
    'We cannot see a login on this line.',
    'I could not check if log in works, there is no display.',
    'I cannot find the login on HDMI.',
    'I am not able to see the login prompt on the LCD.',
    'One cannot know if login works there.',
    'We cannot see whether it asks to log in.',
    'I cannot get in by the serial console, it is mute.',
    'You cannot see the log in this picture.',
  ])('nobody: %s', (text) => {
    expect(claims(text)).not.toContain('login-refused');
  });
  test.each([
    "I can't log in with root.",
    'We cannot log in any more.',
    'I could not ssh in with the user torizon.',
    "It won't let me log in.",
    'I am not able to login as root.',
    'The board does not let me sign in.',
    'I cannot even log in on the console.',
    'After the flash I am unable to log in.',
    'It is impossible to log in.',
    'I cannot get in, the password is refused.',
  ])('somebody: %s', (text) => {
    expect(claims(text)).toContain('login-refused');
  });
});

test.each([
  'The hub fails and its port gets kicked into protection.',
  'The fan kicks in when the supply fails.',
  'The user is kicked out when the session fails.',
  'When the rail fails the overcurrent protection kicks in.',
  'Someone kicked the cable and the connection failed.',
])('another kick than that of the mailbox: %s', (text) => {
  expect(claims(text)).not.toContain('kick-fails');
});

describe('uuu and what only stands beside it', () => {
  test.each([
    'The problem is that the pins of the debug UART are swapped when the loader is loaded in recovery mode.',
    'The problem is that the LED blinks twice in recovery mode.',
    'In the table 11 would be serial download. The dump of the failed boot is attached.',
    'My problem is that the screen is upside down after the recovery mode.',
    'The trouble is that in recovery mode the fan runs at full speed.',
  ])('%s', (text) => {
    expect(claims(text)).not.toContain('uuu-fails');
  });
  test.each([
    'The problem is that uuu does not find the board in recovery mode.',
    'The problem is that in recovery mode no device appears on the host.',
    'uuu has problems to open the device.',
    'Our problem is that the PC does not detect the module in recovery mode.',
    'In recovery mode uuu fails with an error.',
  ])('%s', (text) => {
    expect(claims(text)).toContain('uuu-fails');
  });
});
