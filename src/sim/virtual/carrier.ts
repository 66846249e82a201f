import type { Clock } from '../../core/time.ts';

/** Pins of the carrier board that a lab can pull: the buttons' signals of a Verdin. */
export const carrierPins = ['reset', 'recovery', 'power'] as const;
export type CarrierPin = (typeof carrierPins)[number];

export interface CarrierOptions {
  readonly clock: Clock;
  /** The module starts over: everything that ran is gone. */
  readonly restart: () => void;
  /** The module stands still: held in reset, or its ROM waits for a program over USB. */
  readonly halt: () => void;
}

// BTN_PRESS_TIME of the SNVS.
const longPressMs = 5000;

/** The buttons around a module, and whether its boot ROM waits as a serial downloader (USB 1fc9:0146) instead of booting. */
export class Carrier {
  readonly #options: CarrierOptions;
  readonly #pulled = new Set<CarrierPin>();
  #hasPower = false;
  #inRecovery = false;
  /** By its power button: the PMIC keeps the rails off. */
  #isOff = false;
  #presses = 0;

  constructor(options: CarrierOptions) {
    this.#options = options;
  }

  get inRecovery(): boolean {
    return this.#inRecovery;
  }

  /** True where the module boots: nothing holds it in reset, and its boot pins do not say otherwise. */
  powerOn(): boolean {
    this.#hasPower = true;
    this.#isOff = false;
    this.#inRecovery = this.#pulled.has('recovery') && !this.#pulled.has('reset');
    return !this.#pulled.has('recovery') && !this.#pulled.has('reset');
  }

  powerOff(): void {
    this.#hasPower = false;
    this.#inRecovery = false;
  }

  pull(pin: CarrierPin, isPulled: boolean): void {
    const was = this.#pulled.has(pin);
    if (isPulled) this.#pulled.add(pin);
    else this.#pulled.delete(pin);
    if (!this.#hasPower || was === isPulled) return;
    if (pin === 'power') this.#button(isPulled);
    if (pin !== 'reset' || this.#isOff) return;
    if (isPulled) {
      this.#inRecovery = false;
      this.#options.halt();
    } else if (this.#pulled.has('recovery')) this.#inRecovery = true;
    else this.#options.restart();
  }

  #button(isPulled: boolean): void {
    const press = ++this.#presses;
    if (!isPulled) return;
    if (this.#isOff) {
      this.#isOff = false;
      this.#options.restart();
    }
    void this.#options.clock.sleep(longPressMs).then(() => {
      if (press !== this.#presses || !this.#hasPower) return;
      this.#isOff = true;
      this.#inRecovery = false;
      this.#options.halt();
    });
  }
}
