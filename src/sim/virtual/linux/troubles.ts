import type { FaultMoment, VirtualFaultKind } from '../../../core/virtual.ts';
import type { BoardLife } from '../board-life.ts';
import type { FaultPlan } from '../fault-plan.ts';
import type { Limits } from '../limits.ts';
import type { Random } from '../random.ts';
import type { BoardSettings } from '../settings.ts';
import { hungTask, rcuStall, softLockup } from './failures/injected.ts';
import { type Machine, panic } from './failures/machine.ts';
import { oops } from './failures/oops.ts';
import { writeSysrq } from './failures/sysrq.ts';
import type { Task } from './failures/task.ts';
import { type Kernel, level } from './kernel.ts';
import { KernelParameters } from './kernel-parameters.ts';
import { type LoadResult, Modules, moduleMarks } from './modules.ts';
import { Watchdog } from './watchdog.ts';

const EBUSY = 16;

export interface TroublesOptions {
  readonly life: BoardLife;
  readonly kernel: Kernel;
  readonly faults: FaultPlan;
  readonly random: Random;
  readonly settings: Pick<BoardSettings, 'image'>;
  readonly limits: Limits;
  readonly stopAnswering: () => void;
  readonly restart: (resetCause: 'POR' | 'WDOG') => void;
  readonly brownOut: () => void;
}

/** How one Linux can fail: what its lab planned, and what its own drivers run into. */
export class Troubles {
  readonly #options: TroublesOptions;
  readonly parameters: KernelParameters;
  readonly watchdog: Watchdog;
  readonly modules = new Modules();
  readonly machine: Machine;
  #pid = 700;
  readonly #kinds: readonly (readonly [VirtualFaultKind, () => void])[];
  constructor(options: TroublesOptions) {
    const { kernel, life, random, settings, stopAnswering, restart } = options;
    this.#options = options;
    this.parameters = new KernelParameters(settings.image, kernel.cmdline);
    // Torizon's systemd takes the watchdog; on the reference image it stays with the kernel.
    this.watchdog = new Watchdog(life, settings.image === 'torizon' ? 'systemd' : undefined);
    this.machine = {
      kernel,
      life,
      parameters: this.parameters,
      random,
      modules: () => this.modules.list((name) => moduleMarks(name, kernel.checksSignatures)),
      stopAnswering,
      restart: () => restart('POR'),
      watchdog: () => this.#bite(),
    };
    this.#kinds = [
      ['freeze', () => this.freeze()],
      ['brown-out', options.brownOut],
      ['panic', () => this.panic('Attempted to kill init! exitcode=0x0000000b')],
      ['oops', () => this.oops('imx_uart_rxint')],
      ['rcu-stall', () => this.beside(rcuStall(this.machine))],
      ['soft-lockup', () => this.beside(softLockup(this.machine))],
      ['hung-task', () => this.beside(hungTask(this.machine))],
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
    this.beside(this.#bite());
  }

  panic(reason: string): void {
    this.beside(panic(this.machine, reason));
  }

  oops(where: string): void {
    this.beside(oops(this.machine, { comm: 'kworker/0:2', pid: 187, parent: 2, cpu: 0, stack: workerStack(where) }));
  }

  /** A program loads a module: resolves when its init function has come back, which it need not. */
  load(name: string, words: readonly string[], loader: string, uid: number): Promise<LoadResult> {
    return this.modules.load(name, uid, {
      machine: this.machine,
      task: this.#task(loader),
      words,
      freeze: () => this.freeze(),
      beside: (work) => this.beside(work),
      onNoEffect: (what) => this.#options.limits.effect('linux', what),
    });
  }

  /** A key for /proc/sysrq-trigger. */
  sysrq(key: string): Promise<number> {
    return writeSysrq(
      {
        machine: this.machine,
        task: () => this.#task('sh'),
        beside: (work) => this.beside(work),
        onNoEffect: (what) => this.#options.limits.effect('linux', what),
      },
      key,
    );
  }

  /** A program writes to /dev/watchdog and closes it. Returns 0 or a negative errno. */
  writeWatchdog(text: string): number {
    if (this.watchdog.owner !== undefined) return -EBUSY;
    if (!text.includes('V')) this.#options.kernel.printk(level.crit, 'watchdog: watchdog0: watchdog did not stop!');
    this.beside(
      this.watchdog.opened(text).then((end) => {
        if (end === 'bites') this.#options.restart('WDOG');
      }),
    );
    return 0;
  }

  #task(comm: string): Task {
    this.#pid += 2;
    return { comm, pid: this.#pid, parent: this.#pid - 1, cpu: this.#options.random.between(0, 3), stack: [] };
  }

  async #bite(): Promise<void> {
    await this.watchdog.starve();
    this.#options.restart('WDOG');
  }

  /** What runs beside the rest ends with the life of the board, and that end is nobody's error. */
  beside(task: Promise<void>): void {
    task.catch((error: unknown) => {
      if (!this.#options.life.isOver) throw error;
    });
  }
}

const workerStack = (where: string): readonly string[] => [
  `${where}+0x3c/0x1a8`,
  'process_one_work+0x1d0/0x320',
  'worker_thread+0x14c/0x444',
  'kthread+0x150/0x154',
  'ret_from_fork+0x10/0x20',
];
