import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';
import { withoutWraps } from './paste-wraps.ts';

const firstOf = (text: string): string | undefined => diagnose(factsFromText([{ name: 'post.txt', text }])).causes[0]?.name;

test('a mailer that breaks at blanks in front of 60 columns', () => {
  const lines = [
    '[   40.100000] remoteproc remoteproc0: powering up imx-rproc',
    '[   40.101000] remoteproc remoteproc0: Booting fw image',
    'app_ddr_release_version.elf, size 61604',
    '[   40.104000] remoteproc remoteproc0: bad phdr da',
    '0x80000000 mem 0x2a8 and something more',
  ];
  expect(withoutWraps(lines).filter((line) => line !== '')).toEqual([lines[0], `${lines[1]} ${lines[2]}`, `${lines[3]} ${lines[4]}`]);
});

test('a sentence behind a log stays by itself', () => {
  const lines = [
    '[   40.100000] remoteproc remoteproc0: powering up imx-rproc',
    '[   40.105000] remoteproc remoteproc0: Boot failed: -22',
    'What does this mean to me, please?',
  ];
  expect(withoutWraps(lines)).toEqual(lines);
});

test('a start vector that a terminal cut is joined, and one whose rest is gone accuses nobody', () => {
  expect(withoutWraps(['## Starting auxiliary core stack = 0x20020000, pc = 0x000004', '8D...'])[0]).toMatch(/pc = 0x0000048D\.\.\.$/);
  expect(firstOf('Verdin iMX8MP # run m4boot\n## Starting auxiliary core stack = 0x20020000, pc = 0x000004')).toBeUndefined();
});

test('letters that a reader of pictures took for digits', () => {
  expect(
    firstOf(
      'i.MX 8M Plus, linked at Ox7e0000:\nremoteproc remoteproc0: bad phdr da Ox7e0000 mem Ox400\nremoteproc remoteproc0: Failed to load program segments: -22',
    ),
  ).toBe('linked-at-a53-addresses');
});

test('a text of more lines than a call takes arguments', () => {
  expect(withoutWraps(Array.from({ length: 300_000 }, () => 'all is well here'))).toHaveLength(300_000);
});
