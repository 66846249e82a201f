import type { Console } from '../../core/console.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { anySignal, type Clock } from '../../core/time.ts';
import { freshLine } from '../boot/login.ts';
import { type UartCounters, uartCounters } from './uart-counters.ts';

export interface TypedKeysOptions {
  readonly console: Console;
  readonly shell: RemoteShell;
  readonly tty: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What the UART of a board counted of what was typed to it. */
export interface TypedKeys {
  readonly typed: number;
  readonly received: number;
  readonly errors: number;
}

const lines = 8;
// Board time, with a floor on a board that lives faster.
const arriveWithinMs = 3000;
const againAfterMs = 200;

/**
 * Types empty lines and asks Linux how many bytes its UART has counted: that needs nobody who reads them or answers. A UART counts while it is open, so
 * it is kept open meanwhile. Undefined where this Linux does not tell. Throws what a command throws.
 */
export const countTyped = async ({ console, shell, tty, clock, signal }: TypedKeysOptions): Promise<TypedKeys | undefined> => {
  const done = new AbortController();
  const keepsOpen = shell.stream(`cat /dev/${tty} > /dev/null`, () => {}, { asRoot: true, signal: anySignal(signal, done.signal) });
  const kept = keepsOpen.catch(() => undefined);
  try {
    const first = await count({ console, shell, tty, clock, signal });
    // What keeps it open may have come too late.
    return first?.received === 0 ? await count({ console, shell, tty, clock, signal }) : first;
  } finally {
    done.abort();
    await kept;
  }
};

const count = async ({ console, shell, tty, clock, signal }: TypedKeysOptions): Promise<TypedKeys | undefined> => {
  const before = await uartCounters(shell, tty, signal);
  if (!before) return undefined;
  for (let line = 0; line < lines; line++) await console.send(freshLine, { signal });
  using overdue = clock.overdue(arriveWithinMs);
  for (;;) {
    const found = since(before, await uartCounters(shell, tty, signal), lines * freshLine.length);
    if (!found || found.received >= found.typed || overdue.aborted) return found;
    await clock.sleep(againAfterMs, signal);
  }
};

const since = (before: UartCounters, now: UartCounters | undefined, typed: number): TypedKeys | undefined =>
  now && { typed, received: now.received - before.received, errors: now.errors - before.errors };
