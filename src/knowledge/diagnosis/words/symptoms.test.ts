import { describe, expect, test } from 'vitest';
import { allRows } from '../rows/all.ts';
import { glossed } from './glossed.ts';
import { rowsWithSymptom, tellsSymptom } from './symptoms.ts';

const line = { channel: 'said', source: 'post.txt', number: 1, text: '' } as const;
const tells = (row: string, text: string): boolean => tellsSymptom(row, [glossed({ text, line })]);

test('only rows that exist are asked for a symptom', () => {
  const names = allRows.map(({ name }) => name);
  expect(rowsWithSymptom.filter((name) => !names.includes(name))).toEqual([]);
});

describe('a symptom is told', () => {
  test.each([
    ['environment-unreadable', 'fw_printenv only shows the default variables.'],
    ['environment-lost', 'My variables are gone after each reboot.'],
    ['environment-lost', 'saveenv is not kept over a power cycle.'],
    ['login-refused', 'The password is wrong, says the login.'],
    ['login-refused', 'User torizon does not work on the console.'],
    ['uart-clock-changed', 'Under Linux the text of the M4 is rubbish.'],
    ['u-boot-does-not-start', 'SPL prints its banner and then nothing.'],
    ['m7-domain-off', 'The board freezes at echo start.'],
    ['no-start-vector', 'The DDR build gives no output when remoteproc loads it.'],
    ['m7-stopped-answering', 'After two hours the M7 stops answering.'],
    ['started-on-a-core', 'I started the image of the M4 with go 0x7e0000.'],
    ['dram-training-failed', 'Rows without an entry are asked for nothing.'],
  ])('%s: %s', (row, text) => {
    expect(tells(row, text)).toBe(true);
  });
});

describe('what a row is about is spoken of, and its symptom is not told', () => {
  test.each([
    ['environment-unreadable', 'We put the environment of U-Boot into the SPI flash.'],
    ['environment-lost', 'A script variable of more than 512 characters is cut.'],
    ['login-refused', 'It takes 20 s until the prompt for the password shows.'],
    ['uart-clock-changed', 'The display flickers since I set the clock of the bridge.'],
    ['u-boot-does-not-start', 'Where do I get the file bl31.bin for the build of U-Boot?'],
    ['m7-domain-off', 'Can I read from Linux where the M7 hangs?'],
    ['no-start-vector', 'The vector table of my image is at 0x20033000.'],
    ['m7-stopped-answering', 'How long does the M7 take for an answer?'],
    ['started-on-a-core', 'Zephyr on the A53 is started with go 0xc0000000.'],
  ])('%s: %s', (row, text) => {
    expect(tells(row, text)).toBe(false);
  });
});

test('why something happens tells that it does', () => {
  expect(tells('m7-domain-off', 'Why does the board freeze when I start the M7?')).toBe(true);
});
