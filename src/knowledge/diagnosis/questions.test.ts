import { expect, test } from 'vitest';
import { type Diagnosis, diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';

const answerTo = (text: string): Diagnosis => diagnose(factsFromText([{ name: 'post.txt', text }]));
const asked = ({ ask }: Diagnosis): string => ask.map(({ command }) => command).join('; ');

const silent = `I see no output of the M7 on any port.
Verdin iMX8MP # run cm_boot
17028 bytes read in 43 ms (386.7 KiB/s)
## Starting auxiliary core stack = 0x20020000, pc = 0x0000048D...`;

test('a core that was started and stays silent: what lies in its memory, and whose pins the UART is', () => {
  const found = answerTo(silent);
  expect(found.verdict).toBe('unknown');
  expect(asked(found)).toMatch(/^md\.l 0x7e0000 2 .*; grep -i uart .*pinmux-pins/);
  expect(asked(found)).not.toContain('help bootaux');
});

const running = `AM62, the M4 answers nothing.
[    6.529707] remoteproc remoteproc0: powering up 5000000.m4fss
[    6.535646] remoteproc remoteproc0: Booting fw image am62-mcu-m4f0_0-fw, size 541996
[    6.592175] remoteproc remoteproc0: remote processor 5000000.m4fss is now up`;

test('what the text holds already is not asked for, and nothing that this SoC does not have', () => {
  const found = answerTo(running);
  expect(found.verdict).toBe('unknown');
  expect(found.recognised[0]).toMatchObject({ what: 'SoC', value: 'AM62' });
  expect(asked(found)).not.toContain('remoteproc|imx-rproc');
  expect(found.missing.join()).not.toContain('mcore_booted');
});

test('nothing is missing twice', () => {
  for (const text of [silent, running]) {
    const { ask, missing } = answerTo(text);
    expect(missing.filter((each) => ask.some(({ command }) => command.includes(each)))).toEqual([]);
  }
});

test('a board that freezes under Linux, where no core is spoken of: no word of images and of the UART of a core', () => {
  const { verdict, missing, ask } = answerTo(
    'Our iMX8MQ board freezes. I can log in before that, and after 15 seconds the system does not respond at all.',
  );
  expect([verdict, missing[0], ask[0]?.command]).toEqual([
    'unknown',
    expect.stringContaining('power-on'),
    expect.stringContaining('dmesg'),
  ]);
});
