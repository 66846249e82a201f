import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { longestTimerMs, startAwakeTimer } from './awake-time.ts';

export type Duration = `${number}${'ms' | 's' | 'min' | 'h'}`;

const unitMs: Record<string, number> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

/** Milliseconds of a duration such as '25s'. Throws RangeError on anything else, so that a mistyped one never becomes NaN. */
export const toMs = (duration: Duration): number => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|min|h)$/.exec(duration) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new RangeError(`'${duration}' is not a duration; write '500ms', '25s', '2min' or '1h'`);
  }
  return Number(amount) * unitMs[unit]!;
};

/** A duration for people: '480 ms', '12.3 s', '2 min 5 s', '8 h 20 min'. */
export const formatMs = (ms: number): string => {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/**
 * What a limit was and how long was waited, each with whose time it is where they differ: a board that lives faster has its limits in its own time, and
 * a floor of host time below them. `waitedMs`: board time.
 */
export const limitText = (within: Duration, waitedMs: number, speed: number): string =>
  speed === 1
    ? `within ${within} (waited ${formatMs(waitedMs)})`
    : `within ${within} of board time (waited ${formatMs(waitedMs / speed)} of host time, ${formatMs(waitedMs)} of the board's)`;

/** Time as the board lives it. On hardware it is the host's monotonic time; a simulated board may live faster. */
export interface Clock {
  /** Board milliseconds per host millisecond: 1 on hardware. */
  readonly speed: number;
  /** Milliseconds of board time since an arbitrary origin shared by all processes of this host; never goes back. */
  now(): number;
  /** Sleeps `ms` of board time. Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * A signal that aborts once something that takes at most `ms` of board time is overdue. On a board that lives faster
   * than the host it has a floor in wall time, since a busy host must not make a false timeout. Time in which this program did not run counts for nothing.
   * `floorMs`: host milliseconds, 10,000 by default; more for what consists of many parts with a floor each. Disposed of it never aborts: for a wait
   * that found what it waited for.
   */
  overdue(ms: number, floorMs?: number): Overdue;
}

export type Overdue = AbortSignal & Disposable;

/** Host monotonic milliseconds (CLOCK_MONOTONIC): comparable between processes of one host, not between hosts or boots. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

const overdueFloorMs = 10_000;

/** Host milliseconds after which something that takes `ms` of board time is overdue. */
export const overdueMs = (ms: number, speed: number, floorMs = overdueFloorMs): number =>
  speed === 1 ? ms : Math.max(ms / speed, Math.min(ms, floorMs));

/** The clock of a board that lives `speed` times as fast as the host: 1 for hardware. */
export const boardClock = (speed = 1): Clock => ({
  speed,
  now: () => monotonicMs() * speed,
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    const until = monotonicMs() + ms / speed;
    // A timer counts from the event loop's own time and rounds to whole milliseconds, so that it may fire up to one too early.
    do {
      await wait(Math.min(until - monotonicMs(), longestTimerMs), undefined, signal ? { signal } : {}).catch((cause) => {
        throw signal?.aborted ? signal.reason : cause;
      });
    } while (monotonicMs() < until);
  },
  overdue: (ms, floorMs) => {
    const timer = startAwakeTimer(overdueMs(ms, speed, floorMs));
    return overdueOf(timer.signal, timer);
  },
});

/** The signal itself, which ends with what makes it abort. */
export const overdueOf = (signal: AbortSignal, source: Disposable): Overdue =>
  Object.assign(signal, { [Symbol.dispose]: () => source[Symbol.dispose]() });

// Node 20 lets a timeout be collected, and never fire, when nothing but a combined signal refers to it.
const sourcesOf = new WeakMap<AbortSignal, readonly AbortSignal[]>();
const combinedOf = new WeakMap<AbortSignal, WeakRef<AbortSignal>[]>();

/** One signal that aborts with the first of the given ones; undefined entries are left out. */
export const anySignal = (...signals: readonly (AbortSignal | undefined)[]): AbortSignal => {
  const sources = signals.filter((signal) => signal !== undefined);
  const any = AbortSignal.any(sources);
  sourcesOf.set(any, sources);
  for (const source of sources) {
    const combined = combinedOf.get(source);
    if (!combined) continue;
    combined.push(new WeakRef(any));
    watchListeners(any);
  }
  return any;
};

/** From now on `isAwaited` is answered for it. Not for every signal: that of a whole run is combined thousands of times. */
export const watchListeners = (signal: AbortSignal): void => {
  if (!combinedOf.has(signal)) combinedOf.set(signal, []);
};

/** Whether anybody listens to a watched signal, or to one that was combined of it: whoever found what it waited for does so no more. */
export const isAwaited = (signal: AbortSignal): boolean =>
  getEventListeners(signal, 'abort').length > 0 ||
  (combinedOf.get(signal) ?? []).some((combined) => {
    const any = combined.deref();
    return any !== undefined && isAwaited(any);
  });

/** Rejects with the signal's reason as soon as it aborts, else settles as the promise does. */
export const untilAborted = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  signal.throwIfAborted();
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
};
