import type { KernelIncident } from '../core/incident.ts';
import { type Clock, monotonicMs } from '../core/time.ts';
import type { Channels } from './channels.ts';

/** How Linux died. */
export interface Death {
  readonly outcome: 'crashed' | 'frozen';
  readonly evidence: readonly string[];
}

export interface DeathWatchOptions {
  readonly channels: Channels;
  readonly clock: Clock;
  /** Host monotonic milliseconds: what was reported before is not ours. */
  readonly since: number;
  readonly incidentsSince: (at: number) => readonly KernelIncident[];
  /** Opens the silent-freeze incident. */
  readonly reportSilence: () => void;
  readonly signal: AbortSignal;
}

// Longer than RCU_CPU_STALL_TIMEOUT (21 s), since a stall that is about to be reported is silent until then,
// and shorter than the 30 s of systemd's RuntimeWatchdogSec on Torizon.
const silentForMs = 25_000;
const lookEveryMs = 500;

/**
 * Resolves when Linux is found dead: a fatal incident was reported, or there was no byte on any channel for 25 s while a key on the console was
 * not echoed, or the board reset by itself out of such a silence. Never resolves while Linux lives; rejects with the signal's reason.
 */
export const watchForDeath = async (options: DeathWatchOptions): Promise<Death> => {
  const { channels, clock, since, incidentsSince, signal } = options;
  let probed = false;
  for (;;) {
    const fatal = incidentsSince(since).filter(({ endsScenario }) => endsScenario);
    const crash = fatal.find(({ kind }) => !withoutAWord.has(kind));
    if (crash) return { outcome: 'crashed', evidence: [crash.title, ...crash.lines.map((line) => `${crash.channels[0]}: ${line}`)] };
    const reset = fatal.find(({ kind }) => withoutAWord.has(kind));
    if (reset) {
      if (reset.kind !== 'silent-freeze') options.reportSilence();
      return { outcome: 'frozen', evidence: [`${reset.title}; no kernel text before it`, ...channels.excerpt(since, 10)] };
    }
    const silentMs = (monotonicMs() - Math.max(channels.lastByteAt, since)) * clock.speed;
    if (silentMs > silentForMs / 2 && !probed) {
      probed = true;
      // A live tty echoes; the byte is harmless at a login prompt and at a shell.
      await channels.consoles.a53.send('\r', { signal }).catch(() => {});
    }
    if (silentMs > silentForMs) {
      options.reportSilence();
      return {
        outcome: 'frozen',
        evidence: [
          `no byte on any channel for ${Math.round(silentMs / 1000)} s, and no echo on the console`,
          ...channels.excerpt(since, 10),
        ],
      };
    }
    await clock.sleep(lookEveryMs, signal);
  }
};

const withoutAWord: ReadonlySet<string> = new Set(['unexpected-reset', 'watchdog-reset', 'silent-freeze']);
