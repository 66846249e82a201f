import { HilError, PowerError } from '../../core/errors.ts';
import type { PowerState } from '../../core/power.ts';
import { monotonicMs } from '../../core/time.ts';
import type { RecordedSwitch } from './recorded-switch.ts';

export interface PowerControlOptions {
  readonly switch: Pick<RecordedSwitch, 'state' | 'switchedSince'>;
  /** The last lines of every channel. */
  readonly excerpt: () => readonly string[];
  /** The power is off: nothing of this boot comes any more. */
  readonly onOff: () => void;
}

export interface CutOptions {
  readonly mustAnswer?: boolean;
  readonly hasReset?: boolean;
}

// In host time: a relay on the network may be busy.
const relayWithinMs = 10_000;

/** What this program did to a board's power, and what others did. */
export class PowerControl {
  readonly #options: PowerControlOptions;
  #askedAt: number | undefined;
  #wanted: PowerState = 'unknown';
  #darkBy: 'the relay' | 'Linux' | undefined;
  constructor(options: PowerControlOptions) {
    this.#options = options;
  }

  /** Host monotonic milliseconds at which this program last asked for a boot or switched. */
  get askedAt(): number | undefined {
    return this.#askedAt;
  }

  /** A boot was asked for. */
  asked(): void {
    this.#askedAt = monotonicMs();
  }

  /** The relay is about to be asked for on, or said off. */
  switching(state: 'on' | 'off'): void {
    this.asked();
    this.#wanted = state;
    this.#darkBy = state === 'off' ? 'the relay' : undefined;
    if (state === 'off') this.#options.onOff();
  }

  /** The board was found with this state. */
  found(state: PowerState): void {
    if (this.#wanted === 'unknown') this.#wanted = state;
  }

  poweredDown(): void {
    this.#darkBy = 'Linux';
  }

  /** Somebody speaks: there is power. */
  booted(): void {
    this.#darkBy = undefined;
  }

  /** Throws where nothing can answer, since the board has no power. */
  requirePower(): void {
    if (this.#darkBy === undefined) return;
    throw new HilError('suite', `Linux was asked for something while the board is without power: ${this.#darkBy} switched it off`, {
      remedy: 'switch it on first: board.coldBoot() or board.power.on()',
    });
  }

  /**
   * Asks the relay: an error when it has cut the power and nobody here asked for that. `mustAnswer`: also when it does not answer, as where everything
   * else is silent, too, so that it may be the network or the power of the lab. `hasReset`: also when something else than this program has switched it
   * since, as the relay says; a schedule that only says `on` once more is no reason to doubt anything but a reset. Never rejects.
   */
  async cut({ mustAnswer = false, hasReset = false }: CutOptions = {}): Promise<PowerError | undefined> {
    if (this.#wanted !== 'on') return undefined;
    const state = await this.#options.switch.state(AbortSignal.timeout(relayWithinMs)).catch((cause: unknown) => cause as Error);
    // It may have been switched from here meanwhile.
    if (mustAnswer && state instanceof Error && this.#wanted === 'on') return nothingAnswers(state, this.#options.excerpt());
    if (this.#wanted !== 'on') return undefined;
    if (state === 'on' && hasReset) return this.#switchedByOther();
    if (state !== 'off') return undefined;
    return new PowerError('somebody else cut the power: the relay says that it is off, and nobody here switched it off', {
      evidence: this.#options.excerpt(),
      remedy: 'look for another user of this relay, a timer of its own, or a fuse',
    });
  }

  async #switchedByOther(): Promise<PowerError | undefined> {
    const by = await this.#options.switch.switchedSince(AbortSignal.timeout(relayWithinMs));
    if (by === undefined || this.#wanted !== 'on') return undefined;
    return new PowerError(
      `the board has reset, and something else has switched its relay: the relay says that its last command came by '${by}'`,
      {
        evidence: this.#options.excerpt(),
        remedy: 'look for another user of this relay, its button, a schedule or timer of its own, or a mains failure in which it restarted',
      },
    );
  }
}

const nothingAnswers = (cause: Error, evidence: readonly string[]): PowerError =>
  new PowerError(
    `neither the board nor its relay answers any more, so nobody knows whether the board has power or the lab its network: ${cause.message}`,
    {
      cause,
      evidence,
      remedy: 'look at the network, the terminal server and the host between here and the board, and at what feeds the relay',
    },
  );
