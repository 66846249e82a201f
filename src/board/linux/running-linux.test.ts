import { expect, test } from 'vitest';
import type { Output, RemoteShell } from '../../core/shell.ts';
import { monotonicMs } from '../../core/time.ts';
import { type OpenLink, RunningLinux } from './running-linux.ts';

const bootId = 'c1f0a7be-8a44-4c55-9f8b-5c0e3e5a7d11';
const never = new Promise<never>(() => {});

/** A Linux that answers with this boot id, and says its mark in the kernel log unless it is `deaf`. */
const linux = ({
  id = bootId,
  knownId = bootId as string | undefined,
  deaf = false,
  hangs = false,
  unheardAt = undefined as number | undefined,
  closed = never as Promise<unknown>,
} = {}) => {
  const run = async (command: string): Promise<Output> => {
    if (hangs) return never;
    const mark = /<15>(hil heard [\da-f]+)/.exec(command)?.[1];
    if (mark && !deaf) queueMicrotask(() => linux.line(`<15>[   12.000000] ${mark}`));
    return { stdout: `${id}\n`, stderr: '', exitCode: 0, durationMs: 1 } as Output;
  };
  const open = { run, closed } as unknown as RemoteShell;
  const link: OpenLink = { open, bootId: knownId, unheardAt };
  const linux: RunningLinux = new RunningLinux(link);
  return linux;
};

test('the same Linux has gone on, and its log was heard up to the question', async () => {
  expect(await linux().goesOn()).toBe(bootId);
  expect(await linux().saidAll()).toBe(bootId);
});

test('another boot id is no answer of the same Linux', async () => {
  const other = { id: '00000000-8a44-4c55-9f8b-5c0e3e5a7d11' };
  expect(await linux(other).goesOn()).toBeUndefined();
  expect(await linux(other).saidAll()).toBeUndefined();
});

test('a log that may have lost a record proves nothing, while the boot id still does', async () => {
  expect(await linux({ unheardAt: monotonicMs() - 1000 }).saidAll()).toBeUndefined();
  expect(await linux({ unheardAt: monotonicMs() - 1000 }).goesOn()).toBe(bootId);
  expect(await linux({ unheardAt: monotonicMs() - 60_000 }).saidAll()).toBe(bootId);
});

test('a connection that breaks while it is asked is an answer', async () => {
  expect(await linux({ hangs: true, closed: Promise.resolve() }).saidAll()).toBeUndefined();
});

test('a Linux that does not answer, and a log that is not heard, are waited for a short time', async () => {
  const [hung, deaf] = await Promise.all([linux({ hangs: true }).goesOn(), linux({ deaf: true }).saidAll()]);
  expect([hung, deaf]).toEqual([undefined, undefined]);
});

test('what is no boot id is no answer', async () => {
  expect(await linux({ id: 'Permission denied', knownId: undefined }).goesOn()).toBeUndefined();
});
