import { expect, test } from 'vitest';
import { boardClock, monotonicMs } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { MemoryConsole } from './testing/memory-console.ts';
import { UnwantedPrompt } from './unwanted-prompt.ts';

const { profile } = verdinImx8mp.model;
const { prompt } = profile.uboot;
const banner = 'U-Boot 2022.04-6.4.0 (Jan 01 1970 - 00:00:00 +0000)\r\nNet:   eth0: ethernet@30bf0000 [PRIME]\r\n';

/** A board at its boot, whose U-Boot has these variables and prints this for `boot`; undefined: it leaves for the kernel. */
const booting = (variables: Readonly<Record<string, string>> = {}, boot: string | undefined = undefined, shows = prompt) => {
  const clock = boardClock();
  const a53 = new MemoryConsole(clock);
  const bootedAt = monotonicMs();
  const unwanted = new UnwantedPrompt({ channels: { consoles: { a53 } }, clock, profile, bootedAt: () => bootedAt });
  a53.onLine((line) => unwanted.take(line));
  a53.onTail((line) => unwanted.take(line));
  let typed = '';
  a53.onSend = (text) => {
    a53.receive(text.replace('\n', '\r\n').replace('\x03', '<INTERRUPT>\r\n'));
    typed += text;
    if (!text.endsWith('\n')) return;
    const [, command = ''] = /([a-z][^;]*?)(?:; .*)?\n$/.exec(typed) ?? [];
    typed = '';
    a53.receive(answer(command, variables, boot).replace(prompt, shows));
  };
  const refuse = () => unwanted.refuse({ wanted: 'login', stage: 'u-boot', since: undefined }, new AbortController().signal);
  return { a53, refuse, unwanted, commands: () => a53.sent.join('').split('\n').slice(0, -1) };
};

const answer = (command: string, variables: Readonly<Record<string, string>>, boot: string | undefined): string => {
  if (command === 'boot') return boot === undefined ? 'Starting kernel ...\r\n' : `${boot}hil-status=1=1\r\n${prompt}`;
  const name = command.replace('printenv ', '');
  const value = variables[name];
  if (value === undefined) return `## Error: "${name}" not defined\r\nhil-status=1=1\r\n${prompt}`;
  return `${name}=${value}\r\nhil-status=0=0\r\n${prompt}`;
};

/** The lines that the console has been given are told in another turn of the event loop. */
const told = async (a53: MemoryConsole, ...texts: readonly string[]): Promise<void> => {
  for (const text of texts) a53.receive(text);
  await a53.expect(prompt.trim(), { within: '5s' });
};

test.each([
  ['a number was left out', `Hit any key to stop autoboot:  3 \b\b\b 2 \b\b\b 0 \r\n${prompt}`],
  ['a key had waited', `Hit any key to stop autoboot:  1 \b\b\b 0\r\n${prompt}`],
  ['a key had waited where no second is', `Hit any key to stop autoboot:  0 \b\b\b 0\r\n${prompt}`],
  ['something stands behind the prompt', `Hit any key to stop autoboot:  1 \b\b\b 0 \r\n${prompt}xx`],
])('a countdown that was stopped is the lab’s, and nothing is typed: %s', async (_, text) => {
  const { a53, refuse, commands } = booting({ bootcmd: 'run distro_bootcmd' });
  await told(a53, banner, text);
  await expect(refuse()).rejects.toMatchObject({ name: 'PortError', fault: 'lab', message: expect.stringContaining('nobody sent') });
  expect(commands()).toEqual([]);
});

test('a countdown of no second that no key met ran out: its boot command came back', async () => {
  const { a53, refuse, commands } = booting({ bootcmd: 'false' });
  await told(a53, banner, `Hit any key to stop autoboot:  0 \r\n${prompt}`);
  await expect(refuse()).rejects.toMatchObject({
    name: 'BootError',
    fault: 'dut',
    message: expect.stringContaining('came back to the prompt'),
    evidence: expect.arrayContaining(['u-boot: bootcmd=false']),
    remedy: expect.stringContaining('printenv bootcmd'),
  });
  expect(commands()).toHaveLength(1);
});

test('where the numbers leave it open, the boot command is given once more', async () => {
  const countdown = `Hit any key to stop autoboot:  1 \b\b\b 0 \r\n${prompt}`;
  const returns = booting({ bootcmd: 'run nothing' }, '');
  await told(returns.a53, banner, countdown);
  await expect(returns.refuse()).rejects.toMatchObject({
    name: 'BootError',
    evidence: expect.arrayContaining(['u-boot: bootcmd=run nothing']),
  });
  // What was found holds for this boot, and is not asked again.
  const { length } = returns.a53.sent;
  await expect(returns.refuse()).rejects.toMatchObject({ name: 'BootError' });
  expect(returns.a53.sent).toHaveLength(length);

  const boots = booting({ bootcmd: 'run distro_bootcmd' });
  await told(boots.a53, banner, countdown);
  await expect(boots.refuse()).rejects.toMatchObject({
    name: 'PortError',
    message: expect.stringContaining('nobody sent'),
    evidence: expect.arrayContaining(['boot, given again: the board boots']),
  });
});

