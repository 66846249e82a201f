import { expect, test } from 'vitest';
import type { RemoteShell } from '../../core/shell.ts';
import { followKernelLog, KmsgReader } from './kernel-log.ts';

type Script = Readonly<Record<string, readonly (readonly string[])[]>>;

/** A shell whose commands print these lines, one list a call, and then fail; when nothing is left to say, the link is cut. */
const followed = async (script: Script) => {
  const told = { lines: [] as string[], gaps: [] as number[], unwatched: [] as string[] };
  const cut = new AbortController();
  const calls = new Map<string, number>();
  const stream: RemoteShell['stream'] = async (command, onLine) => {
    const call = calls.get(command) ?? 0;
    calls.set(command, call + 1);
    const lines = script[command]?.[call];
    if (!lines && call > 0) cut.abort(new Error('the link is cut'));
    for (const line of lines ?? []) onLine(line);
    throw new Error(`${command}: ${lines ? 'Broken pipe' : 'not there'}`);
  };
  await followKernelLog(
    { stream } as RemoteShell,
    { onLine: (line) => told.lines.push(line), onGap: (count) => told.gaps.push(count), onUnwatched: (why) => told.unwatched.push(why) },
    cut.signal,
  );
  return told;
};

test('records come as dmesg shows them, without dictionaries and escapes', () => {
  const lines: string[] = [];
  const reader = new KmsgReader({ onLine: (line) => lines.push(line), onGap: () => {} });
  for (const line of ['6,1,0,-;Booting Linux', ' SUBSYSTEM=cpu', '3,2,169645816,-,caller=T1;rcu: a\\x0atwo', 'noise']) reader.line(line);
  expect(lines).toEqual(['[    0.000000] Booting Linux', '[  169.645816] rcu: a', '[  169.645816] two']);
});

test('a reader that was overtaken begins anew, tells each record once, and how many it has missed', async () => {
  const told = await followed({
    'cat /dev/kmsg': [
      ['6,1,0,-;a', '6,2,0,-;b'],
      ['6,2,0,-;b', '6,9,0,-;c'],
    ],
  });
  expect(told).toEqual({ lines: ['[    0.000000] a', '[    0.000000] b', '[    0.000000] c'], gaps: [6], unwatched: [] });
});

test('without /dev/kmsg dmesg follows', async () => {
  const told = await followed({ 'dmesg --follow': [['[    1.000000] a']] });
  expect(told.lines).toEqual(['[    1.000000] a']);
});

test('a log that cannot be followed is told, with the reason', async () => {
  expect((await followed({})).unwatched).toEqual(['dmesg --follow: not there']);
});
