import { PortError } from '../core/errors.ts';
import type { CoreActivity, ModelLimit, ModelNoteSource, SimulatedPace } from '../core/model-limit.ts';
import {
  anySignal,
  boardClock,
  type Clock,
  formatMs,
  isAwaited,
  monotonicMs,
  type Overdue,
  overdueMs,
  overdueOf,
  watchListeners,
} from '../core/time.ts';

// In host time: a host that is short of CPU for longer than this is no host to test on.
const patienceMs = 60_000;
const askEveryMs = 250;
// Less is what its slices lose while collections of memory and other boards are in their way.
const enough = 0.9;

/**
 * Whether a simulated board lives in the time that its clock shows: its process may have been stopped, and its M-core kept from executing, while the time
 * for an answer went by. Hardware always does.
 */
export class BoardPace {
  /**
   * For what Linux, a boot loader or a whole board should do: waits end no sooner than its process has run for so long without a gap, and its
   * processors were given so much board time.
   */
  readonly board: Clock;
  /** For what the M-core should do: waits end no sooner than the core was given so much board time. */
  readonly core: Clock;
  /** A wait came to nothing although the board had not had its time. */
  onShort: (limit: ModelLimit) => void = () => {};
  #source: Pick<ModelNoteSource, 'pace'> | undefined;
  readonly #clock: Clock;

  readonly #patienceMs: number;

  /** `patience`: host milliseconds for which a board that is late is waited for beyond its time. */
  constructor(clock: Clock, { patience = patienceMs }: { readonly patience?: number | undefined } = {}) {
    this.#clock = clock;
    this.#patienceMs = patience;
    const patient = (ms: number, floorMs: number | undefined, more: (begin: Begin) => Promise<ModelLimit | undefined>): Overdue => {
      const begin = { hostAt: monotonicMs(), boardAt: clock.now() };
      const due = clock.overdue(ms, floorMs);
      const over = new AbortController();
      watchListeners(over.signal);
      const end = async (): Promise<void> => {
        const limit = await more(begin).catch(() => undefined);
        // Most waits find what they wait for, and what was short then is nobody's affair.
        if (limit && isAwaited(over.signal)) this.onShort(limit);
        over.abort(due.reason);
      };
      due.addEventListener('abort', () => void end(), { once: true });
      return overdueOf(over.signal, due);
    };
    this.board = { ...clock, overdue: (ms, floorMs) => patient(ms, floorMs, (begin) => this.#untilAwake(begin, ms, floorMs)) };
    this.core = { ...clock, overdue: (ms, floorMs) => patient(ms, floorMs, (begin) => this.#untilGiven(begin, ms)) };
  }

  /** The board is a simulated one. */
  follow(source: Pick<ModelNoteSource, 'pace'> | undefined): void {
    this.#source = source;
  }

  /** Host monotonic milliseconds since which the board's process has run; 0 on hardware. Throws PortError when it does not answer. */
  async awakeSince(): Promise<number> {
    return (await this.#source?.pace(0))?.awakeSince ?? 0;
  }

  /** What the core of a simulated board does, as its simulation knows; undefined on hardware, and where it does not answer. */
  async coreActivity(): Promise<CoreActivity | undefined> {
    return (await this.#ask(0))?.core;
  }

  /** Whether the core was given so many board milliseconds since then, in host monotonic milliseconds. */
  async coreHad(ms: number, since: number): Promise<boolean> {
    if (!this.#source) return true;
    const pace = await this.#ask(since * this.#clock.speed);
    return pace !== undefined && pace.coreMs >= enough * ms;
  }

  async #untilAwake({ hostAt, boardAt }: Begin, ms: number, floorMs: number | undefined): Promise<ModelLimit | undefined> {
    const patience = boardClock().overdue(this.#patienceMs);
    // Simulating it costs more of a busy host's time than it lives in: the floor is its due as well.
    const dueMs = overdueMs(ms, this.#clock.speed, floorMs) * this.#clock.speed;
    for (let since = hostAt; this.#source; ) {
      const pace = await this.#ask(boardAt);
      const [isAwake, lackMs] = [pace !== undefined && pace.awakeSince <= since, dueMs - (pace?.boardMs ?? dueMs)];
      if (isAwake && lackMs <= (1 - enough) * dueMs) return undefined;
      if (patience.aborted) {
        const name = isAwake
          ? `the board was given ${formatMs(dueMs - lackMs)} of ${formatMs(dueMs)} of its time`
          : 'the process of the board stood still';
        return { by: 'linux', kind: 'pace', name, fatal: false };
      }
      since = pace?.awakeSince ?? since;
      const again = isAwake ? boardClock().overdue(Math.max(askEveryMs, lackMs / this.#clock.speed)) : this.#clock.overdue(ms, floorMs);
      await aborted(anySignal(pace ? again : boardClock().overdue(askEveryMs), patience));
    }
    return undefined;
  }

  async #untilGiven({ boardAt }: Begin, ms: number): Promise<ModelLimit | undefined> {
    const patience = boardClock().overdue(this.#patienceMs);
    for (let given = 0; this.#source; ) {
      given = (await this.#ask(boardAt))?.coreMs ?? given;
      if (given >= enough * ms) return undefined;
      if (patience.aborted) {
        const name = `the M7 was given ${formatMs(given)} of ${formatMs(ms)} of its time`;
        return { by: 'm7', kind: 'pace', name, fatal: false };
      }
      await aborted(boardClock().overdue(Math.min(askEveryMs, Math.max(10, (ms - given) / this.#clock.speed))));
    }
    return undefined;
  }

  async #ask(since: number): Promise<SimulatedPace | undefined> {
    try {
      return await this.#source?.pace(since);
    } catch (error) {
      if (error instanceof PortError) return undefined;
      this.#source = undefined;
      return undefined;
    }
  }
}

interface Begin {
  /** Host monotonic milliseconds. */
  readonly hostAt: number;
  readonly boardAt: number;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
