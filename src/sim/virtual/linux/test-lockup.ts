import { watchBlocked } from './failures/blocked.ts';
import type { Machine } from './failures/machine.ts';
import { watchSpinning } from './failures/spinning.ts';
import { isAtLeast, systemCall, type Task } from './failures/task.ts';
import { level } from './kernel.ts';
import { type ModuleRun, parseArguments } from './module-arguments.ts';

// lib/test_lockup.c: the parameters of which this model knows what they do.
const parameters = {
  time_secs: 0,
  time_nsecs: 0,
  cooldown_secs: 0,
  cooldown_nsecs: 0,
  iterations: 1,
  state: 'R',
  all_cpus: false,
  iowait: false,
  disable_irq: false,
  disable_softirq: false,
  disable_preempt: false,
  lock_rcu: false,
  touch_softlockup: false,
};
type Arguments = typeof parameters;

const EAGAIN = 11;
const EINVAL = 22;

const flags = ['all_cpus', 'iowait', 'disable_irq', 'disable_softirq', 'disable_preempt', 'lock_rcu', 'touch_softlockup'] as const;

/** The module's init function: it locks up for as long as it was told, and then fails on purpose, so that nothing stays loaded. */
export const testLockup = async (run: ModuleRun): Promise<number> => {
  const { machine, task } = run;
  const values = parseArguments('test_lockup', run, parameters);
  if (!values) return -EINVAL;
  const refused = refusal(values);
  if (refused !== undefined) {
    machine.kernel.printk(level.err, `test_lockup: ${refused}`);
    return -EINVAL;
  }
  const began = machine.life.clock.now();
  say(machine, start(values, task));
  if (values.all_cpus && values.disable_irq) return freeze(run);
  if (values.all_cpus) run.onNoEffect('that other programs stand still during test_lockup all_cpus=1 without disable_irq=1');
  await lockUp(run, values);
  say(machine, `FINISH in ${nanoseconds(machine, began)} ns`);
  return -EAGAIN;
};

const refusal = ({ state, ...values }: Arguments): string | undefined => {
  if (!/^[RSDK]/.test(state)) return `unknown state=${state}`;
  const isAtomic = values.disable_irq || values.disable_softirq || values.disable_preempt || values.lock_rcu;
  return !state.startsWith('R') && isAtomic ? 'refuse to sleep in atomic context' : undefined;
};

const start = (values: Arguments, { pid }: Task): string =>
  `START pid=${pid} time=${values.time_secs} +${values.time_nsecs} ns cooldown=${values.cooldown_secs} +${values.cooldown_nsecs} ns ` +
  `iterations=${values.iterations} state=${values.state} ${flags.map((name) => (values[name] ? `${name} ` : '')).join('')}`;

const say = ({ kernel }: Machine, text: string): void => kernel.printk(level.notice, `test_lockup: ${text}`);

const nanoseconds = ({ life }: Machine, since: number): number => Math.round((life.clock.now() - since) * 1e6);

const lockUp = async (run: ModuleRun, values: Arguments): Promise<void> => {
  const { machine, task } = run;
  const { life } = machine;
  const began = life.clock.now();
  say(machine, `Start on CPU${task.cpu}`);
  const seconds = values.time_secs + values.time_nsecs / 1e9;
  const pause = values.cooldown_secs + values.cooldown_nsecs / 1e9;
  for (let iteration = 0; iteration < values.iterations; iteration++) {
    const over = new AbortController();
    run.beside(watch(run, values, over.signal));
    await life.sleep(seconds * 1000);
    over.abort();
    await life.sleep(pause * 1000);
  }
  say(machine, `Finish on CPU${task.cpu} in ${nanoseconds(machine, began)} ns`);
};

const watch = async ({ machine, task, onNoEffect }: ModuleRun, values: Arguments, over: AbortSignal): Promise<void> => {
  const inside = (...stack: readonly string[]): Task => ({ ...task, stack: initStack(machine, stack) });
  if (values.state.startsWith('D'))
    return watchBlocked(
      machine,
      inside(
        '__switch_to+0xfc/0x160',
        '__schedule+0x3ac/0xf50',
        'schedule+0x30/0xf0',
        'schedule_timeout+0x98/0x170',
        'test_wait+0x68/0x100 [test_lockup]',
      ),
      over,
    );
  if (!values.state.startsWith('R')) return;
  if (values.disable_irq) return onNoEffect('what the other CPUs say about test_lockup disable_irq=1 on one CPU');
  // A busy wait that can be preempted harms nobody where the kernel preempts.
  if (machine.kernel.rcu === 'rcu_preempt' && !values.disable_preempt && !values.lock_rcu && !values.disable_softirq) return;
  await watchSpinning(machine, inside(...spinning(machine)), over);
};

const spinning = ({ kernel }: Machine): readonly string[] => [
  ...(isAtLeast(kernel, '6.12') ? ['__delay_cycles+0x58/0x78'] : []),
  '__delay+0x60/0xd0',
  '__const_udelay+0x2c/0x40',
  'test_wait+0xd0/0x100 [test_lockup]',
];

const initStack = ({ kernel }: Machine, inner: readonly string[]): readonly string[] => [
  ...inner,
  'test_lockup+0x10c/0x298 [test_lockup]',
  'test_lockup_init+0x4c8/0xff8 [test_lockup]',
  'do_one_initcall+0x64/0x280',
  'do_init_module+0x60/0x238',
  'load_module+0x2314/0x23d0',
  isAtLeast(kernel, '6.6') ? 'init_module_from_file+0x94/0xf8' : '__do_sys_finit_module+0xa8/0xfc',
  ...systemCall('__arm64_sys_finit_module+0x230/0x408'),
];

// Every CPU with interrupts off: nothing ticks, nothing prints, nobody feeds the watchdog.
const freeze = ({ machine, task, freeze: stop }: ModuleRun): Promise<never> => {
  for (const cpu of [task.cpu, ...[0, 1, 2, 3].filter((other) => other !== task.cpu)]) say(machine, `Start on CPU${cpu}`);
  stop();
  return new Promise<never>(() => {});
};
