import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PrepareError } from './prepare-error.ts';

/**
 * Waits until no other process prepares this cache; `waiting` is called once if there is one. The lock is the kernel's and is held by a
 * child that ends with its standard input, so it goes when its owner goes, however that happens.
 */
export const lockCache = async (cache: string, waiting: () => void): Promise<AsyncDisposable> => {
  mkdirSync(cache, { recursive: true });
  const file = join(cache, 'lock');
  let holder = await tryLock(file, ['--nonblock']);
  if (!holder) {
    waiting();
    holder = await tryLock(file, []);
  }
  if (!holder) throw new PrepareError(`${file} cannot be locked`, { remedy: 'see that the folder can be written and flock is installed' });
  const { stdin } = holder;
  const ended = once(holder, 'exit');
  return {
    [Symbol.asyncDispose]: async () => {
      stdin?.end();
      await ended;
    },
  };
};

const tryLock = async (file: string, options: readonly string[]): Promise<ChildProcess | undefined> => {
  const holder = spawn('flock', ['--exclusive', ...options, file, 'sh', '-c', 'echo locked; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // Of its own process group: Ctrl-C on the terminal must not take the lock from under a step that is still ending.
    detached: true,
  });
  const locked = once(holder.stdout, 'data').then(() => true);
  const ended = once(holder, 'exit').then(() => false);
  return (await Promise.race([locked, ended]).catch(() => false)) ? holder : undefined;
};
