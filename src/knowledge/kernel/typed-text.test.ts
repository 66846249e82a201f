import { expect, test } from 'vitest';
import type { KernelIncident } from '../../core/incident.ts';
import { createDetector } from './detector.ts';
import { TypedText } from './typed-text.ts';

/** A living board. */
const watch = () => {
  const opened: KernelIncident[] = [];
  const detector = createDetector({
    trustsSystem: false,
    onIncident: (phase, incident) => {
      if (phase === 'opened') opened.push(incident);
    },
  });
  return { detector, opened, say: (text: string, at = 0) => detector.feed('a53', Buffer.from(text), at) };
};

test('a log of another boot that a command of this program shows on a living board is no incident, and what the kernel says meanwhile is', () => {
  const { say, opened, detector } = watch();
  say('[   42.000000] systemd[1]: Reached target\r\n', 1000);
  const typed = `user@verdin:~$ HIL='{ eval cat /sys/fs/pstore/dmesg-ramoops-0; }'\r\nHILC=$(printf %b "$HIL" | cksum)\r\n`;
  say(`${typed}user@verdin:~$ user@verdin:~$ hil-b-ace46643-6c1a\r\nhil-b-ace46643-6c1a\r\n`, 61_000);
  const panic = 'Kernel panic - not syncing: Fatal exception';
  for (const time of ['43.000000', ' 7.000000', '900.000000']) say(`[   ${time}] ${panic}\r\n`, 61_000);
  say(`${panic}\r\n`, 61_000);
  expect(opened).toEqual([]);
  say(`[  102.100000] ${panic}\r\n`, 61_100);
  expect(opened).toMatchObject([{ kind: 'panic' }]);
  detector.end();
});

test('an old log that a command shows on a quiet console is no incident', () => {
  const { say, opened, detector } = watch();
  say('verdin login: user\r\nuser@verdin:~$ cat /var/log/kern.log\r\n[   61.300000] Kernel panic - not syncing: Fatal exception\r\n');
  detector.end();
  expect(opened).toEqual([]);
});

const shown = '[   61.300000] Kernel panic - not syncing: Fatal exception\r\n';

test.each([
  'user@verdin:~$ ',
  'root@verdin-imx8mp-07276676:/var/log# ',
  'root@v:/a very long/path with (brackets)/and more# ',
  '[root@lab ~]# ',
  '/ # ',
  '~ # ',
  '/usr/share/doc # ',
  '# ',
  '$ ',
  'Verdin iMX8MP # ',
  '[2026-11-27T10:11:12.123Z] user@verdin:~$ ',
  '[10:11:12.123] # ',
  '2026-11-27T10:11:12 # ',
])('an old log that a command shows at the prompt %j is no incident', (prompt) => {
  const { say, opened, detector } = watch();
  say(`${prompt}cat /var/log/kern.log\r\n${shown}`);
  detector.end();
  expect(opened).toEqual([]);
});

test.each(['see chapter (4) # dmesg', 'he is (user@verdin:~)$ dmesg', 'use [this]: # cat /var/log/kern.log', 'the password is $ dmesg'])(
  'what only looks like a prompt hides nothing: %j',
  (line) => {
    const { say, opened, detector } = watch();
    say(`${line}\r\n${shown}`);
    detector.end();
    expect(opened).toMatchObject([{ kind: 'panic' }]);
  },
);

test.each(['true', 'grep -c hil-x- notes', 'echo HILC=1', 'echo BUG > /dev/kmsg', 'echo BUG >/dev/kmsg', 'dmesg >  /dev/kmsg'])(
  'what the kernel says after %j is an incident, whatever an earlier command has shown',
  (command) => {
    const { say, opened, detector } = watch();
    say('user@verdin:~$ cat /var/log/kern.log\r\n[    2.000000] systemd[1]: Reached target\r\n');
    say(`user@verdin:~$ ${command}\r\n${shown}`);
    detector.end();
    expect(opened).toMatchObject([{ kind: 'panic' }]);
  },
);

test('a command that is typed in parts goes on showing what it shows', () => {
  for (const part of ['HIL="$HIL"x', 'HILC=$(cksum)', 'hil-b-ace46643-6c1a', 'user@verdin:~$ hil-x-1']) {
    const { say, opened, detector } = watch();
    say(`user@verdin:~$ cat /sys/fs/pstore/dmesg-ramoops-0\r\nuser@verdin:~$ ${part}\r\n${shown}`);
    detector.end();
    expect(opened, part).toEqual([]);
  }
});

const prompt = 'user@verdin:~$ dmesg';

// A minute after second 42 it is second 102 of the kernel's clock, give or take five and one of the host's.
test.each([
  { speed: 1, at: 61_000, from: 96, to: 108 },
  { speed: 20, at: 61_000, from: 42 + 1200 - 25, to: 42 + 1200 + 25 },
  // Nothing that is shown is newer than what was heard last, however short ago that is.
  { speed: 20, at: 1500, from: 42, to: 42 + 10 + 25 },
])('what a living kernel says while a log is shown has its clock of then: $speed times as fast, at $at ms', ({ speed, at, from, to }) => {
  const typed = new TypedText({ isFinished: false, speed });
  typed.heard(42, 1000);
  typed.see(prompt, at);
  expect([from, from + 0.01, to, to + 0.01].map((time) => typed.repeats('a headline', time))).toEqual([true, false, false, true]);
  expect(typed.repeats('a headline', undefined)).toBe(true);
});

test('of a log that is all there is, what a command shows of the time before is old, and what comes after it is not', () => {
  const typed = new TypedText({ isFinished: true, speed: 1 });
  typed.see(prompt, 0);
  expect([typed.reading, typed.repeats('a headline', 7)]).toEqual([false, false]);
  typed.heard(42, 0);
  typed.see(prompt, 90_000);
  expect([typed.reading, ...[7, 42, 42.1, 7000].map((time) => typed.repeats('a headline', time))]).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('where no clock is known, all that is shown is old', () => {
  const typed = new TypedText({ isFinished: false, speed: 1 });
  typed.see(prompt, 0);
  expect(typed.repeats('a headline', 7)).toBe(true);
  typed.heard(42, 0);
  expect(typed.repeats('a headline', 43)).toBe(true);
});

test('what was typed or sent is an echo where nobody stamps it, until it is forgotten', () => {
  const typed = new TypedText({ isFinished: false, speed: 1 });
  typed.see('user@verdin:~$ echo Kernel panic', 0);
  typed.sent('printf "BUG: x"\n');
  expect(['Kernel panic', 'BUG: x', ' BUG: x '].map((text) => typed.echoes(text, undefined))).toEqual([true, true, true]);
  expect([typed.echoes('Kernel panic', 1), typed.echoes('BUG: y', undefined)]).toEqual([false, false]);
  // Three letters are found in anything, and nobody types a headline as a command.
  expect(['pan', 'BUG', 'echo Kernel panic'].map((text) => typed.echoes(text, undefined))).toEqual([false, false, false]);
  expect(typed.repeats('tail: BUG: x', undefined, 'BUG: x')).toBe(true);
  expect([typed.repeats('tail: BUG: x', 1, 'BUG: x'), typed.repeats('tail: BUG: y', undefined, 'BUG: y')]).toEqual([false, false]);
  expect(['echo Kernel', '', 'Kernel panic'].map((text) => typed.wasTyped(text))).toEqual([true, false, false]);
  typed.forget();
  expect(typed.echoes('Kernel panic', undefined) || typed.echoes('BUG: x', undefined) || typed.wasTyped('echo Kernel')).toBe(false);
});
