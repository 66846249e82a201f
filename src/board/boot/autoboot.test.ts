import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { boardClock } from '../../core/time.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { stopAutoboot } from './autoboot.ts';
import { MemoryConsole } from './testing/memory-console.ts';

const { profile } = verdinImx8mp.model;

const recording = (name: string): string =>
  readFileSync(new URL(`../../knowledge/boot/recordings/${name}.serial`, import.meta.url), 'latin1');
const clock = boardClock(20);

/** A board that prints a recording up to its countdown and goes on by what it is sent. */
const power = (name: string, stops: boolean) => {
  const console = new MemoryConsole(clock);
  const since = console.mark();
  const text = recording(name);
  const countdown = text.indexOf('Hit any key');
  console.receive(text.slice(0, countdown));
  let counting = true;
  console.onSend = (key) => {
    if (counting) {
      counting = false;
      return console.receive(stops ? 'Hit any key to stop autoboot:  1 \b\b\b 0 \r\nVerdin iMX8MP # ' : text.slice(countdown));
    }
    if (stops && key === '\x03') console.receive('<INTERRUPT>\r\nVerdin iMX8MP # ');
  };
  return { console, options: { console, profile, clock, since } };
};

test('stops the countdown with Ctrl-C alone and sends nothing once the prompt is there', async () => {
  const { console, options } = power('bsp6-stopped-autoboot', true);
  await stopAutoboot(options);
  // What is on its way in the wire of memory arrives in a later turn.
  await new Promise(setImmediate);
  const sent = console.sent.length;
  expect(new Set(console.sent)).toEqual(new Set(['\x03']));
  await clock.sleep(1000);
  expect(console.sent).toHaveLength(sent);
});

test('a boot that went on is an error at once', async () => {
  const { options } = power('bsp6-torizon-cold', false);
  const neverLate = { ...clock, now: () => 0 };
  await expect(stopAutoboot({ ...options, clock: neverLate })).rejects.toMatchObject({
    name: 'BootError',
    message: "the countdown was not stopped and the boot went on: 'Starting kernel ...'",
  });
});

test('a boot that went on while this host was held up is not the fault of the board', async () => {
  const { console, options } = power('bsp6-torizon-cold', false);
  const { onSend } = console;
  console.onSend = (key) => {
    const until = clock.now() + 2000;
    while (clock.now() < until);
    onSend(key);
  };
  await expect(stopAutoboot(options)).rejects.toMatchObject({
    fault: 'lab',
    message: "U-Boot's countdown was over before this host could stop it: 'Starting kernel ...'",
    evidence: expect.arrayContaining([expect.stringMatching(/^between two keys it was held up for [\d.]+ s of the board's time/)]),
  });
});

test('a secured boot loader says why there is no prompt', async () => {
  const { options } = power('bsp6-locked', false);
  await expect(stopAutoboot(options)).rejects.toMatchObject({
    message: "U-Boot offers no prompt: 'U-Boot CLI access is disabled'",
    remedy: expect.stringContaining('HAB'),
  });
});

test('silence is an error with what was said', async () => {
  const console = new MemoryConsole(boardClock());
  console.receive('U-Boot SPL 2022.04\r\n');
  const options = { console, profile, clock: boardClock(), since: 0 as never, within: '150ms' } as const;
  await expect(stopAutoboot(options)).rejects.toMatchObject({
    message: 'U-Boot showed no prompt within 150ms',
    evidence: ['a53: U-Boot SPL 2022.04'],
  });
});

test('a port that is lost ends it with the reason', async () => {
  const console = new MemoryConsole(clock);
  console.send = () => Promise.reject(new Error('the port is gone'));
  await expect(stopAutoboot({ console, profile, clock, since: console.mark() })).rejects.toThrow('the port is gone');
});
