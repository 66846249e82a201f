/** Pins of the carrier board that a lab can pull: the buttons' signals of a Verdin. */
export const carrierPins = ['reset', 'recovery'] as const;
export type CarrierPin = (typeof carrierPins)[number];

export interface CarrierOptions {
  /** The module starts over: everything that ran is gone. */
  readonly restart: () => void;
  /** The module stands still: held in reset, or its ROM waits for a program over USB. */
  readonly halt: () => void;
}

/** The buttons around a module, and whether its boot ROM waits as a serial downloader (USB 1fc9:0146) instead of booting. */
export class Carrier {
  readonly #options: CarrierOptions;
  readonly #pulled = new Set<CarrierPin>();
  #hasPower = false;
  #inRecovery = false;

  constructor(options: CarrierOptions) {
    this.#options = options;
  }

  get inRecovery(): boolean {
    return this.#inRecovery;
  }

  /** True where the module boots: nothing holds it in reset, and its boot pins do not say otherwise. */
  powerOn(): boolean {
    this.#hasPower = true;
    this.#inRecovery = this.#pulled.has('recovery') && !this.#pulled.has('reset');
    return this.#pulled.size === 0;
  }

  powerOff(): void {
    this.#hasPower = false;
    this.#inRecovery = false;
  }

  pull(pin: CarrierPin, isPulled: boolean): void {
    const was = this.#pulled.has(pin);
    if (isPulled) this.#pulled.add(pin);
    else this.#pulled.delete(pin);
    if (!this.#hasPower || pin !== 'reset' || was === isPulled) return;
    if (isPulled) {
      this.#inRecovery = false;
      this.#options.halt();
    } else if (this.#pulled.has('recovery')) this.#inRecovery = true;
    else this.#options.restart();
  }
}
