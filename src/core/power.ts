/** 'unknown': the relay cannot say. */
export type PowerState = 'on' | 'off' | 'unknown';

/** What a relay claims. Whether the board really lost its power is proven elsewhere, on the consoles. */
export interface PowerSwitch extends AsyncDisposable {
  /** Throws PowerError when the relay does not answer or refuses. */
  on(signal?: AbortSignal): Promise<void>;
  /** As `on`. */
  off(signal?: AbortSignal): Promise<void>;
  /** The relay's own word; 'unknown' where it has none. */
  state(signal?: AbortSignal): Promise<PowerState>;
  /** What last switched it, in the relay's own word, such as `button` or `timer`; undefined where it has none. Left out where no relay of this kind tells. */
  lastSwitch?(signal?: AbortSignal): Promise<string | undefined>;
  /** True: each call ends within a limit of its own, or waits for a person. Without it a call that takes a minute of host time is a PowerError. */
  readonly limitsCalls?: boolean;
}
