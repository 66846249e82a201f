import type { FaultMoment, VirtualFaultKind } from '../../core/virtual.ts';
import type { BoardLife } from '../board-life.ts';
import type { FaultPlan } from '../fault-plan.ts';
import type { Random } from '../random.ts';
import type { Kernel } from './kernel.ts';
import { hungTask, type Machine, oops, panic, rcuStall, softLockup } from './kernel-death.ts';

export interface TroublesOptions {
  readonly life: BoardLife;
  readonly kernel: Kernel;
  readonly faults: FaultPlan;
  readonly random: Random;
  readonly panics: boolean;
  readonly stopAnswering: () => void;
  readonly restart: (resetCause: 'POR' | 'WDOG') => void;
  readonly brownOut: () => void;
}

/** How one Linux can fail: what its lab planned, and what its own drivers run into. */
export class Troubles {
  readonly #options: TroublesOptions;
  readonly #machine: Machine;
  readonly #kinds: readonly (readonly [VirtualFaultKind, () => void])[];
  constructor(options: TroublesOptions) {
    const { kernel, life, panics, stopAnswering, restart } = options;
    this.#options = options;
    this.#machine = { kernel, life, panics, stopAnswering, restart: () => restart('POR'), watchdog: () => this.#bite() };
    this.#kinds = [
      ['freeze', () => this.freeze()],
      ['brown-out', options.brownOut],
      ['panic', () => this.panic('Attempted to kill init! exitcode=0x0000000b')],
      ['oops', () => this.oops('imx_uart_rxint')],
      ['rcu-stall', () => this.#run(rcuStall(this.#machine))],
      ['soft-lockup', () => this.#run(softLockup(this.#machine))],
      ['hung-task', () => this.#run(hungTask(this.#machine))],
    ];
  }

  /** Lets a planned trouble of this moment happen; true when there was one. */
  strike(moment: FaultMoment): boolean {
    const planned = this.#kinds.find(([kind]) => this.#options.faults.strikes(kind, moment));
    planned?.[1]();
    return planned !== undefined;
  }

  /** Every CPU stands still: nothing is printed, until the watchdog bites. */
  freeze(): void {
    this.#options.stopAnswering();
    this.#options.kernel.silence();
    this.#run(this.#bite());
  }

  panic(reason: string): void {
    this.#run(panic(this.#machine, reason));
  }

  oops(where: string): void {
    this.#run(oops(this.#machine, where));
  }

  // The watchdog is fed at least every 30 s and bites 60 s after its last meal: so 30 to 60 s from now.
  async #bite(): Promise<void> {
    const { life, random, restart } = this.#options;
    await life.sleep(random.between(30_000, 59_000));
    restart('WDOG');
  }

  // What runs beside the rest ends with the life of the board, and that end is nobody's error.
  #run(task: Promise<void>): void {
    task.catch((error: unknown) => {
      if (!this.#options.life.isOver) throw error;
    });
  }
}
