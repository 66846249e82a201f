import { expect, test } from 'vitest';
import type { BootStage } from '../../core/boot-stage.ts';
import { boardClock, monotonicMs } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { StageWaits } from './stage-waits.ts';
import { placeOn } from './standing-place.ts';
import { MemoryConsole } from './testing/memory-console.ts';

const { profile } = verdinImx8mp.model;

/** What is said of a boot that prints this at a stage, then no more, and is to reach its login; undefined where nothing is said in its time. */
const told = async (stage: BootStage, text: string, more: readonly string[] = [], answers?: (text: string) => string): Promise<unknown> => {
  const clock = boardClock(10);
  const a53 = new MemoryConsole(clock);
  const bootedAt = monotonicMs();
  const waits = new StageWaits({
    channels: { consoles: { a53 }, excerpt: () => [] },
    clock,
    profile,
    stage: () => stage,
    boots: () => 1,
    bootedAt: () => bootedAt,
    linuxBeside: () => Promise.reject(new Error('nobody')),
  });
  a53.onLine((line) => waits.take(line));
  a53.onTail((line) => waits.take(line));
  if (answers) a53.onSend = (sent) => a53.receive(answers(sent));
  a53.receive(text);
  for (const each of more) a53.receive(each);
  const said = await waits.until('login', 40_000, new AbortController().signal).catch((cause: unknown) => cause);
  return said instanceof Error && said.message.startsWith('the board did not reach') ? undefined : said;
};

const kernel = '[    2.412345] Run /init as init process\r\n';
const grub = '\x1b[2J\x1b[1;1H  GNU GRUB  version 2.06\x1b[3;1H *Torizon\x1b[5;1H Press enter to boot the selected OS.';

test.concurrent.each<[string, BootStage, string, 'dut' | 'lab', RegExp]>([
  ['initramfs-tools', 'kernel', `${kernel}ALERT! /dev/mmcblk2p2 does not exist.\r\n\r\n(initramfs) `, 'dut', /shell of its initramfs/],
  [
    'the same, behind which the kernel spoke',
    'kernel',
    `${kernel}(initramfs) [   12.300000] usb 1-1: new device\r\n`,
    'dut',
    /its initramfs/,
  ],
  ['dracut', 'kernel', `${kernel}dracut:/# `, 'dut', /shell of its initramfs/],
  [
    'emergency mode',
    'userspace',
    `${kernel}Press Enter for maintenance\r\n(or press Control-D to continue): `,
    'dut',
    /emergency or rescue/,
  ],
  ['a passphrase', 'userspace', `${kernel}Please enter passphrase for disk root: `, 'dut', /passphrase/],
  ['a question', 'userspace', `${kernel}/dev/sda1: UNEXPECTED INCONSISTENCY. Fix<y>? [y/n] `, 'dut', /answer a question/],
  ['a bare shell', 'kernel', `${kernel}\x1b[6n/ # `, 'dut', /shell stands on the console/],
  ['a bare shell of bash', 'kernel', `${kernel}bash-5.1# `, 'dut', /shell stands on the console/],
  ['BusyBox without a login', 'userspace', `${kernel}\r\nPlease press Enter to activate this console. `, 'lab', /waits for Enter/],
  ['another login', 'userspace', `${kernel}Username: `, 'lab', /login in another form/],
  ['the prompt of GRUB', 'u-boot', 'error: unknown filesystem.\r\nEntering rescue mode...\r\ngrub rescue> ', 'dut', /GRUB's prompt/],
  ['the menu of GRUB', 'u-boot', grub, 'lab', /menu of GRUB/],
])('a boot that stands at %s is told early', async (_, stage, text, fault, message) => {
  expect(await told(stage, text)).toMatchObject({ fault, message: expect.stringMatching(message), remedy: expect.any(String) });
});

test.concurrent.each<[string, BootStage, string]>([
  ['a step that has not ended its line', 'userspace', `${kernel}Starting network: `],
  ['text of the kernel', 'kernel', `${kernel}[    3.000000] raid6: neonx8 gen() `],
  ['a menu of GRUB that counts', 'u-boot', `${grub}\x1b[9;1H The highlighted entry will be executed automatically in 5s.`],
  ['what a log says of a prompt', 'userspace', `${kernel}[    4.000000] initrd: Press Enter for maintenance\r\nready`],
])('of %s nothing is said', async (_, stage, text) => {
  expect(await told(stage, text)).toBeUndefined();
});

test('what stands on a line is told in pieces as in one', () => {
  const line = '(initramfs) ';
  expect(placeOn({ text: '(initr', terminated: false })).toBeUndefined();
  expect(placeOn({ text: line, terminated: false })).toBeDefined();
  expect(placeOn({ text: line, terminated: true })).toBeUndefined();
});

const banner = 'U-Boot 2024.07 (Jan 01 1970)\r\n';
/** A U-Boot that answers what it is asked at its prompt. */
const asked = (prompt: string, variables: Readonly<Record<string, string>>) => {
  let typed = '';
  return (sent: string): string => {
    typed += sent;
    if (!sent.endsWith('\n')) return sent.replace('\x03', `<INTERRUPT>\r\n${prompt}`);
    const name = /printenv (\w+);/.exec(typed)?.[1] ?? '';
    typed = '';
    const value = variables[name];
    return value === undefined
      ? `\r\n## Error: "${name}" not defined\r\nhil-status=1=1\r\n${prompt}`
      : `\r\n${name}=${value}\r\nhil-status=0=0\r\n${prompt}`;
  };
};

test.concurrent('another prompt that no countdown came before is asked why it stands there', async () => {
  const waits = await told('u-boot', `${banner}=> `, [], asked('=> ', { bootcmd: 'run x', bootdelay: '-1' }));
  expect(waits).toMatchObject({ name: 'BootError', message: expect.stringContaining('bootdelay is -1') });
  const none = await told('u-boot', `${banner}u-boot=> `, [], asked('u-boot=> ', {}));
  expect(none).toMatchObject({ name: 'BootError', message: expect.stringContaining('bootcmd is not set') });
});

test.concurrent.each([profile.uboot.prompt, '=> '])('a boot that was tried and failed is told with its words at %s', async (prompt) => {
  const failed = await told('u-boot', `${banner}Hit any key to stop autoboot:  0 \r\nCouldn't find partition mmc 2:1\r\n${prompt}`);
  expect(failed).toMatchObject({
    fault: 'dut',
    message: `U-Boot has tried to boot, and is back at its prompt behind 'Couldn't find partition mmc 2:1'`,
  });
  const noise = await told(
    'u-boot',
    `${banner}Hit any key to stop autoboot:  0 \r\n${prompt}\r\nUnknown command 'x' - try 'help'\r\n${prompt}`,
  );
  expect(noise).toMatchObject({ fault: 'lab', message: expect.stringContaining('nobody sent') });
});
