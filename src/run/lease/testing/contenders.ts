import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { monotonicMs } from '../../../core/time.ts';
import { LeaseFolder } from '../lease-folder.ts';

/** A folder of leases that goes with the test. */
export const freshFolder = (): LeaseFolder => {
  const path = mkdtempSync(join(tmpdir(), 'hil-leases-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return new LeaseFolder(path);
};

/** A process that takes leases when it is told to; it goes with the test. */
export class Contender {
  readonly child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string) => void)[] = [];
  constructor(folder: LeaseFolder, terms: { readonly beatMs?: number; readonly expiresMs?: number } = {}, uid?: number) {
    const script = fileURLToPath(new URL('./contender.ts', import.meta.url));
    this.child = spawn(process.execPath, ['--import', 'tsx', script, folder.path, JSON.stringify(terms)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      ...(uid === undefined ? {} : { uid, gid: uid, env: { ...process.env, HOME: '/nonexistent', TMPDIR: '/tmp' } }),
    });
    onTestFinished(() => void this.child.kill('SIGKILL'));
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      const next = this.#waiting.shift();
      if (next) next(line);
      else this.#lines.push(line);
    });
  }

  /** Resolves with its answer. */
  async tell(...command: readonly string[]): Promise<string> {
    this.child.stdin!.write(`${command.join(' ')}\n`);
    return this.next();
  }

  /** What it says next, of its own accord. */
  next(): Promise<string> {
    const line = this.#lines.shift();
    return line === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(line);
  }

  async killed(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

/** Host monotonic time at which all that are told now are ready to spin. */
export const soon = (): string => String(monotonicMs() + 8);
