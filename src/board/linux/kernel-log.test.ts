import { expect, test } from 'vitest';
import type { RemoteShell } from '../../core/shell.ts';
import { followKernelLog, type KernelLogPlace, KmsgReader } from './kernel-log.ts';

const kmsg = 'cat /proc/sys/kernel/random/boot_id /dev/kmsg';

type Script = Readonly<Record<string, readonly (readonly string[])[]>>;

/** A shell whose commands print these lines, one list a call, and then fail; when nothing is left to say, the link is cut. */
const followed = async (script: Script, place: KernelLogPlace = {}) => {
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
    {
      place,
      onLine: (line) => told.lines.push(line),
      onGap: (count) => told.gaps.push(count),
      onUnwatched: (why) => told.unwatched.push(why),
    },
    cut.signal,
  );
  return told;
};

test('a record of a program has its priority in front, and one of the kernel has none', () => {
  const lines: string[] = [];
  const reader = new KmsgReader({ place: {}, onLine: (line) => lines.push(line), onGap: () => {} });
  for (const line of ['4,1,0,-;of the kernel', '12,2,1000000,-;of a program', '30,3,2000000,-;systemd[1]: of a daemon']) reader.line(line);
  expect(lines).toEqual(['[    0.000000] of the kernel', '<12>[    1.000000] of a program', '<30>[    2.000000] systemd[1]: of a daemon']);
});

test('records come as dmesg shows them, without dictionaries and escapes', () => {
  const lines: string[] = [];
  const reader = new KmsgReader({ place: {}, onLine: (line) => lines.push(line), onGap: () => {} });
  for (const line of ['6,1,0,-;Booting Linux', ' SUBSYSTEM=cpu', '3,2,169645816,-,caller=T1;rcu: a\\x0atwo', 'noise']) reader.line(line);
  expect(lines).toEqual(['[    0.000000] Booting Linux', '[  169.645816] rcu: a', '[  169.645816] two']);
});

test('a reader that was overtaken begins anew, tells each record once, and how many it has missed', async () => {
  const told = await followed({
    [kmsg]: [
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

test('what was overwritten between two links to one boot is a gap, and another boot begins at 0', async () => {
  const [one, other] = ['0b2f9a3c-6d1e-4f70-8a55-3c1d2e4f5a6b', '7e1c4d2a-95b3-4c08-b6f1-0a9d8c7b6e5f'];
  const place: KernelLogPlace = {};
  await followed({ [kmsg]: [[one, '6,0,0,-;a', '6,1,0,-;b']] }, place);
  expect((await followed({ [kmsg]: [[one, '6,1,0,-;b', '6,2,0,-;c']] }, place)).gaps).toEqual([]);
  expect((await followed({ [kmsg]: [[one, '6,7,0,-;d']] }, place)).gaps).toEqual([4]);
  expect(await followed({ [kmsg]: [[other, '6,0,0,-;a']] }, place)).toMatchObject({ lines: ['[    0.000000] a'], gaps: [] });
});
