import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { headlinesWith } from '../src/knowledge/kernel/headlines.ts';

/**
 * Which formats of a kernel's own source no rule knows: `node --import tsx bench/kernel-wording.ts <unpacked linux source>`. A new kernel's wording shows
 * here as a list, and not as a night in which nothing was seen. Exit status 1 when there are any.
 */
const files: readonly string[] = [
  'kernel/panic.c',
  'kernel/hung_task.c',
  'kernel/watchdog.c',
  'kernel/watchdog_perf.c',
  'kernel/watchdog_buddy.c',
  'kernel/workqueue.c',
  'kernel/smp.c',
  'kernel/rcu/tree_stall.h',
  'kernel/rcu/tasks.h',
  'kernel/sched/core.c',
  'kernel/locking/lockdep.c',
  'kernel/locking/spinlock_debug.c',
  'kernel/irq/spurious.c',
  'lib/smp_processor_id.c',
  'lib/bug.c',
  'lib/ubsan.c',
  'mm/slub.c',
  'mm/memory.c',
  'mm/page_alloc.c',
  'mm/oom_kill.c',
  'mm/usercopy.c',
  'mm/kasan/report.c',
  'mm/kfence/report.c',
  'mm/kmsan/report.c',
  'mm/kmemleak.c',
  'mm/vmalloc.c',
  'mm/cma.c',
  'fs/dcache.c',
  'net/core/dev.c',
  'net/sched/sch_generic.c',
  'arch/arm64/kernel/traps.c',
  'arch/arm64/mm/fault.c',
  'arch/arm/kernel/traps.c',
  'arch/arm/mm/fault.c',
  'arch/x86/kernel/dumpstack.c',
  'arch/x86/mm/fault.c',
  'arch/riscv/kernel/traps.c',
  'arch/riscv/mm/fault.c',
  'drivers/remoteproc/remoteproc_core.c',
  'drivers/watchdog/watchdog_dev.c',
  'drivers/thermal/thermal_core.c',
  'fs/ext4/super.c',
  'init/do_mounts.c',
  'init/main.c',
  'drivers/pci/pcie/aer.c',
  'drivers/hwmon/raspberrypi-hwmon.c',
  'drivers/usb/host/xhci-ring.c',
  'drivers/dma/imx-sdma.c',
];

/** What only a failure is called; the rest of what these files print is no headline. */
const headline =
  /^(?:"?(?:BUG|Oops|INFO: (?:task|rcu|possible|trying)|WARNING: (?:CPU|possible|suspicious|inconsistent|bad)|Kernel panic|kernel BUG|Internal error|Unable to handle|Unhandled (?:fault|prefetch|kernel)|Bad mode|SError|UBSAN|NETDEV WATCHDOG|Memory cgroup out of memory|Out of memory|Watchdog detected|irq %d: nobody))|(?:blocked for more than|self-detected stall|detected .*stalls? on|kthread (?:starved|timer wakeup)|hard LOCKUP|soft lockup|page allocation failure|invoked oom-killer|crash detected in|handling crash|did not stop|critical temperature reached|Unable to mount root|No working init|host (?:not responding|controller not responding)|waiting for .* to become free|new suspected memory leaks|Undervoltage detected|nobody cared)/;

/** Fragments, questions of a debugger, and what is printed behind another headline. */
const harmless = /^(?:INFO: NMI handler|INFO: lockdep is turned off|INFO: Stall ended|BUG: memory leak|imx-sdma|BUG$|%s)/;

const samples: readonly (readonly [RegExp, string])[] = [
  [/%[-#0 ]*\d*(?:l|ll|h|z)?[dui]/g, '7'],
  [/%[-#0 ]*\d*(?:l|ll|h|z)?x/gi, '1f'],
  [/%\.?\d*\*?p[SsBb]R?\w?/g, 'fec_enet_open+0x4/0x80'],
  [/%\.?\d*pOF\w*|%pI\d\w*|%pV/g, 'what'],
  [/%\.?\d*p\w*/g, 'ffff0000c0de0000'],
  [/%-?(?:\d+|\*)?\.?(?:\d+|\*)?s/g, 'name'],
  [/%c/g, 'c'],
  [/%%/g, '%'],
];

const sampled = (file: string, format: string): string => {
  const named = file.startsWith('kernel/rcu/')
    ? format.replace('%s', 'rcu_preempt')
    : format.replace('%s (%s): %pV', '%s (Not tainted): Poison overwritten');
  return samples.reduce((text, [pattern, value]) => text.replace(pattern, value), named);
};

const fronts = (file: string, name: string, front: string): string => {
  if (name === 'panic') return 'Kernel panic - not syncing: ';
  if (name === 'die') return 'Internal error: ';
  if (name.startsWith('dev_')) return file.includes('thermal') ? 'thermal thermal_zone0: ' : 'remoteproc remoteproc0: ';
  return name.startsWith('pr_') ? front : '';
};

/** Formats of printk and its relatives, with the prefix that pr_fmt puts in front. */
const formatsIn = (file: string, source: string): string[] => {
  const fmt = /#define pr_fmt\(fmt\)\s+(?:"(?<text>[^"]*)"|KBUILD_MODNAME "(?<more>[^"]*)")/.exec(source)?.groups;
  const front = fmt?.text ?? (fmt?.more === undefined ? '' : `${basename(file, '.c').replace('_dev', '')}${fmt.more}`);
  const call =
    /\b(pr_\w+|printk\w*|panic|net_\w+_ratelimited|netdev_crit|dev_\w+|lockdep_\w+|die|ext4_msg|seq_buf_printf|slab_bug|slab_err|slab_fix)\s*\((?<args>(?:[^;"]|"(?:[^"\\]|\\.)*")*?)\)\s*;/g;
  return [...source.matchAll(call)].flatMap(({ 1: name, groups }) => {
    const literals = groups!.args!.match(/(?:"(?:[^"\\]|\\.)*"\s*)+/);
    const text = literals?.[0]
      .replaceAll(/"\s*"/g, '')
      .trim()
      .slice(1, -1)
      .replaceAll('\\n', '\n')
      .replaceAll('\\"', '"')
      .replaceAll('\\t', ' ');
    if (text === undefined) return [];
    const whole = `${fronts(file, name!, front)}${text}${name === 'die' ? ': 0000000096000006 [#1] SMP' : ''}`;
    return whole
      .split('\n')
      .map((line) => line.replace(/^\x01\d/, '').trim())
      .filter((line) => line.length > 5);
  });
};

const main = (root: string): number => {
  const headlines = headlinesWith();
  const here = new Set(readdirSync(root, { recursive: false, encoding: 'utf8' }));
  if (!here.has('kernel')) throw new Error(`${root} is no Linux source`);
  const formats = files.flatMap((file) => {
    try {
      return formatsIn(file, readFileSync(join(root, file), 'utf8')).map((format) => ({ file, format }));
    } catch {
      return [];
    }
  });
  const wanted = formats.filter(({ format }) => headline.test(format) && !harmless.test(format));
  const unknown = wanted.filter(({ file, format }) => !headlines.find(sampled(file, format)));
  for (const { file, format } of unknown) console.log(`${file}: ${format}`);
  console.log(`${wanted.length} formats of failures, ${unknown.length} that no rule knows`);
  return unknown.length > 0 ? 1 : 0;
};

process.exitCode = main(process.argv[2] ?? '.');