test.each<readonly [string, Readonly<Record<string, string>>, string | undefined, object]>([
  ['there is no boot command', {}, '', { name: 'BootError', message: expect.stringContaining('bootcmd is not set') }],
  ['it is to wait', { bootcmd: 'run x', bootdelay: '-1' }, '', { name: 'BootError', message: expect.stringContaining('bootdelay is -1') }],
  [
    'its boot command comes back',
    { bootcmd: 'false', bootdelay: '-2' },
    '',
    { name: 'BootError', message: expect.stringContaining('came back') },
  ],
  [
    'its boot command boots',
    { bootcmd: 'run x', bootdelay: '1' },
    undefined,
    { name: 'HilError', fault: 'lab', message: expect.stringContaining('nothing tells why') },
  ],
])('a prompt that no countdown came before, and %s', async (_, variables, boot, error) => {
  const { a53, refuse } = booting(variables, boot);
  await told(a53, banner, prompt);
  await expect(refuse()).rejects.toMatchObject(error);
});

test.each<readonly [string, string, string, string]>([
  // Which noise does not hit.
  ['a countdown that wants a certain key', `${banner}Autoboot in 3 seconds\r\n`, prompt, 'nothing tells why'],
  ['another prompt', `${banner}Hit any key to stop autoboot:  1 \b\b\b 0 \r\n`, '=> ', 'nobody sent'],
  ['a console that was silent', 'U-Boot SPL 2022.04\r\nNOTICE:  BL31: v2.6\r\n', prompt, 'nobody sent'],
])('a boot command given once more tells as well behind %s', async (_, text, shows, says) => {
  const returns = booting({ bootcmd: 'false' }, '', shows);
  returns.a53.receive(text + shows);
  await returns.a53.expect(shows.trim(), { within: '5s' });
  await expect(returns.refuse()).rejects.toMatchObject({ name: 'BootError', message: expect.stringContaining('came back') });

  const boots = booting({ bootcmd: 'run x' }, undefined, shows);
  boots.a53.receive(text + shows);
  await boots.a53.expect(shows.trim(), { within: '5s' });
  await expect(boots.refuse()).rejects.toMatchObject({ fault: 'lab', message: expect.stringContaining(says) });
});

test('a question for the terminal behind the prompt is no key', async () => {
  const { a53, refuse } = booting({ bootcmd: 'false' });
  a53.receive(`${banner}Hit any key to stop autoboot:  0 \r\n${prompt}\x1b[6n`);
  await a53.expect(prompt.trim(), { within: '5s' });
  await expect(refuse()).rejects.toMatchObject({ name: 'BootError' });
});

test('what begins like a prompt below the countdown is none', async () => {
  const { a53, refuse } = booting({ bootcmd: 'run x' });
  a53.receive(`${banner}Hit any key to stop autoboot:  1 \b\b\b 0 \r\n## `);
  await a53.expect('## ', { within: '5s' });
  await expect(refuse()).resolves.toBeUndefined();
});

test('a boot that was tried and failed has said so, and a boot that was typed into is that of whoever typed', async () => {
  const tried = booting({ bootcmd: 'run x' });
  await told(tried.a53, banner, `Hit any key to stop autoboot:  0 \r\nCouldn't find partition mmc 2:1\r\n${prompt}`);
  await expect(tried.refuse()).resolves.toBeUndefined();

  const typed = booting({ bootcmd: 'run x' });
  typed.a53.onSend = () => {};
  await typed.a53.send('\x03');
  await told(typed.a53, banner, `Hit any key to stop autoboot:  1 \b\b\b 0\r\n${prompt}`);
  await expect(typed.refuse()).resolves.toBeUndefined();
});

test('`boot` that comes back at once where it was entered', async () => {
  const { a53, unwanted } = booting({ bootcmd: 'false' }, '');
  await told(a53, banner, `Hit any key to stop autoboot:  1 \b\b\b 0\r\n${prompt}`);
  const since = a53.mark();
  const refuse = () => unwanted.refuse({ wanted: 'login', stage: 'u-boot', since }, new AbortController().signal);
  await expect(refuse()).resolves.toBeUndefined();
  await told(a53, `boot\r\n${prompt}`);
  await expect(refuse()).rejects.toMatchObject({ name: 'BootError', message: expect.stringContaining('came back') });
});
