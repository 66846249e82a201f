import { level } from '../kernel.ts';
import { type Machine, panic } from './machine.ts';
import { systemCall, type Task } from './task.ts';

export interface SysrqOptions {
  readonly machine: Machine;
  readonly task: () => Task;
  readonly beside: (work: Promise<void>) => void;
  readonly onTouched: (what: string) => void;
}

/** A write to /proc/sysrq-trigger, which asks nobody's permission: only its first byte counts. */
export const writeSysrq = async ({ machine, task, beside, onTouched }: SysrqOptions, key: string): Promise<number> => {
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
    onTouched(`sysrq ${key}`);
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
  // panic() never returns, so the return address is that of the function behind sysrq_handle_crash().
  'sysrq_handle_showregs+0x0/0x3c',
  '__handle_sysrq+0xac/0x1cc',
  'write_sysrq_trigger+0x90/0xb0',
  'proc_reg_write+0xa8/0xf0',
  'vfs_write+0xc0/0x3c8',
  'ksys_write+0x5c/0xd8',
  ...systemCall('__arm64_sys_write+0x18/0x20'),
  ...stack,
];
