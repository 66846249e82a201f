import { expect, test } from 'vitest';
import { rigOf } from '../testing/board-rig.ts';

// The countdown as abortboot_single_key() prints it: a blank behind each number but the 0 of a key that had waited.

const prompt = 'Verdin iMX8MP # ';
const begin = 'Hit any key to stop autoboot: ';

/** What it prints from its countdown to its prompt, with a key at a sign of the boot or with none. */
const countdown = async (
  variables: Readonly<Record<string, string>>,
  { at, from = begin }: { at?: string; from?: string } = {},
): Promise<string> => {
  await using rig = await rigOf({ speed: 20, variables });
  await rig.power(true);
  if (at !== undefined) {
    await rig.a53.until(at);
    rig.a53.send('x');
  }
  const text = await rig.a53.until(prompt);
  return text.slice(text.indexOf(from));
};

test.each([
  ['0', undefined, ' 0 \r\n'],
  ['1', undefined, ' 1 \b\b\b 0 \r\n'],
  ['3', undefined, ' 3 \b\b\b 2 \b\b\b 1 \b\b\b 0 \r\n'],
  ['0', 'Model: ', ' 0 \b\b\b 0\r\n'],
  ['1', 'Model: ', ' 1 \b\b\b 0\r\n'],
  ['12', begin, '12 \b\b\b 0 \r\n'],
  ['soon', undefined, ' 0 \r\n'],
])('bootdelay=%s with a key at %j', async (bootdelay, at, printed) => {
  expect(await countdown({ bootdelay, bootcmd: 'false' }, at === undefined ? {} : { at })).toBe(begin + printed + prompt);
});

test.each([
  { bootdelay: '-1', bootcmd: 'false' },
  { bootdelay: '-2', bootcmd: 'false' },
])('no countdown for %j', async (variables) => {
  expect(await countdown(variables, { from: 'Net: ' })).toMatch(/^Net: .*\r\nVerdin iMX8MP # $/);
});

test('without a boot command there is nothing to count down for, and `boot` does nothing without a word', async () => {
  await using rig = await rigOf({ speed: 20 });
  await rig.power(true);
  await rig.a53.until(begin);
  rig.a53.send(' ');
  await rig.a53.until(prompt);
  const since = rig.a53.mark;
  rig.a53.send('setenv bootcmd; saveenv; reset\r');
  expect(await rig.a53.until(prompt, since)).not.toContain('autoboot');
  const again = rig.a53.mark;
  rig.a53.send('boot || echo not\r');
  expect(await rig.a53.until(prompt, again)).toBe(`boot || echo not\r\nnot\r\n${prompt}`);
});
