import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommandError } from '../../core/errors.ts';
import type { Output, RemoteShell, RunOptions, StreamOptions } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';
import { openPty, type Pty } from '../../drivers/testing/pty.ts';
import { missing } from '../../drivers/testing/wires.ts';
import { rpmsgEcho } from './rpmsg-echo.ts';

/** The shell of this host in place of the board's. */
const hostShell = {
  async run(command: string, { timeout, reject = true }: RunOptions = {}): Promise<Output> {
    const limit = timeout === undefined ? {} : { signal: boardClock().overdue(Number.parseInt(timeout, 10)) };
    const child = spawn('/bin/sh', ['-c', command], { stdio: 'ignore', ...limit });
    child.on('error', () => {});
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
    if (reject && status !== 0) throw new CommandError(`ended with ${status}`, status ?? -1, '');
    return { exitCode: status ?? -1, stdout: '', stderr: '', durationMs: 0 };
  },
  async stream(command: string, onText: (text: string) => void, { signal }: StreamOptions = {}): Promise<void> {
    const child = spawn('/bin/sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    const kill = () => process.kill(-child.pid!, 'SIGKILL');
    signal?.addEventListener('abort', kill, { once: true });
    child.stdout.on('data', (chunk: Buffer) => onText(chunk.toString()));
    await once(child, 'close');
    signal?.removeEventListener('abort', kill);
  },
} as unknown as RemoteShell;

/** Hears what Linux writes into the tty, as the M7 would, and answers what `answer` says. */
const m7On = (tty: Pty, answer: (heard: string) => readonly string[]): { readonly heard: () => string } => {
  let all = '';
  tty.output.on('data', (chunk: Buffer) => {
    all += chunk.toString();
    for (const piece of answer(all)) tty.input.write(piece);
  });
  return { heard: () => all };
};

const echo = (device: string, within: `${number}ms`) =>
  rpmsgEcho(hostShell, "is anybody 'there'?", { clock: boardClock(), within, device, signal: new AbortController().signal });
const sent = "is anybody 'there'?";

describe.skipIf(missing('/usr/bin/socat'))('an echo over a tty', () => {
  let tty: Pty;
  beforeEach(async () => {
    tty = await openPty();
  });
  afterEach(async () => {
    await tty[Symbol.asyncDispose]();
  });

  test('comes in pieces behind a greeting, and is sent once', async () => {
    const m7 = m7On(tty, (all) => (all === sent ? ['hello world!', 'is any', "body 'there'?"] : []));
    expect(await echo(tty.path, '60000ms')).toBe(`hello world!${sent}`);
    expect(m7.heard()).toBe(sent);
  });

  test('that is lost is not asked for again: what came is all there is at the end of the limit', async () => {
    const m7 = m7On(tty, (all) => (all === sent ? ['hello world!'] : []));
    expect(await echo(tty.path, '1500ms')).toBe('hello world!');
    expect(m7.heard()).toBe(sent);
  });

  test('of a channel that goes away is what came until then', async () => {
    m7On(tty, () => {
      void tty.unplug();
      return [];
    });
    expect(await echo(tty.path, '60000ms')).toBe('');
  });

  test('needs a channel', async () => {
    await expect(echo(`${tty.path}-of-nobody`, '200ms')).rejects.toThrow('the M7 offers no RPMsg channel');
  });
});
