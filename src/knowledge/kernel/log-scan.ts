import type { KernelIncident } from '../../core/incident.ts';
import { createDetector } from './detector.ts';
import { remembered } from './incident-log.ts';

export interface LogScanOptions {
  /** Each incident once, as it is at its end, and in the order of the headlines but for what many others overlap. */
  readonly tell: (incident: KernelIncident) => void;
  /** The log is still being written: each incident is told when it is over, and not again if a late consequence reopens it. */
  readonly live?: boolean;
  /** As soon as its headline is there. */
  readonly opened?: (incident: KernelIncident) => void;
}

/** The detector over a log whose runner nobody knows. What it holds does not grow with the log. */
export class LogScan {
  readonly #options: LogScanOptions;
  /** Closed ones, by number, that a consequence may still reopen. */
  readonly #pending = new Map<number, KernelIncident>();
  readonly #detector = createDetector({
    onIncident: (phase, incident) => {
      if (phase === 'opened') this.#options.opened?.(incident);
      else this.#close(incident);
    },
  });

  constructor(options: LogScanOptions) {
    this.#options = options;
  }

  /** `at` in host milliseconds, for a log that is still being written. */
  feed(chunk: Uint8Array, at = 0): void {
    this.#detector.feed('a53', chunk, at);
  }

  /** For a log that is still being written: ends what has been quiet. */
  idle(now: number): void {
    this.#detector.idle(now);
  }

  end(): void {
    this.#detector.end();
    if (!this.#options.live) this.#tellUpTo(Number.POSITIVE_INFINITY);
  }

  #close(incident: KernelIncident): void {
    const number = Number(incident.id.replace(/\D+/g, ''));
    if (this.#options.live) {
      this.#tellOnce(number, incident);
      return;
    }
    this.#pending.set(number, incident);
    // Only as many as the detector remembers can be the cause of what comes.
    if (this.#pending.size > 2 * remembered) this.#tellUpTo(number - remembered);
  }

  #tellOnce(number: number, incident: KernelIncident): void {
    const first = !this.#pending.has(number);
    this.#pending.set(number, incident);
    for (const old of this.#pending.keys()) if (old <= number - 2 * remembered) this.#pending.delete(old);
    if (first) this.#options.tell(incident);
  }

  #tellUpTo(last: number): void {
    const over = [...this.#pending].filter(([number]) => number <= last);
    for (const [number] of over) this.#pending.delete(number);
    const start = (incident: KernelIncident): number => incident.range?.firstByte ?? 0;
    for (const [, incident] of over.sort(([, one], [, other]) => start(one) - start(other))) this.#options.tell(incident);
  }
}

/** Incidents of a whole log, in the order of their headlines. */
export const scanText = (log: string): readonly KernelIncident[] => {
  const incidents: KernelIncident[] = [];
  const scan = new LogScan({ tell: (incident) => incidents.push(incident) });
  scan.feed(Buffer.from(log));
  scan.end();
  return incidents;
};
