import type { Device } from '../device.ts';

const DR = 0x00;
const GDIR = 0x04;
const PSR = 0x08;
const IMR = 0x14;
const ISR = 0x18;

/**
 * One GPIO port: outputs keep what is written. The level of an input pad depends on the carrier board, which is not known here: it reads 0, and who looks at
 * it is told (`unknown`), except for the read of DR that only comes before its write.
 */
export class Gpio implements Device {
  readonly #registers = new Map<number, number>();
  readonly #unknown: (what: 'the level of its inputs' | 'interrupts of its inputs') => void;
  #mayBeChange = false;

  constructor(unknown: (what: 'the level of its inputs' | 'interrupts of its inputs') => void) {
    this.#unknown = unknown;
  }

  reset(): void {
    this.#registers.clear();
    this.#mayBeChange = false;
  }

  read(offset: number): number {
    this.#settle();
    if (offset !== DR && offset !== PSR) return this.#register(offset);
    if (offset === PSR) this.#unknown('the level of its inputs');
    else this.#mayBeChange = true;
    return (this.#register(DR) & this.#register(GDIR)) >>> 0;
  }

  write(offset: number, value: number): void {
    if (offset === DR) this.#mayBeChange = false;
    this.#settle();
    if (offset === ISR || offset === PSR) return;
    this.#registers.set(offset, value >>> 0);
    if (offset === IMR && value !== 0) this.#unknown('interrupts of its inputs');
  }

  #register(offset: number): number {
    return this.#registers.get(offset) ?? 0;
  }

  /** What was read from DR was not for a write of it. */
  #settle(): void {
    if (this.#mayBeChange && this.#register(GDIR) !== 0xffff_ffff) this.#unknown('the level of its inputs');
    this.#mayBeChange = false;
  }
}
