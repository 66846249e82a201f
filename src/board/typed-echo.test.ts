import { expect, test } from 'vitest';
import { ConsoleSession } from '../console/console-session.ts';
import { boardClock } from '../core/time.ts';
import { MemoryStream } from '../drivers/testing/memory-stream.ts';
import { TypedEcho } from './typed-echo.ts';

const bench = () => {
  const stream = new MemoryStream();
  const console = new ConsoleSession({ name: 'a53', stream, clock: boardClock() });
  const echo = new TypedEcho();
  const find = (pattern: RegExp | string): Promise<number> =>
    console.expect(pattern, { within: '300ms', passesOver: (match) => echo.isEcho(match) }).then(({ end }) => end);
  const type = (text: string): void => echo.typed(text, console.mark());
  return { find, say: (text: string) => stream.receive(text), type };
};

test('what was typed and came back ends no wait, however often a pattern stands in it', async () => {
  const { find, say, type } = bench();
  type('missing-app && echo APP-READY\n');
  say('root@verdin:~# missing-app && echo APP-READY\r\nsh: missing-app: not found\r\nroot@verdin:~# ');
  await expect(find('APP-READY')).rejects.toThrow('did not come');
  expect(await find('not found')).toBeGreaterThan(0);
  type('echo aa\n');
  say('echo aa\r\nroot@verdin:~# ');
  await expect(find('aa')).rejects.toThrow('did not come');
});

test('the same words in the answer do', async () => {
  const { find, say, type } = bench();
  type('echo APP-READY\n');
  say('root@verdin:~# echo APP-READY\r\n');
  setTimeout(() => say('APP-READY\r\nroot@verdin:~# '), 20);
  expect(await find('APP-READY')).toBeGreaterThan(30);
  // A pattern that reaches behind what was typed is an answer's, too.
  type('reboot\n');
  say('reboot\r\n[   12.5] reboot: Restarting system\r\n');
  expect(await find('reboot: Restarting')).toBeGreaterThan(60);
});

test('text from before the keys, and a line that nobody echoes, are no echo', async () => {
  const { find, say, type } = bench();
  say('old login: root\r\n');
  type('root\n');
  expect(await find('root')).toBe('old login: root'.length);
  type('\x03');
  say('<INTERRUPT>\r\n');
  expect(await find('INTERRUPT')).toBeGreaterThan(0);
});
