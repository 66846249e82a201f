import { expect, test } from 'vitest';
import type { ConsoleLine, Mark } from '../core/console.ts';
import { ExpectTimeoutError, PortError } from '../core/errors.ts';
import { literalSecret } from '../core/secret.ts';
import { boardClock } from '../core/time.ts';
import { paced } from '../drivers/console/paced-writer.ts';
import { MemoryStream } from '../drivers/testing/memory-stream.ts';
import { rejection } from '../drivers/testing/rejection.ts';
import { wired } from './testing/wired-session.ts';

const start = 0 as Mark;
const within = '10s';

test('finds text and named groups, and says what came before', async () => {
  const { session, hears } = wired();
  hears('U-Boot SPL 2022.04-6.4.0\r\nNormal Boot\r\nReset cause: POR\r\n');
  const match = await session.expect(/Reset cause: (?<cause>\w+)$/m, { within });
  expect(match).toMatchObject({ text: 'Reset cause: POR', groups: { cause: 'POR' }, before: 'U-Boot SPL 2022.04-6.4.0\nNormal Boot\n' });
  expect(match.end).toBe('U-Boot SPL 2022.04-6.4.0\r\nNormal Boot\r\nReset cause: POR'.length);
});

test('a wait is satisfied by what comes later, and the next one starts behind it', async () => {
  const { session, hears } = wired();
  const first = session.expect('login: ', { within });
  hears('verdin-imx8mp login');
  hears(': ');
  const { end } = await first;
  hears('\r\nverdin-imx8mp login: ');
  const second = await session.expect('login: ', { within });
  expect(second.end).toBeGreaterThan(end);
  expect((await session.expect('login: ', { within, since: start })).end).toBe(end);
});

test('reading never consumes: several waits see the same text', async () => {
  const { session, hears } = wired();
  const waits = [session.expect('BL31', { within }), session.expect(/BL(?<n>\d\d):/, { within }), session.expect('NOTICE', { within })];
  hears('NOTICE:  BL31: v2.6\r\n');
  const matches = await Promise.all(waits);
  expect(matches.map(({ text }) => text)).toEqual(['BL31', 'BL31:', 'NOTICE']);
});

test('a search starts at the last power-on, or behind the previous match when that is later', async () => {
  const { session, hears } = wired();
  hears('Reset cause: POR\r\n');
  session.setFloor();
  const second = session.expect(/Reset cause: (\w+)\n/, { within });
  hears('Reset cause: WDOG\r\n');
  expect((await second).text).toBe('Reset cause: WDOG\n');
});

test('a line that was edited before a wait began is nothing that came since', async () => {
  const { session, hears } = wired();
  hears('\r\nverdin login: hil\b \b\b \b\b \b');
  const waiting = session.expect(/(?:verdin|\w+) login/, { within, since: session.mark() });
  // A board that gets power begins with whatever its line picks up.
  hears(Uint8Array.of(0, 0xc8, 0x91));
  hears('\r\nother login: ');
  expect((await waiting).text).toBe('other login');
});

test('a pattern that does not come is the fault of the board, with the last lines as evidence', async () => {
  const { session, hears } = wired();
  hears('Starting kernel ...\r\n\r\n[    0.000000] Linux');
  const error = await rejection(session.expect('login:', { within: '20ms' }));
  expect(error).toBeInstanceOf(ExpectTimeoutError);
  expect(error.message).toContain('"login:" did not come on the a53 console within 20ms');
  expect(error.evidence).toEqual(['a53: Starting kernel ...', 'a53: [    0.000000] Linux']);
});

test('an aborted wait ends with the reason, and the console goes on', async () => {
  const { session, hears } = wired();
  const controller = new AbortController();
  const waiting = rejection(session.expect('never', { within, signal: controller.signal }));
  controller.abort(new Error('kernel panic'));
  expect((await waiting).message).toBe('kernel panic');
  hears('still here');
  await session.expect('still here', { within });
});

test('a lost port ends every wait, yet what was said before can still be found', async () => {
  const { session, near, hears } = wired();
  const lost: Error[] = [];
  session.onLost((error) => lost.push(error));
  const waiting = rejection(session.expect('never', { within }));
  hears('last words');
  near.fail(new PortError('the adapter was pulled'));
  expect(await waiting).toBeInstanceOf(PortError);
  expect(lost).toHaveLength(1);
  expect((await session.expect('last words', { within })).text).toBe('last words');
  expect((await rejection(session.expect('never', { within }))).message).toBe('the adapter was pulled');
  expect(await rejection(session.send('x'))).toBeInstanceOf(PortError);
});

test('what is left of a long text never goes out once its sender was stopped, and what others send stays whole behind it', async () => {
  const { near } = MemoryStream.pair();
  const slow = paced(near, { chunk: 16, gap: '1ms' }, boardClock(), new AbortController().signal);
  const { session } = wired({ stream: slow });
  const stop = new AbortController();
  const long = rejection(session.send('zombie '.repeat(10_000), { signal: stop.signal }));
  while (near.written.length < 1000) await new Promise((resolve) => setImmediate(resolve));
  stop.abort(new Error('the scenario has ended'));
  expect((await long).message).toBe('the scenario has ended');
  const before = near.written.length;
  await session.send('reboot\r');
  expect(near.written.slice(before).replace(/^[zombie ]*/, '')).toBe('reboot\r');
  expect(near.written.length - before).toBeLessThan(300);
});

