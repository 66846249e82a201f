import { ConnectionLostError, PortError } from '../../core/errors.ts';
import { anySignal, type Clock, monotonicMs } from '../../core/time.ts';
import type { Channels } from '../channels.ts';
import type { M7Pulse } from '../m7/m7-pulse.ts';

export interface HearOutOptions {
  readonly channels: Pick<Channels, 'lastLinuxByteAt' | 'excerpt' | 'consoles'>;
  readonly clock: Clock;
  readonly pulse: Pick<M7Pulse, 'next'>;
  readonly isLinux: () => boolean;
  readonly answers: (signal: AbortSignal) => Promise<boolean>;
  readonly answersOnConsole: (signal: AbortSignal) => Promise<boolean>;
  /** Host monotonic milliseconds at which the scenario last looked at what the A53 console said; undefined where it did not. */
  readonly consoleLookedAt: number | undefined;
}

// Board time: what a command set off is on the console by then, or never.
const quietMs = 300;
// Wall time: bytes take their way through sockets and a busy host.
const quietFloorMs = 60;
// Wall time: a console that never pauses says nothing more by being waited for.
const longestMs = 2000;
// Board time, with a floor on a board that lives faster.
const answerWithinMs = 15_000;

/** The end of a scenario: what it set off has come, and Linux, where it should run, answers. Throws ConnectionLostError when it does not, PortError where a console that the scenario looked at is dead. */
export const hearOut = async (options: HearOutOptions, signal: AbortSignal): Promise<void> => {
  const { answers, answersOnConsole, channels, clock, isLinux, pulse } = options;
  const wasLinux = isLinux();
  if (wasLinux && !(await answers(anySignal(signal, clock.overdue(answerWithinMs))).catch(() => false))) {
    signal.throwIfAborted();
    // It may have gone down meanwhile, which incidents tell.
    if (isLinux() && !(await answersOnConsole(signal))) throw silent(channels.excerpt(0, 10));
  }
  if (wasLinux && isLinux()) await proveConsole(options, signal);
  await quietMoment(options, signal);
  await pulse.next(signal);
};

// What did not come over a wire that has died may have been said: a scenario that wants silence would be satisfied by it.
const proveConsole = async (
  { answersOnConsole, channels, consoleLookedAt, isLinux }: HearOutOptions,
  signal: AbortSignal,
): Promise<void> => {
  const { a53 } = channels.consoles;
  const isHeard = (): boolean => (a53.lastByteAt ?? 0) > (consoleLookedAt ?? 0);
  if (consoleLookedAt === undefined || isHeard() || (await answersOnConsole(signal)) || isHeard() || !isLinux()) return;
  throw new PortError('the a53 console, which the scenario looked at, says nothing at all, not even to Enter, while Linux runs', {
    remedy:
      'check the cable and the terminal server of the a53 console: what was not heard there may have been said; a scenario that stops the getty of the board has to start it again',
  });
};

const quietMoment = async ({ channels, clock }: HearOutOptions, signal: AbortSignal): Promise<void> => {
  const quiet = Math.max(quietMs / clock.speed, quietFloorMs);
  const begin = monotonicMs();
  for (;;) {
    const now = monotonicMs();
    const since = Math.max(begin, channels.lastLinuxByteAt);
    if (now - since >= quiet || now - begin > longestMs) return;
    await clock.sleep((since + quiet - now + 1) * clock.speed, signal);
  }
};

const silent = (evidence: readonly string[]): ConnectionLostError =>
  new ConnectionLostError('after the last step Linux answered neither over SSH nor on its console', {
    evidence,
    remedy: 'read what the board said last: it may have frozen, or its console and network were taken down',
  });
