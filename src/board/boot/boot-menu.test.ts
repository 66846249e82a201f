import { expect, test } from 'vitest';
import { boardClock, monotonicMs } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { stopAutoboot } from './autoboot.ts';
import { menuOn } from './boot-menu.ts';
import { StageWaits } from './stage-waits.ts';
import { MemoryConsole } from './testing/memory-console.ts';

const { profile } = verdinImx8mp.model;
const at = (row: number): string => `\x1b[${row};1H`;

/** As bootmenu_show() and menu_display_statusline() of cmd/bootmenu.c draw it: no line is ended. */
const header = `\x1b[?25l\x1b[2J${at(1)}${at(1)}\x1b[2K${at(2)}  *** U-Boot Boot Menu ***\x1b[K${at(3)}\x1b[2K${at(7)}\x1b[2K${at(8)}  Press UP/DOWN to move, ENTER to select\x1b[K${at(9)}\x1b[2K`;
const menu = `${header}${at(4)}     \x1b[7mTorizon\x1b[0m${at(5)}     U-Boot console`;
const counting = `${menu}${at(7)}  Hit any key to stop autoboot:  3 \b\b\b 2 `;
const stopped = `${counting}${at(7)}\x1b[2K`;
const left = `\x1b[?25h\x1b[2J${at(1)}`;

test.each([
  ['waits', menu],
  ['counts', counting],
  ['stopped', stopped],
  ['stopped', `${stopped}${menu.slice(menu.indexOf(at(1)))}`],
  ['waits', `${stopped}${left}${menu}`],
  [undefined, `${menu}${left}`],
  [undefined, `${stopped}${left}Retrieving file: /boot.scr`],
  [undefined, '*** U-Boot Boot Menu ***'],
])('a menu that %s', (state, text) => {
  expect(menuOn({ text, terminated: false })).toBe(state);
  expect(menuOn({ text, terminated: true })).toBeUndefined();
});

const countdown = (end: string): string => `U-Boot 2024.07\r\nHit any key to stop autoboot:  ${end} \r\n`;

/** What is said of a boot that prints this and is to reach Linux; `types`: a key is sent from here before. */
const told = async (text: string, types = false): Promise<unknown> => {
  const clock = boardClock(10);
  const a53 = new MemoryConsole(clock);
  const channels = { consoles: { a53 }, excerpt: () => [] };
  const bootedAt = monotonicMs();
  const waits = new StageWaits({
    channels,
    clock,
    profile,
    stage: () => 'u-boot',
    boots: () => 1,
    bootedAt: () => bootedAt,
    linuxBeside: () => Promise.reject(new Error('nobody')),
  });
  a53.onLine((line) => waits.take(line));
  a53.onTail((line) => waits.take(line));
  if (types) await a53.send('x');
  a53.receive(text);
  return waits.until('login', 240_000, new AbortController().signal).catch((cause: unknown) => cause);
};

test('a menu whose countdown a key has stopped is the lab’s', async () => {
  expect(await told(`${countdown('0')}${stopped}`)).toMatchObject({
    name: 'PortError',
    fault: 'lab',
    message: 'U-Boot stands at its boot menu, whose countdown was stopped by characters that nobody sent',
    evidence: [expect.stringContaining('*** U-Boot Boot Menu ***')],
    remedy: expect.stringContaining('noise on the RX line'),
  });
});

test('a menu that counts nothing down, and that no key can have brought up, is the product’s', async () => {
  expect(await told(`${countdown('0')}${menu}`)).toMatchObject({
    name: 'BootError',
    fault: 'dut',
    message: expect.stringContaining('waits for somebody to choose'),
    remedy: expect.stringContaining('bootmenu_delay'),
  });
});

test.each([
  ['behind a countdown that may have been stopped', `U-Boot 2024.07\r\nHit any key to stop autoboot:  2 \b\b\b 0 \r\n${menu}`, false],
  ['behind a countdown that only a certain key stops', `U-Boot 2024.07\r\nAutoboot in 3 seconds\r\n${menu}`, false],
  ['where a key was sent from here', `${countdown('0')}${menu}`, true],
  ['whose countdown a key from here may have stopped', `${countdown('0')}${stopped}`, true],
])('a menu %s is nobody’s for certain', async (_, text, types) => {
  expect(await told(text, types)).toMatchObject({
    name: 'HilError',
    fault: 'lab',
    message: expect.stringContaining('U-Boot stands at its boot menu'),
  });
});

test('a menu where the prompt is wanted is told as that', async () => {
  const clock = boardClock();
  const console = new MemoryConsole(clock);
  const stopping = stopAutoboot({ console, profile, clock, since: console.mark(), within: '400ms' });
  console.receive(stopped);
  await expect(stopping).rejects.toMatchObject({ name: 'HilError', fault: 'lab', message: expect.stringContaining('boot menu') });
});