test('a mark before the retained part is refused with a word', async () => {
  const { session, hears } = wired({ retainBytes: 4096 });
  for (let line = 0; line < 2000; line++) hears(`[${String(line).padStart(12)}] filler of a long night\r\n`);
  const error = await rejection(session.expect('filler', { within, since: start }));
  expect(error.message).toMatch(/byte 0 of the a53 console is no longer retained/);
  expect((await session.expect(/\[ +1999\]/, { within })).text).toBe(`[${'1999'.padStart(12)}]`);
});

test('answers the cursor query of resize, also when it is cut in two', async () => {
  const { session, near, hears } = wired({ answerCursorQuery: { rows: 24, columns: 80 } });
  hears('\x1b7\x1b[r\x1b[999;999H\x1b[');
  hears('6ntorizon@verdin:~$ ');
  await session.expect('torizon@verdin:~$ ', { within });
  expect(near.written).toBe('\x1b[24;80R');
});

test('does not answer it by default', async () => {
  const { session, near, hears } = wired();
  hears('\x1b[6n# ');
  await session.expect('# ', { within });
  expect(near.written).toBe('');
});

test('tells what was sent without secrets', async () => {
  const { session, near } = wired();
  const sent: string[] = [];
  session.onSent((text) => sent.push(text));
  await session.send('hunter2\r', { secret: true });
  await session.send(`echo ${literalSecret('x', 'swordfish-4').reveal()}\r`);
  expect(sent).toEqual(['[secret]\r', 'echo [secret]\r']);
  expect(near.written).toBe('hunter2\recho swordfish-4\r');
});

test('hands over each line once, and an unterminated one when it has been idle', async () => {
  const { session, hears } = wired();
  const lines: ConsoleLine[] = [];
  const idle = new Promise<void>((resolve) =>
    session.onLine((line) => {
      lines.push(line);
      if (!line.terminated) resolve();
    }),
  );
  hears('DRAM:  4 GiB\r\nverdin login: ');
  await idle;
  hears('root\r\n');
  await session.expect('root\n', { within });
  expect(lines.map(({ text, start, terminated }) => [text, start, terminated])).toEqual([
    ['DRAM:  4 GiB', 0, true],
    ['verdin login: ', 14, false],
    ['verdin login: root', 14, true],
  ]);
});

test('the tail keeps ANSI sequences and ends with the open line', () => {
  const { session, hears } = wired();
  hears('a\0b\r\n\x1b[32mok\x1b[0m\r\nlast');
  expect(session.tail(2).map(({ text, terminated }) => [text, terminated])).toEqual([
    ['\x1b[32mok\x1b[0m', true],
    ['last', false],
  ]);
});

test('stamps and counts what comes', () => {
  const { session, hears } = wired();
  expect(session.lastByteAt).toBeUndefined();
  hears('12345');
  expect(session.bytesReceived).toBe(5);
  expect(session.mark()).toBe(5);
  expect(session.lastByteAt).toBeGreaterThan(0);
});

test('the first listeners also get what came before them', async () => {
  const { session, hears } = wired();
  hears('early line\r\nrest');
  session.tail(1);
  const chunks: string[] = [];
  const lines: string[] = [];
  session.onBytes((chunk) => chunks.push(Buffer.from(chunk).toString()));
  session.onLine(({ text }) => lines.push(text));
  hears('!');
  await session.expect('rest!', { within });
  expect(chunks).toEqual(['early line\r\nrest', '!']);
  expect(lines).toEqual(['early line']);
});

test('the tail of a line is told each time it has grown', async () => {
  const { session, hears } = wired();
  const tails: string[] = [];
  session.onTail(({ text, terminated }) => tails.push(`${text}|${terminated}`));
  hears('verdin login');
  session.tail(1);
  hears(': ');
  session.tail(1);
  hears('\r\n');
  session.tail(1);
  expect(tails).toEqual(['verdin login|false', 'verdin login: |false']);
});

test('what is sent after its sender was stopped is neither written nor told as sent', async () => {
  const { session, near } = wired();
  const told: string[] = [];
  session.onSent((text) => told.push(text));
  const signal = AbortSignal.abort(new Error('the scenario has ended'));
  expect(await rejection(session.send('reboot\n', { signal }))).toBe(signal.reason);
  expect([near.written, told]).toEqual(['', []]);
});

test('what waits behind a slow text is not written once its sender was stopped', async () => {
  const { near } = wired();
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const slow = Object.assign(Object.create(near) as typeof near, {
    onData: near.onData.bind(near),
    onLost: near.onLost.bind(near),
    write: (data: Uint8Array) => held.then(() => near.write(data)),
    [Symbol.asyncDispose]: async () => {},
  });
  const { session } = wired({ stream: slow });
  const stop = new AbortController();
  const first = session.send('first\n');
  const second = session.send('second\n', { signal: stop.signal });
  stop.abort(new Error('the scenario has ended'));
  expect(await rejection(second)).toBe(stop.signal.reason);
  letGo();
  await first;
  await session.send('third\n');
  expect(near.written).toBe('first\nthird\n');
});
