import type { FaultMoment, VirtualFault, VirtualFaultKind } from '../../core/virtual.ts';
import type { Random } from './random.ts';

interface Planned {
  readonly fault: VirtualFault;
  armed: boolean;
}

export interface FaultStatus extends VirtualFault {
  readonly armed: boolean;
}

/** Which troubles befall this board: named ones wait until they are armed and then strike once, unnamed ones strike by chance. */
export class FaultPlan {
  readonly #faults: readonly Planned[];
  readonly #random: Random;
  constructor(faults: readonly VirtualFault[], random: Random) {
    this.#faults = faults.map((fault) => ({ fault, armed: false }));
    this.#random = random;
  }

  /** True when a fault of this name is planned. */
  arm(name: string): boolean {
    const named = this.#faults.filter(({ fault }) => fault.name === name);
    for (const planned of named) planned.armed = true;
    return named.length > 0;
  }

  disarm(): void {
    for (const planned of this.#faults) planned.armed = false;
  }

  status(): readonly FaultStatus[] {
    return this.#faults.map(({ fault, armed }) => ({ ...fault, armed }));
  }

  /** True when a fault of this kind strikes now. Asking uses up an armed one, so ask once each time the moment comes. */
  strikes(kind: VirtualFaultKind, moment: FaultMoment): boolean {
    return this.#faults
      .filter(({ fault }) => fault.kind === kind && (fault.at === moment || fault.at === 'always'))
      .map((planned) => this.#draw(planned))
      .includes(true);
  }

  #draw(planned: Planned): boolean {
    if (planned.fault.name === undefined) return this.#random.next() < (planned.fault.chance ?? 1);
    const { armed } = planned;
    planned.armed = false;
    return armed;
  }
}
