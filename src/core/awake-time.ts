import { heldMs } from './held-time.ts';

// In host time. A busy host delays a timer by tenths of a second; what was stopped, frozen or kept busy, by more.
const lookEveryMs = 250;
const gapMs = 1000;
// Of the time in which a host that runs gave no processor: a wait becomes twice as long at most.
const mostOfWait = 0.5;

let pending = 0;
let ticking: NodeJS.Timeout | undefined;
let looked = 0;
let lostMs = 0;
let awakeFrom = 0;
let held = 0;
let missedMs = 0;
/** Newest last: host monotonic milliseconds, and what was missed until then. */
const samples: { readonly at: number; readonly missedMs: number }[] = [];
// Of ten minutes.
const mostSamples = 2400;

/**
 * A signal that aborts, with a TimeoutError, once this program has run for `ms` host milliseconds. The time in which it was stopped by a signal, frozen,
 * too busy to look, or ready to run on a host that gave it no processor counts for nothing, and what had arrived by then is read first: a timer that is
 * due goes before input that waits. For what may be over before: dispose of it then.
 */
export const startAwakeTimer = (ms: number): Disposable & { readonly signal: AbortSignal } => {
  const ending = new AbortController();
  begin();
  const from = awakeMs();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const over = (): boolean => {
    if (isOver) return false;
    isOver = true;
    clearTimeout(timer);
    done();
    return true;
  };
  const arm = (leftMs: number): void => {
    timer = setTimeout(look, Math.min(leftMs, longestTimerMs)).unref();
  };
  const look = (): void => {
    const leftMs = ms - (awakeMs() - from);
    if (leftMs >= 1) arm(leftMs);
    // Input is read between the two, and handed on before the second.
    else setImmediate(() => setImmediate(end));
  };
  const end = (): void => {
    if (over()) ending.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  };
  arm(ms);
  return { signal: ending.signal, [Symbol.dispose]: over };
};

/** Watches for as long as this program runs: host monotonic milliseconds since which it has run without a gap; 0 for always. */
export const watchAwake = (): (() => number) => {
  begin();
  return () => {
    awakeMs();
    return awakeFrom;
  };
};

/** Watches for as long as this program runs, ten minutes back: for how many host milliseconds since a moment, in host monotonic milliseconds, it did not run and could not help it. */
export const watchLost = (): ((since: number) => number) => {
  begin();
  return (since) => {
    awakeMs();
    const before = samples.find(({ at }) => at >= since) ?? samples.at(-1);
    return missedMs - (before?.missedMs ?? missedMs);
  };
};

// What a timer holds: 31 bits.
export const longestTimerMs = 2 ** 31 - 1;

/** Host monotonic milliseconds without those in which this program did not run and could not help it. */
const awakeMs = (): number => {
  const now = performance.now();
  const passed = now - looked;
  looked = now;
  const gap = passed > lookEveryMs + gapMs ? passed - lookEveryMs : 0;
  const waited = Math.min(passed, heldSinceLook());
  lostMs += Math.max(gap, waited * mostOfWait);
  missedMs += Math.max(gap, waited);
  const at = Number(process.hrtime.bigint()) / 1e6;
  if (gap > 0) awakeFrom = at;
  if (at - (samples.at(-1)?.at ?? 0) >= lookEveryMs / 2) samples.push({ at, missedMs });
  if (samples.length > 2 * mostSamples) samples.splice(0, mostSamples);
  return now - lostMs;
};

const heldSinceLook = (): number => {
  const before = held;
  held = heldMs();
  return held - before;
};

const begin = (): void => {
  if (pending++ > 0) return;
  looked = performance.now();
  held = heldMs();
  ticking = setInterval(awakeMs, lookEveryMs).unref();
};

const done = (): void => {
  if (--pending === 0) clearInterval(ticking);
};
