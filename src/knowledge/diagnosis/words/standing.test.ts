import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';
import { statementsIn } from '../statements.ts';
import { glossed } from './glossed.ts';
import { standingOf } from './standing.ts';

const line = { channel: 'said', source: 'post.txt', number: 1, text: '' } as const;
const standing = (text: string): string => standingOf(glossed({ text, line }));
const names = (text: string): string[] =>
  diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name, confidence }) => `${name} ${confidence}`);

describe('what a sentence is in its post', () => {
  test.each([
    'After the update our M7 does not print anything.',
    'However, the second start fails with an error.',
    'I am unable to stop the countdown.',
    'It hangs as soon as Linux comes up.',
    'The problem is that no device shows up on the host.',
    'I tried to log in, but the board refuses my password.',
  ])('a complaint, or what was tried: %s', (text) => {
    expect(['complaint', 'tried']).toContain(standing(text));
  });
  test.each([
    ['guess', 'Maybe the environment of the loader cannot be read.'],
    ['guess', 'We suspect a problem with the clocks of the UART.'],
    ['guess', 'My guess is that the mailbox is not there.'],
    ['guess', 'Perhaps the kernel refuses the table.'],
    ['guess', 'I think it is the wrong baud rate.'],
    ['aside', 'By the way, uuu never finds this board on my laptop.'],
    ['aside', 'For instance the camera fails when that rail is late.'],
    ['aside', 'PS: the password of the demo image is not accepted either.'],
    ['aside', 'Additionally, HDMI does not show anything.'],
    ['aside', 'As a side note, fw_printenv fails on this image.'],
    ['wish', 'We want the M4 to run on when Linux reboots.'],
    ['wish', 'I would like to stop the core before the board goes to sleep.'],
    ['wish', 'Is there a way to keep the core alive over a reset.'],
    ['wish', 'Our goal is a link that comes up before the kernel.'],
    ['theory', 'By the table 11 would be the serial download mode.'],
    ['tried', 'I have already checked the cable and the adapter.'],
    ['tried', 'Disabling the node does not change anything.'],
    ['told', 'The board is a Verdin on a Dahlia carrier.'],
    ['told', 'U-Boot starts the core and then Linux.'],
  ])('%s: %s', (expected, text) => {
    expect(standing(text)).toBe(expected);
  });
  test('what is wished and then turns out otherwise is no mere wish', () => {
    expect(standing('I want to start the core from Linux, but it does not print anything.')).toBe('complaint');
  });
});

test.each([
  'We want the M4 to go on when Linux reboots and hangs.',
  'I would like that the M7 firmware stops when the kernel boots.',
  'Our aim is a console that is silent until the kernel starts.',
])('a wish claims nothing: %s', (text) => {
  expect(statementsIn([{ ...line, text }])).toEqual([]);
});

describe('a guess or a side remark that the rest is not about names nothing', () => {
  test.each([
    'One of the rails comes up late in one of ten boots, an I2C transfer times out. For instance the hub fails then. Maybe the kick of the regulator fails.',
    'Our camera gives two frames and then the driver reports a lost sync. By the way, login on the second image is refused.',
  ])('%s', (post) => {
    expect(names(post)).toEqual([]);
  });
  test('and one that is all that is told is possible at most', () => {
    expect(names('Perhaps the environment of U-Boot cannot be read from Linux.')).toEqual(['environment-unreadable possible']);
  });
  test('and one that all is about stays', () => {
    expect(
      names(
        'Linux prints defaults for all variables of U-Boot. fw_printenv shows values that nobody saved. I think fw_printenv cannot read the environment.',
      )[0],
    ).toMatch(/^environment-unreadable/);
  });
});
