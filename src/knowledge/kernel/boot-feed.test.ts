import { beforeEach, expect, test } from 'vitest';
import type { KernelIncident } from '../../core/incident.ts';
import { mayEndBoot } from './boot-feed.ts';
import { createDetector, type Detector } from './detector.ts';
import { scanText } from './log-scan.ts';

const running = '[   41.000000] a\n[   42.000000] systemd[1]: Reached target\n';
const loader = 'U-Boot SPL 2022.04 (Jan 01 1970)\n';

let opened: KernelIncident[];
let detector: Detector;
beforeEach(() => {
  opened = [];
  detector = createDetector({ trustsSystem: false, onIncident: (phase, incident) => phase === 'opened' && opened.push(incident) });
});
const say = (text: string, at = 0): void => detector.feed('a53', Buffer.from(text), at);
const kinds = (): string[] => opened.map(({ kind }) => kind);

test.each([
  ['the first loader', 'U-Boot SPL 2022.04 (Jan 01 1970)', true],
  ['the first loader behind half a line', 'mmc0: new hiU-Boot SPL 2022.04 (Jan 01 1970)', true],
  ['the trusted firmware', 'NOTICE:  BL31: v2.6', true],
  ['what the loader says of the cause', 'Reset cause: WDOG', true],
  ['a kernel before it has a clock', 'Booting Linux on physical CPU 0x0000000000 [0x410fd034]', true],
  ['the last line of a power-down', '[   44.000000] reboot: Power down', true],
  ['the last line of a power-down, behind one without its newline', '[   43.900000] a[   44.000000] reboot: Power down', true],
  ['the last line before a restart, behind which the loader will speak', '[   44.000000] reboot: Restarting system', false],
  ['a banner of the kernel, whose clock will tell', '[    0.000000] Linux version 6.6.54', false],
  ['a loader that no board of this runner has', 'CFE version 1.0.37 for BCM963268 (32bit,SP,BE)', false],
  ['a loader that no board of this runner has, behind half a line', 'mmc0: new hi[L4T TegraBoot] (version 00.00.2018.01)', false],
  ['the prompt of getty', 'verdin-imx8mp login: ', false],
  ['anything else', '[   44.000000] systemd[1]: Reached target', false],
])('whether a running Linux has to be asked whether it goes on: %s', (_, line, asks) => {
  expect(mayEndBoot(line)).toBe(asks);
});

test('a banner that Linux denies begins no boot, and the next one that nobody denies does', () => {
  say(running);
  detector.withoutBoots(() => say(loader));
  expect(opened).toEqual([]);
  say(loader);
  expect(kinds()).toEqual(['unexpected-reset']);
});

test('a file of syslog that somebody shows on the console hides no reset', () => {
  say(running);
  say('root@verdin:~# tail -n 1 messages\r\nSep 23 10:11:12 cam kernel: [   42.000000] a\r\nroot@verdin:~# \r\n');
  say(loader);
  expect(kinds()).toEqual(['unexpected-reset']);
});

test('a reset that only the clock tells of has the lines before the first one of the new boot', () => {
  say(`${running}the last words of an application\n`, 1000);
  say('[    0.000000] the first of the new kernel\n', 60_000);
  for (const second of [1, 2, 3, 4, 5, 6]) say(`[    ${second}.000000] the new kernel at ${second} s\n`, 60_000 + second * 1000);
  expect(kinds()).toEqual(['unexpected-reset']);
  expect(opened[0]!.lines.slice(-2)).toEqual(['the last words of an application', '[    0.000000] the first of the new kernel']);
});

test('while a command prints a log, what a loader says is said by the loader on a living board, and may stand in the log of a finished one', () => {
  const log = `${running}root@verdin:~# cat /var/log/boot\n${loader}`;
  say(log);
  expect(kinds()).toEqual(['unexpected-reset']);
  expect(scanText(log)).toEqual([]);
});

test("while a command prints a log, the kernel's banner in it begins no boot", () => {
  say(`${running}root@verdin:~# dmesg | head -n 2\r\nBooting Linux on physical CPU 0x0\r\n[    0.000000] Linux version 6.6.54\r\n`, 90_000);
  say('root@verdin:~# ', 90_100);
  say('\r\n[   43.000000] goes on\n', 99_000);
  expect(opened).toEqual([]);
});

test.each(['', 'half a line of an echo '])('a banner that somebody typed begins no boot: %j', (front) => {
  const words = `${front}${loader.trim()}`;
  const log = `${running}root@verdin:~# echo ${words}\r\n${words}\r\n`;
  say(log);
  expect(opened).toEqual([]);
  expect(scanText(log)).toEqual([]);
});

test('half a banner that stands in a line of the kernel is typed by nobody', () => {
  const log = `${running}[   43.000000] mmc0: new hi${loader}`;
  say(log);
  expect(kinds()).toEqual(['unexpected-reset']);
  expect(scanText(log)).toMatchObject([{ kind: 'unexpected-reset' }]);
});

test("an old log that a command prints on a living board tells of no power-down, and the kernel's own words do", () => {
  say(`${running}root@verdin:~# journalctl -k -b -1 | tail -n 1\r\n[ 1234.000000] reboot: Power down\r\nroot@verdin:~# `);
  expect(opened).toEqual([]);
  say('\r\n[   43.000000] reboot: Power down\n');
  expect(kinds()).toEqual(['power-down']);
});

const banner = 'Booting Linux on physical CPU 0x0000000000 [0x410fd034]';
const life = Array.from({ length: 60 }, (_, index) => `[   ${index + 10}.000000] a\n`).join('');

test("the kernel's first line, printed once more without its time, begins no boot where a command prints a log", () => {
  say(`[    0.000000] ${banner}\n${life}root@verdin:~# dmesg -t | head -n 1\r\n${banner}\r\nroot@verdin:~# \r\n`);
  expect(opened).toEqual([]);
  say(`${banner}\n`);
  expect(kinds()).toEqual(['unexpected-reset']);
});

test('a log that a command prints in a finished one tells of no reset', () => {
  const begin = `[    0.000000] ${banner}\r\n[    0.100000] b\r\n[    0.200000] c\r\n`;
  expect(scanText(`${running}root@verdin:~# dmesg | head -n 3\r\n${begin}`)).toEqual([]);
  expect(scanText(`${running}${begin}`)).toMatchObject([{ kind: 'unexpected-reset' }]);
});

test('a file of a log daemon, which never holds the end of a boot, tells of no reset', () => {
  const lines = ['[   42.000000] NOTICE: all is well', `[    0.000000] ${banner}`, '[    0.000001] Linux version 6.6.54'];
  expect(scanText(lines.map((line) => `Sep 23 10:11:12 cam kernel: ${line}\n`).join(''))).toEqual([]);
  expect(scanText(lines.map((line) => `${line}\n`).join(''))).toMatchObject([{ kind: 'unexpected-reset' }]);
});

test('a second reset has the lines before it, and none from before the first', () => {
  say(`${running}the last words of an application\n`, 1000);
  say('[    0.500000] of a clock that went back\n', 60_000);
  say(`${loader}U-Boot 2022.04 (Jan 01 1970)\nReset cause: POR\n${'Verdin iMX8MP # \n'.repeat(12)}`, 61_000);
  say('U-Boot 2022.04 (Jan 01 1970)\nReset cause: WDOG\n', 62_000);
  expect(opened).toHaveLength(2);
  expect(opened[1]!.lines.join('\n')).toContain('Verdin iMX8MP #');
  expect(opened[1]!.lines.join('\n')).not.toContain('the last words of an application');
});
