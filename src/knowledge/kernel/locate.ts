import { answersByName } from './answers-by-name.ts';
import type { Point } from './frames.ts';
import type { FrameSource } from './rules/rule.ts';
import { bare, isEntry, isInterruptEntry, isPlumbing, withoutSyscallPrefix } from './symbols.ts';

/** The function that names the report, and the first functions of its stack. */
export interface Place {
  readonly frame: string | undefined;
  readonly stack: readonly string[];
}

/** `self` is the function that the headline names, when it is plumbing: its caller is wanted. */
export const locate = (source: FrameSource, points: readonly Point[], self?: string): Place => {
  const found = source === 'stall' ? stalled(points) : source === 'fault' ? faulted(points) : traced(points, self);
  const stack = found.map(tidy);
  return { frame: source === 'none' ? undefined : stack[0], stack: stack.slice(0, 5) };
};

const tidy = answersByName((name) => withoutSyscallPrefix(bare(name)));
const telling = (name: string): boolean => !isPlumbing(name);

const names = (points: readonly Point[]): string[] => points.flatMap((point) => ('name' in point ? [point.name] : []));

/** From the program counter on; a fault inside memcpy or a lock is its caller's. */
const faulted = (points: readonly Point[]): string[] => {
  const pc = points.findIndex((point) => point.what === 'pc');
  const behind = pc === -1 ? points : points.slice(pc);
  const own = names(upTo(behind, 'other')).filter(telling);
  const all = own.length > 0 ? own : names(points).filter(telling);
  // Where nothing but the program counter is left of the report, plumbing is all that it says.
  return all.length > 0 || pc === -1 ? all : names(behind).slice(0, 1);
};

/** The report's own stack: behind `stack backtrace:` where lockdep prints its chains first, and before the stacks of other events. */
const traced = (points: readonly Point[], self?: string): string[] => {
  const last = points.findLastIndex((point) => point.what === 'trace');
  const chained = points.some((point) => point.what === 'chain');
  const own = behindReporter(names(chained && last !== -1 ? points.slice(last) : upTo(upTo(points, 'other'), 'cpu')), self).filter(telling);
  return own.length > 0 ? own : names(points).filter(telling);
};

/** Behind the functions that noticed and printed: where another CPU printed at the same time, its lines stand between them. */
const behindReporter = (stack: readonly string[], self?: string): readonly string[] => {
  const end = stack.findIndex(isStackEnd);
  const last = stack.slice(0, end === -1 ? 28 : Math.min(end, 28)).findLastIndex((name) => name === self || isReporter(name));
  return stack.slice(last + 1);
};
const stackEnd =
  /^(?:entry_\w+|ret_from_\w+|ret_fast_syscall|el0t?_\w*sync\w*|do_syscall_64|do_fast_syscall_32|kthread|start_secondary\w*|secondary_startup\w*|cpu_startup_entry|start_kernel|x86_64_start\w*|sysenter\w*|system_call\w*)$/;
const isStackEnd = answersByName((name) => stackEnd.test(name));
const reporter =
  /^(?:print_address_description|_*k[am]san_\w*report\w*|print_report|__asan_\w+|check_memory_region|_*kasan_check\w*|__msan_\w+|ubsan_epilogue|__ubsan_\w+|lockdep_rcu_suspicious|print_\w*bug|___?might_sleep|__schedule_bug|_*schedule(?:_timeout|_preempt_disabled)?|io_schedule\w*|check_preemption_disabled|debug_smp_processor_id|__this_cpu_preempt_check|register_lock_class|__lock_acquire|lock_acquire|spin_(?:dump|bug)|bad_page)$/;

const isReporter = answersByName((name) => reporter.test(bare(name)));

const upTo = (points: readonly Point[], what: Point['what']): readonly Point[] => {
  const end = points.findIndex((point, index) => index > 0 && point.what === what);
  return end === -1 ? points : points.slice(0, end);
};

/** A stall is noticed by a timer interrupt: what it interrupted counts, and there the function that began the work. */
const stalled = (points: readonly Point[]): string[] => {
  // The grace-period thread is shown where it starves, and never the one that stalls.
  const stacks = stacksIn(points).filter((stack) => !stack.includes('rcu_gp_kthread'));
  for (const stack of stacks) {
    const begun = untilEntry(interruptedPart(stack));
    if (begun.length > 0) return begun;
  }
  const all = names(points).filter(telling);
  const inner = all.filter((name) => !isEntry(name));
  return inner.length > 0 ? inner : all;
};

const stacksIn = (points: readonly Point[]): string[][] => {
  const stacks: string[][] = [[]];
  for (const point of points) {
    if ('name' in point) {
      if (point.what === 'pc' && !stacks.at(-1)!.some(isInterruptEntry)) stacks.push([]);
      stacks.at(-1)!.push(point.name);
    } else if (point.what === 'interrupted') stacks.at(-1)!.push('irq_stack_exit');
    // A second trace before the first one's end is another CPU's, printed between the lines.
    else if (point.what === 'cpu' || (point.what === 'trace' && stacks.at(-1)!.some(isStackEnd))) stacks.push([]);
  }
  return stacks.filter((stack) => stack.length > 1);
};

const interruptedPart = (stack: readonly string[]): readonly string[] => stack.slice(stack.findLastIndex(isInterruptEntry) + 1);

const untilEntry = (stack: readonly string[]): string[] => {
  const entry = stack.findIndex((name, index) => isEntry(name) && !(isIdle(name) && isMore(stack[index + 1])));
  if (entry === -1) return [];
  const begun = stack.slice(0, entry).filter(telling).reverse();
  if (begun.length > 0) return begun;
  return telling(stack[entry]!) ? [stack[entry]!] : untilEntry(stack.slice(entry + 1));
};

/** The idle loop is the bottom of its stack: one with more below it is another CPU's, printed between the lines. */
const idle = /^(?:do_idle|cpu_idle\w*)$/;
const isIdle = answersByName((name) => idle.test(bare(name)));
const isMore = (below: string | undefined): boolean => below !== undefined && telling(below) && !isEntry(below);
