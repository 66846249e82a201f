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
export const systemCall = (kernel: Kernel, ...call: readonly string[]): readonly string[] => [
  ...call,
  // Inlined since it became noinstr-clean; older builds show both.
  ...(isAtLeast(kernel, '6.12') ? [] : ['invoke_syscall+0x48/0x114', 'el0_svc_common.constprop.0+0x44/0xfc']),
  'do_el0_svc+0x68/0xf4',
  'el0_svc+0x18/0x54',
  'el0t_64_sync_handler+0xc0/0xd4',
  'el0t_64_sync+0x14c/0x150',
];

/** A timer interrupt that came while `below` ran. */
export const timerInterrupt = (handler: readonly string[], below: readonly string[]): readonly string[] => [
  ...handler,
  '__hrtimer_run_queues+0x134/0x1b4',
  'hrtimer_interrupt+0xe4/0x238',
  'arch_timer_handler_phys+0x28/0x3c',
  'handle_percpu_devid_irq+0x7c/0x118',
  'handle_irq_desc+0x3c/0x50',
  'generic_handle_domain_irq+0x18/0x20',
  'gic_handle_irq+0x58/0xcc',
  'call_on_irq_stack+0x30/0x4c',
  'do_interrupt_handler+0x78/0x84',
  'el1_interrupt+0x30/0x60',
  'el1h_64_irq_handler+0x14/0x1c',
  'el1h_64_irq+0x64/0x68',
  ...below,
];
