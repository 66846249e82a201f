import type { BoardLife } from '../../board-life.ts';
import type { Random } from '../../random.ts';
import { type Kernel, level } from '../kernel.ts';
import type { KernelParameters } from '../kernel-parameters.ts';
import { printAll, stackDump } from './report-text.ts';
import { isAtLeast, type Task } from './task.ts';

/** What a failure may do to a running Linux. */
export interface Machine {
  readonly kernel: Kernel;
  readonly life: BoardLife;
  readonly parameters: KernelParameters;
  readonly random: Random;
  /** What `Modules linked in:` says. */
  readonly modules: () => string;
  /** No program runs any more, and nothing answers; the kernel may still print. */
  stopAnswering(): void;
  /** Through PSCI and the PMIC. */
  restart(): void;
  /** Resolves with the reset of a watchdog that nobody feeds any more. */
  watchdog(): Promise<void>;
}

/** Who panics, and its stack. */
export interface PanicOrigin {
  readonly task: Task;
  readonly stack: readonly string[];
}

// CONSOLE_LOGLEVEL_MOTORMOUTH: from here on the console shows everything, `quiet` or not.
const everything = 15;

/** The last words of a kernel that panics: the reason, the stack, the other CPUs, and the restart where `kernel.panic` asks for one. */
export const panic = async (machine: Machine, reason: string, origin?: PanicOrigin): Promise<void> => {
  const { kernel, life, parameters, stopAnswering, restart, watchdog } = machine;
  stopAnswering();
  kernel.consoleLevel = everything;
  kernel.printk(level.emerg, `Kernel panic - not syncing: ${reason}`);
  if (origin) printAll(kernel, stackDump(kernel, origin.task, ['panic+0x3a0/0x408', ...origin.stack]), level.emerg);
  kernel.printk(level.crit, 'SMP: stopping secondary CPUs');
  kernel.printk(level.emerg, 'Kernel Offset: disabled');
  kernel.printk(level.emerg, `CPU features: ${isAtLeast(kernel, '6.12') ? '0x00,00000080,00200000,4200421b' : '0x0,00002001,20000846'}`);
  kernel.printk(level.emerg, 'Memory Limit: none');
  const seconds = parameters.get('panic');
  if (seconds === 0) {
    kernel.printk(level.emerg, `---[ end Kernel panic - not syncing: ${reason} ]---`);
    return watchdog();
  }
  // A negative time means at once.
  if (seconds > 0) {
    kernel.printk(level.emerg, `Rebooting in ${seconds} seconds..`);
    await life.sleep(seconds * 1000);
  }
  restart();
};
