import { readlinkSync } from 'node:fs';

const name = 'HIL_TERMINAL';

/** For the environment of a process that owns a board and has no terminal of its own: where the person sits who started the run. Empty where nobody does. */
export const runTerminal = (): Readonly<Record<string, string>> => {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return {};
  try {
    return { [name]: readlinkSync('/proc/self/fd/0') };
  } catch {
    return {};
  }
};

/** The terminal of the run that this process belongs to. */
export const terminalOfRun = (): string | undefined => process.env[name];
