/** Buttons of a carrier board, by the signal that they pull: CTRL_RESET_MICO#, CTRL_RECOVERY_MICRO#, CTRL_PWR_BTN_MICRO# of a Verdin. */
export const pinNames = ['reset', 'recovery', 'power'] as const;
export type PinName = (typeof pinNames)[number];

/** Pins that a lab can pull, as a finger on the button would. Whatever is held when they are closed is let go. */
export interface BoardPins extends AsyncDisposable {
  /** Those that are wired. */
  readonly names: readonly PinName[];
  /** Holds the pin until `release`. Throws PowerError where the lab's tool refuses. */
  press(pin: PinName, signal?: AbortSignal): Promise<void>;
  release(pin: PinName, signal?: AbortSignal): Promise<void>;
}
