import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
const bin = fileURLToPath(new URL('../../../bin/hil.js', import.meta.url));

export interface HilOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of both streams together. */
  readonly text: string;
}

/** One `node bin/hil.js …` as a user starts it, with a mark in its environment by which all that it starts is known. */
export class HilProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly #mark: string;
  #stdout = '';
  #stderr = '';
  constructor(args: readonly string[], { cwd, env }: HilOptions, mark: string) {
    this.#mark = mark;
    this.child = spawn(process.execPath, [bin, ...args], {
      cwd,
      env: { ...userEnvironment(), ...env, HIL_TEST_MARK: mark },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.ended = once(this.child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
      text: this.#stdout + this.#stderr,
    }));
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Processes with this run's mark, by pid and command. */
  get family(): string[] {
    return markedBy(this.#mark);
  }

  async until(condition: () => boolean, timeout = 60_000): Promise<void> {
    await vi.waitFor(
      () => {
        if (!condition()) throw new Error(`it did not come; so far:\n${this.#stdout}${this.#stderr}`);
      },
      { timeout, interval: 20 },
    );
  }
}

// What the test runner sets would make the run believe that it is a test.
const userEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV|NODE_OPTIONS|DEV|PROD|SSR|MODE|BASE_URL)/.test(name)),
  );

const markedBy = (mark: string): string[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`HIL_TEST_MARK=${mark}`)) return [];
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        // The kernel gives the memory of a process back before its entry.
        return command === '' ? [] : [`${pid} ${command}`];
      } catch {
        return [];
      }
    });
