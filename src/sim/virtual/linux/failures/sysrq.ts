import { level } from '../kernel.ts';
import { type Machine, panic } from './machine.ts';
import { systemCall, type Task } from './task.ts';

export interface SysrqOptions {
  readonly machine: Machine;
  readonly task: () => Task;
  readonly beside: (work: Promise<void>) => void;
  readonly onNoEffect: (what: string) => void;
}

/** A write to /proc/sysrq-trigger, which asks nobody's permission: only its first byte counts. */
export const writeSysrq = async ({ machine, task, beside, onNoEffect }: SysrqOptions, key: string): Promise<number> => {
  const { kernel } = machine;
  if (key === 'c') {
    say(machine, 'Trigger a crash');
    const origin = task();
    beside(panic(machine, 'sysrq triggered crash', { task: origin, stack: crashStack(origin) }));
    // The writer is on the CPU that panicked.
    return new Promise<never>(() => {});
  }
  if (key === 'b') {
    say(machine, 'Resetting');
    machine.restart();
  } else if (key === 's') say(machine, 'Emergency Sync');
  else {
    onNoEffect(`sysrq ${key}`);
    kernel.printk(level.info, 'sysrq: HELP : loglevel(0-9) reboot(b) crash(c) sync(s)');
  }
  return 0;
};

// While it names the action, sysrq sets the console to its default level, `quiet` or not.
const say = ({ kernel }: Machine, action: string): void => {
  const before = kernel.consoleLevel;
  kernel.consoleLevel = 7;
  kernel.printk(level.info, `sysrq: ${action}`);
  kernel.consoleLevel = before;
};

const crashStack = ({ stack }: Task): readonly string[] => [
  'sysrq_handle_crash+0x20/0x28',
  '__handle_sysrq+0xb4/0x1e0',
  'write_sysrq_trigger+0xec/0x108',
  'proc_reg_write+0xa4/0x100',
  'vfs_write+0xdc/0x3b0',
  'ksys_write+0x7c/0x120',
  ...systemCall('__arm64_sys_write+0x24/0x38'),
  ...stack,
];
