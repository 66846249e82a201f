import { expect, test } from 'vitest';
import { boardClock } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { stopAutoboot } from './autoboot.ts';
import { otherPrompt } from './other-prompt.ts';
import { probeStage, showsPrompt } from './reach.ts';
import { MemoryConsole } from './testing/memory-console.ts';
import { UBootMachine } from './testing/uboot-machine.ts';
import { UBootShell } from './uboot-shell.ts';

const { profile } = verdinImx8mp.model;
const clock = boardClock();
const at = (prompt: string) => {
  const console = new MemoryConsole(clock);
  return { console, machine: new UBootMachine(console, prompt) };
};
const told = (prompt: string) => ({
  name: 'OtherPromptError',
  fault: 'lab',
  message: `U-Boot's prompt is '${prompt}', this board's profile expects 'Verdin iMX8MP #'`,
  evidence: expect.arrayContaining([`a53: ${prompt} <INTERRUPT>`]),
  remedy: expect.stringContaining('CONFIG_SYS_PROMPT'),
});

test.each(['=>', 'u-boot=>', 'Verdin iMX8MM #', '[carrier] $'])('a countdown that was stopped at the prompt %s', async (prompt) => {
  const { console } = at(`${prompt} `);
  await expect(stopAutoboot({ console, profile, clock, since: console.mark(), within: '400ms' })).rejects.toMatchObject(told(prompt));
  expect(showsPrompt(console, profile)).toBe(true);
});

test('a command that came back to such a prompt', async () => {
  const { console, machine } = at('=> ');
  const shell = new UBootShell({ console, profile, clock });
  await expect(shell.run('echo on', { timeout: '200ms' })).rejects.toMatchObject(told('=>'));
  // No Enter more than the one of the command: it would run it once more.
  expect(machine.entered).toHaveLength(1);
});

test('a board that is found at such a prompt is in U-Boot, and no Enter is typed', async () => {
  const { console, machine } = at('=> ');
  expect(await probeStage(console, profile, { within: '200ms' })).toBe('u-boot');
  expect(machine.entered).toEqual([]);
});

test.each([
  ['no answer at all', ''],
  ['the prompt of the profile', 'Verdin iMX8MP # <INTERRUPT>\r\nVerdin iMX8MP # <INTERRUPT>\r\nVerdin iMX8MP # '],
  ['one that a wire damages each time', 'Ver}in iMX8MP # <INTERRUPT>\r\nVer}in iMX8MP # <INTERRUPT>\r\nVer}in iMX8MP # '],
  [
    'one in capitals, as of a wire that gives nothing else',
    'VERDIN IMX8MP # <INTERRUPT>\r\nVERDIN IMX8MP # <INTERRUPT>\r\nVERDIN IMX8MP # ',
  ],
  ['one that was seen once', '=> <INTERRUPT>\r\n=> '],
  ['another each time', '=> <INTERRUPT>\r\n=# <INTERRUPT>\r\n=> '],
  ['a boot that went on', '=> <INTERRUPT>\r\n=> <INTERRUPT>\r\n=> boot\r\nStarting kernel ...\r\n'],
  ['none before it', '<INTERRUPT>\r\n<INTERRUPT>\r\n'],
])('says nothing of %s', async (_, text) => {
  const { console } = at('');
  console.receive(`U-Boot 2024.07\r\n${text}`);
  await console.expect('U-Boot 2024', { within: '5s', since: 0 as ReturnType<typeof console.mark> });
  expect(otherPrompt(console, profile)).toBeUndefined();
});
