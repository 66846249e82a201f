import type { Soc } from '../soc/soc.ts';
import type { Access } from '../soc/types.ts';

/** The CPU that ran into a hung bus or an SError: nothing after it happens any more. */
export const standStill = (): Promise<never> => new Promise(() => {});

export interface A53Events {
  readonly onHang?: (() => void) | undefined;
  readonly onAbort?: ((physical: number) => void) | undefined;
}

/** Stores by the kernel. The promise of one that hangs or aborts never settles, like the thread of execution that made it. */
export class A53 {
  readonly #soc: Soc;
  readonly #events: A53Events;

  constructor(soc: Soc, events: A53Events) {
    this.#soc = soc;
    this.#events = events;
  }

  copy(physical: number, data: Uint8Array): Promise<void> {
    return this.#settle(physical, this.#soc.cpuWrite(physical, data));
  }

  clear(physical: number, length: number): Promise<void> {
    return this.#settle(physical, this.#soc.cpuFill(physical, length, 0));
  }

  async #settle(physical: number, access: Access): Promise<void> {
    if (access === 'done') return;
    if (access === 'hang') this.#events.onHang?.();
    else this.#events.onAbort?.(physical);
    await standStill();
  }
}
