import type { Device } from '../device.ts';

/** Who holds a gate: 0 nobody, else the processor that locked it. */
export interface GateKind {
  readonly count: number;
  /** What a gate reads while `owner` holds it. */
  readonly shown: (owner: number) => number;
}

/** SEMA4: 16 gates that read the number of their processor plus one. */
export const sema4: GateKind = { count: 16, shown: (owner) => owner };
/** RDC_SEMAPHORE: 64 gates, also with the domain of the owner in bits 7-4; TF-A puts the M7 into domain 1. */
export const rdcSemaphore: GateKind = { count: 64, shown: (owner) => (owner === 0 ? 0 : 0x10 | owner) };

const lockMask = 0xf;

/** A block of hardware semaphores, a byte each: a free gate takes whoever writes its number, a taken one is freed by a 0 of its owner and ignores the rest. */
export class Gates implements Device {
  readonly #kind: GateKind;
  readonly #owners: { lock: number; side: 'M7' | 'A53' }[] = [];

  constructor(kind: GateKind) {
    this.#kind = kind;
    this.reset();
  }

  reset(): void {
    for (let gate = 0; gate < this.#kind.count; gate++) this.#owners[gate] = { lock: 0, side: 'M7' };
  }

  read(offset: number): number {
    let word = 0;
    for (let byte = 0; byte < 4; byte++) word |= this.#kind.shown(this.#owners[offset + byte]?.lock ?? 0) << (8 * byte);
    return word >>> 0;
  }

  write(offset: number, value: number, size: 8 | 16 | 32): void {
    for (let byte = 0; byte < size / 8; byte++) this.#ask(offset + byte, (value >>> (8 * byte)) & lockMask, 'M7');
  }

  /** A store of an A53 to one gate. */
  writeByA53(offset: number, value: number): void {
    this.#ask(offset, value & lockMask, 'A53');
  }

  #ask(gate: number, lock: number, side: 'M7' | 'A53'): void {
    const owner = this.#owners[gate];
    if (!owner) return;
    if (owner.lock === 0) this.#owners[gate] = { lock, side };
    else if (lock === 0 && owner.side === side) this.#owners[gate] = { lock: 0, side };
  }
}
