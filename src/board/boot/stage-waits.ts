import { type BootStage, hasReached } from '../../core/boot-stage.ts';
import { anySignal, type Clock, untilAborted } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import type { Channels } from '../channels.ts';
import { notReached, refuseStopped } from './stage-errors.ts';

export interface StageWaitsOptions {
  readonly channels: Pick<Channels, 'consoles' | 'excerpt'>;
  readonly clock: Clock;
  readonly profile: BoardProfile;
  readonly stage: () => BootStage;
}

/** Whoever waits for a board to come somewhere. */
export class StageWaits {
  readonly #options: StageWaitsOptions;
  readonly #waiting = new Set<() => void>();
  constructor(options: StageWaitsOptions) {
    this.#options = options;
  }

  /** Something was said that may have changed the stage. */
  wake(): void {
    for (const resolve of this.#waiting) resolve();
  }

  /** Throws BootError when it is not reached in board milliseconds, PortError when characters that nobody sent stopped the boot, and the signal's reason. */
  async until(wanted: BootStage, withinMs: number, signal: AbortSignal, also: () => boolean = () => true): Promise<void> {
    const { channels, clock, profile, stage } = this.#options;
    const overdue = clock.overdue(withinMs);
    while (!(hasReached(stage(), wanted) && also())) {
      refuseStopped(wanted, stage(), channels.consoles.a53.tail(4), profile.uboot.prompt);
      try {
        await this.#next(anySignal(signal, overdue));
      } catch (cause) {
        if (signal.aborted || !overdue.aborted) throw cause;
        throw notReached(wanted, stage(), withinMs, channels.excerpt(0, 15));
      }
    }
  }

  async #next(signal: AbortSignal): Promise<void> {
    let wake = (): void => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#waiting.add(wake);
    try {
      await untilAborted(woken, signal);
    } finally {
      this.#waiting.delete(wake);
    }
  }
}
