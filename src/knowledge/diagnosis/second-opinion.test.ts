import { describe, expect, test } from 'vitest';
import { type Diagnosis, diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';

const told = (text: string): Diagnosis => diagnose(factsFromText([{ name: 'post.txt', text }]));
const first = (text: string): string => {
  const [cause] = told(text).causes;
  return cause ? `${cause.name} ${cause.confidence}` : 'unknown';
};

describe('words that no rule understands', () => {
  const post =
    'Hi all,\nsince I changed a setting by mistake the loader of our module runs straight into the kernel. There is no pause for a key any more, so I have no way to get to its command line and to put the delay back.\nThanks';
  test('are likened to what is known, never more than possible', () => {
    expect(first(post)).toBe('u-boot-locked possible');
  });
  test('and the sentences that speak for it are its evidence', () => {
    const [cause] = told(post).causes;
    expect(cause?.evidence.length).toBeGreaterThan(0);
    expect(cause?.evidence.every((line) => line.startsWith('said post.txt:'))).toBe(true);
    expect(cause?.evidence.join(' ')).toContain('pause for a key');
  });
  test('leave commands that only read to be asked for', () => {
    expect(told(post).ask.length).toBeGreaterThan(0);
  });
});

describe('it keeps silent', () => {
  test.each([
    'Good morning,\nwe would like to learn which of the two cores is the better place for our motor control. Is there a document that compares them?',
    'Hello,\nthe display of our panel flickers at low brightness. We tried another cable and another supply without any effect.',
    'The system crashed in an update. I want to use its UART, the pins are those of the manual. When I power it on there are only invalid characters, I cannot read anything of it. With another carrier and the same procedure it works.',
    'The board boots, the loader counts down and stops at any key that I press, all as it should be.',
  ])('%s', (post) => {
    expect(first(post)).toBe('unknown');
  });

  test('where a program says what it is', () => {
    const log = '[   55.8] remoteproc remoteproc0: Direct firmware load for a.elf failed with error -2\n';
    const words = 'I cannot stop the boot loader any more, there is no pause and no way to its command line.\n';
    expect(told(`${words}\n${log}`).causes[0]?.name).toBe('firmware-file-missing');
  });
});

test('what is not like enough to be named is asked for: the commands that decide between the likest rows', () => {
  const { verdict, ask } = told(
    'Our driver for the M7 sets up UART4. One write ends in an exception, and I do not know why. No semaphore is needed.',
  );
  expect(verdict).toBe('unknown');
  expect(ask[0]?.decides).toMatch(/^(?:rdc-domain|bus-hang-watchdog|firmware-fault): /);
  expect(ask.length).toBeLessThanOrEqual(3);
});

test('of two causes that words speak for the one that the text is about comes first', () => {
  const { causes } = told(
    'M4 stands still at the login prompt, clock gating?\nU-Boot loads our bare metal program, it blinks and prints. When the kernel has finished its boot and shows the login, lamp and text of the M4 stop in one instant, as if Linux disabled the clocks that nobody uses.\nWhat I tried: assign GPIO5 and UART2 to the domain of the M4 with the RDC, so that Linux cannot access these peripherals. No change, it still freezes.',
  );
  expect(causes[0]?.name).toBe('clocks-gated-at-boot');
  expect(causes.map(({ confidence }) => confidence)).not.toContain('certain');
});

describe('a rule that found its words in a text about something else gives way to the whole', () => {
  test.each([
    'The display of our carrier stays dark under Linux. HDMI is fine, and backlight is on. My overlay for the panel is wrong somewhere in its timing I think.',
    'Qt application is slow on Torizon in a container. ssh with the wrong password is refused as it should. Which GPU driver does the container need?',
  ])('%s', (text) => {
    expect(first(text)).toBe('unknown');
  });
  test.each([
    ['My overlay is wrong somewhere, U-Boot fails to apply it.', 'overlay-does-not-fit likely'],
    ['The login is refused, root with the password of the manual.', 'login-refused likely'],
  ])('and stays where the whole is about it: %s', (text, cause) => {
    expect(first(text)).toBe(cause);
  });
});

test('where another core is all there is, it is no missing one', () => {
  const { causes } = told('In /sys/class/remoteproc I only find the HiFi4 DSP, no entry for the Cortex-M7.');
  expect(causes.map(({ name }) => name)).toEqual(['wrong-remote-core']);
});
