import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

export const socat = '/usr/bin/socat';

/** A pseudo terminal with raw bytes on its other side, which a serial port driver can open like a USB UART. */
export interface Pty extends AsyncDisposable {
  readonly path: string;
  readonly input: Writable;
  readonly output: Readable;
  /** As if the adapter were pulled. */
  unplug(): Promise<void>;
}

export const openPty = async (): Promise<Pty> => {
  const dir = await mkdtemp(join(tmpdir(), 'pty-'));
  const path = join(dir, 'uart');
  const child = spawn(socat, [`PTY,raw,echo=0,link=${path}`, 'STDIO'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await until(() => existsSync(path));
  const unplug = () => endProcess(child);
  return {
    path,
    input: child.stdin,
    output: child.stdout,
    unplug,
    async [Symbol.asyncDispose]() {
      await unplug();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

export const endProcess = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

/** Waits for a condition of another process. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 2000; tries++) {
    if (await holds()) return;
    await pause(5);
  }
  throw new Error('the condition did not come true in 10 s');
};
