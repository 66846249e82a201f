import { once } from 'node:events';
import type { Command } from 'just-bash';
import { command, failure, output } from './command.ts';
import type { Session } from './session.ts';

const units: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** sleep(1) of coreutils: all that it is given together. The shell library's own ends after an hour, whatever was asked for. */
export const sleepCommand = (session: Session): Command =>
  command('sleep', async (args) => {
    if (args.length === 0) return failure('sleep: missing operand\n');
    const times = args.map(msOf);
    const odd = times.indexOf(undefined);
    if (odd !== -1) return failure(`sleep: invalid time interval '${args[odd]}'\n`);
    await sleepFor(
      session,
      times.reduce<number>((sum, ms) => sum + ms!, 0),
    );
    return output();
  });

const msOf = (word: string): number | undefined => {
  if (/^inf(?:inity)?$/i.test(word)) return Number.POSITIVE_INFINITY;
  const [, amount, unit = ''] = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(word) ?? [];
  return amount === undefined ? undefined : Number(amount) * units[unit]!;
};

/** Waits for milliseconds of the board's time, or until the session or one of its deadlines is over. */
export const sleepFor = async (session: Session, ms: number): Promise<void> => {
  await session.linux.sleep(ms, AbortSignal.any([session.signal, ...session.deadlines]));
  // Past a deadline a loop around `sleep` must still give the rest of the process a turn until it is cut off.
  if (session.deadlines.some(({ aborted }) => aborted)) await new Promise((resolve) => setImmediate(resolve));
  // Nothing runs on a system that hangs or has panicked.
  if (!session.linux.answers && !session.signal.aborted) await once(session.signal, 'abort');
};
