// In host time. A busy host delays a timer by tenths of a second; what was stopped, frozen or kept busy, by more.
const lookEveryMs = 250;
const gapMs = 1000;

let pending = 0;
let ticking: NodeJS.Timeout | undefined;
let looked = 0;
let lostMs = 0;
let awakeFrom = 0;

/**
 * A signal that aborts, with a TimeoutError, once this program has run for `ms` host milliseconds. The time in which it was stopped by a signal, frozen
 * or too busy to look counts for nothing, and what had arrived by then is read first: a timer that is due goes before input that waits.
 */
export const afterAwake = (ms: number): AbortSignal => {
  const ending = new AbortController();
  begin();
  const from = awakeMs();
  const arm = (leftMs: number): void => void setTimeout(look, Math.min(leftMs, longestTimerMs)).unref();
  const look = (): void => {
    const leftMs = ms - (awakeMs() - from);
    if (leftMs >= 1) arm(leftMs);
    // Input is read between the two, and handed on before the second.
    else setImmediate(() => setImmediate(end));
  };
  const end = (): void => {
    done();
    ending.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  };
  arm(ms);
  return ending.signal;
};

/** Watches for as long as this program runs: host monotonic milliseconds since which it has run without a gap; 0 for always. */
export const watchAwake = (): (() => number) => {
  begin();
  return () => {
    awakeMs();
    return awakeFrom;
  };
};

// What a timer holds: 31 bits.
const longestTimerMs = 2 ** 31 - 1;

/** Host monotonic milliseconds without those in which nothing ran while somebody waited. */
const awakeMs = (): number => {
  const now = performance.now();
  const passed = now - looked;
  looked = now;
  if (passed > lookEveryMs + gapMs) {
    lostMs += passed - lookEveryMs;
    awakeFrom = Number(process.hrtime.bigint()) / 1e6;
  }
  return now - lostMs;
};

const begin = (): void => {
  if (pending++ > 0) return;
  looked = performance.now();
  ticking = setInterval(awakeMs, lookEveryMs).unref();
};

const done = (): void => {
  if (--pending === 0) clearInterval(ticking);
};
