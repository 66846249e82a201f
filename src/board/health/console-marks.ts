import { randomBytes } from 'node:crypto';
import type { Console, ExpectOptions } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import { type RemoteShell, shellQuote } from '../../core/shell.ts';
import { anySignal, type Duration } from '../../core/time.ts';
import { amidKernel } from '../../drivers/shell/kernel-text.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { usualRate } from '../boot/no-banner.ts';
import { uartCounters } from './uart-counters.ts';

export interface ConsoleMarksOptions {
  readonly console: Console;
  readonly profile: BoardProfile;
  /** To the Linux whose console it is, by another way than the console. */
  readonly shell: RemoteShell;
  /** For a line to come; '3s' by default. */
  readonly within?: Duration;
  readonly signal: AbortSignal;
}

/** What came on a console of what its Linux wrote there. */
export type ConsoleMarks =
  /** `unheard`: nothing. `spoilt`: more of it was changed than one hit by something else. `heard`: the wire from the board is good. */
  | { readonly result: 'heard' | 'unheard' | 'spoilt'; readonly tty: string; readonly written: number; readonly heard: number }
  /** This Linux has no UART there, or runs it otherwise than the console of its board: what does not come is its own doing. */
  | { readonly result: 'elsewhere'; readonly why: string }
  /** Linux could not be made to write. */
  | { readonly result: 'unknown'; readonly why: string };

// Every bit in both states, as of the pieces that are typed.
const letters = 'UUUU0123456789abcdefghijklmnopqrst';
const rounds = 2;
const marksOfRound = 8;
// A getty that begins anew drops what waits in its terminal.
const mayBeHit = 2;

/**
 * Lets Linux write lines that nobody can foretell to its console, and looks for them on the wire: that needs no prompt, no login on the console and no
 * key. Also heard where the kernel is told to be quiet, speaks elsewhere or has no login there, since it is the terminal itself that is written to.
 */
export const markConsole = async ({ console, profile, shell, within = '3s', signal }: ConsoleMarksOptions): Promise<ConsoleMarks> => {
  try {
    const ttys = await ttysOf(shell, profile, signal);
    const [tty] = ttys;
    if (tty === undefined) return { result: 'elsewhere', why: `its Linux drives no UART that is ${profile.consoles.a53}` };
    const rate = await rateOf(shell, tty, signal);
    if (rate !== undefined && rate !== usualRate) return { result: 'elsewhere', why: `its Linux runs ${tty} at ${rate} baud` };
    let [written, heard] = [0, 0];
    for (let round = 0; round < rounds && (round === 0 || heard < written); round++) {
      const came = await writeRound({ console, shell, within, signal }, ttys);
      if (came === undefined) return { result: 'unknown', why: `nothing can be written to ${tty} over SSH` };
      written += marksOfRound;
      heard += came;
    }
    return { result: heard === 0 ? 'unheard' : written - heard > mayBeHit ? 'spoilt' : 'heard', tty, written, heard };
  } catch (cause) {
    signal.throwIfAborted();
    return { result: 'unknown', why: cause instanceof Error ? cause.message : String(cause) };
  }
};

/** The UART of the board's console first, where this Linux has it, and whatever else it has for a console. */
const ttysOf = async (shell: RemoteShell, { consoles }: BoardProfile, signal: AbortSignal): Promise<string[]> => {
  const usual = ttyOf(consoles.a53);
  const { stdout } = await shell.run('cat /sys/class/tty/console/active', { reject: false, timeout: '10s', signal });
  const active = stdout.split(/\s+/).filter((name) => /^tty[A-Za-z]+\d+$/.test(name));
  const isThere = active.includes(usual) || (await uartCounters(shell, usual, signal)) !== undefined;
  return [...new Set([...(isThere ? [usual] : []), ...active])];
};

/** `UART3 (ttymxc2)` */
export const ttyOf = (console: string): string => /\((\w+)\)/.exec(console)?.[1] ?? console;

/** Bits a second; one that was never opened has another rate than the console. */
const rateOf = async (shell: RemoteShell, tty: string, signal: AbortSignal): Promise<number | undefined> => {
  const { stdout } = await shell.run(`stty -F /dev/${tty}`, { asRoot: true, reject: false, timeout: '10s', signal });
  const digits = /\bspeed (\d+) baud/.exec(stdout)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** How many came as they were written; undefined where they could not be. */
const writeRound = async (
  { console, shell, within, signal }: Required<Omit<ConsoleMarksOptions, 'profile'>>,
  ttys: readonly string[],
): Promise<number | undefined> => {
  const marks = Array.from({ length: marksOfRound }, () => `hil${randomBytes(4).toString('hex')}${letters}`);
  const since = console.mark();
  // Each wait listens to it.
  const waiting = anySignal(signal);
  const text = `\n${marks.join('\n')}\n`;
  const writing = ttys.map((tty) => `printf '%s' ${shellQuote(text)} > /dev/${tty}`).join(' && ');
  // Some drivers keep who closes until all is sent, which takes for ever where the other side forbids it.
  if ((await shell.run(writing, { asRoot: true, reject: false, timeout: '40s', signal })).exitCode !== 0) return undefined;
  const came = await Promise.all(marks.map((mark) => isHeard(console, mark, { within, since, signal: waiting })));
  return came.filter(Boolean).length;
};

const isHeard = async (console: Console, mark: string, options: ExpectOptions): Promise<boolean> => {
  try {
    await console.expect(new RegExp(amidKernel(mark)), options);
    return true;
  } catch (cause) {
    if (cause instanceof ExpectTimeoutError) return false;
    throw cause;
  }
};
