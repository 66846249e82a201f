interface Bounds {
  readonly least: number;
  readonly most: number;
}

const flag: Bounds = { least: 0, most: 1 };
const INT_MAX = 2_147_483_647;

// proc_dointvec_minmax of kernel/panic.c, kernel/watchdog.c and kernel/hung_task.c; a plain integer where they set no bounds.
const bounds = {
  panic: { least: -INT_MAX, most: INT_MAX },
  panic_on_oops: { least: -INT_MAX, most: INT_MAX },
  panic_on_rcu_stall: flag,
  softlockup_panic: flag,
  hung_task_panic: flag,
  soft_watchdog: flag,
  watchdog_thresh: { least: 0, most: 60 },
  hung_task_timeout_secs: { least: 0, most: INT_MAX },
  hung_task_check_interval_secs: { least: 0, most: INT_MAX },
  hung_task_warnings: { least: -1, most: INT_MAX },
  sysrq: { least: 0, most: INT_MAX },
  // A parameter of the module rcupdate, clamped by kernel/rcu/tree_stall.h.
  rcu_cpu_stall_timeout: { least: 3, most: 300 },
} as const satisfies Record<string, Bounds>;

export type ParameterName = keyof typeof bounds;
export const parameterNames = Object.keys(bounds) as readonly ParameterName[];

const defaults: Record<ParameterName, number> = {
  panic: 0,
  panic_on_oops: 0,
  panic_on_rcu_stall: 0,
  softlockup_panic: 0,
  hung_task_panic: 0,
  soft_watchdog: 1,
  watchdog_thresh: 10,
  hung_task_timeout_secs: 120,
  hung_task_check_interval_secs: 0,
  hung_task_warnings: 10,
  sysrq: 1,
  rcu_cpu_stall_timeout: 21,
};

/** Torizon panics on oopses, soft lockups and hung tasks and reboots 5 s later; the reference image has none of that. */
const torizon = { panic: 5, panic_on_oops: 1, softlockup_panic: 1, hung_task_panic: 1 } as const;

const EINVAL = 22;

/** What a running kernel can be told about its own failures: thresholds, and when to panic. */
export class KernelParameters {
  readonly #values: Record<ParameterName, number>;
  readonly #listeners = new Set<(name: ParameterName) => void>();
  constructor(image: 'torizon' | 'bsp', cmdline: string) {
    const [, panic] = /(?:^| )panic=(-?\d+)(?: |$)/.exec(cmdline) ?? [];
    this.#values = { ...defaults, ...(image === 'torizon' ? torizon : {}), ...(panic === undefined ? {} : { panic: Number(panic) }) };
  }

  get(name: ParameterName): number {
    return this.#values[name];
  }

  set(name: ParameterName, value: number): void {
    this.#values[name] = value;
    for (const listener of this.#listeners) listener(name);
  }

  /** As a write to its file does: 0 or a negative errno. */
  write(name: ParameterName, text: string): number {
    const { least, most } = bounds[name];
    const word = text.trim();
    if (!/^-?\d+$/.test(word)) return -EINVAL;
    const value = Number(word);
    if (name === 'rcu_cpu_stall_timeout') this.set(name, Math.min(Math.max(value, least), most));
    else if (value < least || value > most) return -EINVAL;
    else this.set(name, value);
    return 0;
  }

  onWrite(listener: (name: ParameterName) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
