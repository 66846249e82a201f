import type { Kernel } from '../kernel.ts';

/** A program that runs or waits in the kernel, as reports name it. */
export interface Task {
  readonly comm: string;
  readonly pid: number;
  readonly parent: number;
  readonly cpu: number;
  /** Innermost function first, `name+0xoffset/0xsize`. */
  readonly stack: readonly string[];
}

/** Whether the kernel is of this series or later. */
export const isAtLeast = ({ release }: Pick<Kernel, 'release'>, series: `${number}.${number}`): boolean => {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = series.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
};

/** From a system call down to user space. */
export const systemCall = (...call: readonly string[]): readonly string[] => [
  ...call,
  'invoke_syscall+0x60/0xe0',
  'el0_svc_common.constprop.0+0x48/0xf0',
  'do_el0_svc+0x24/0x38',
  'el0_svc+0x38/0x150',
  'el0t_64_sync_handler+0xc8/0xe0',
  'el0t_64_sync+0x190/0x198',
];

/** A timer interrupt that came while `below` ran. */
export const timerInterrupt = (handler: readonly string[], below: readonly string[]): readonly string[] => [
  ...handler,
  '__hrtimer_run_queues+0x138/0x2d8',
  'hrtimer_interrupt+0x108/0x2c0',
  'arch_timer_handler_phys+0x34/0x58',
  'handle_percpu_devid_irq+0x8c/0x1a8',
  'handle_irq_desc+0x48/0x68',
  'generic_handle_domain_irq+0x24/0x38',
  'gic_handle_irq+0x54/0x124',
  'call_on_irq_stack+0x30/0x48',
  'do_interrupt_handler+0x88/0x98',
  'el1_interrupt+0x34/0x58',
  'el1h_64_irq_handler+0x18/0x28',
  'el1h_64_irq+0x64/0x68',
  ...below,
];
