import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { signsOf, unexpectedResets } from '../resets.ts';
import { restartBefore, stallOf } from '../stall.ts';
import { frozenStart } from './clocks.ts';
import { type Evidence, evidence, one, type Row } from './row.ts';

const interruptsCommand = {
  command: 'cat /proc/interrupts; sleep 1; cat /proc/interrupts',
  shows: 'a line that grows by far more than 1000 a second: the storm',
} as const;

const heldAboveTasks = (facts: Facts): Evidence | undefined => {
  const stall = stallOf(facts);
  const restart = restartBefore(facts);
  if (!stall) {
    const lockup = one(facts, /BUG: soft lockup - CPU#\d+ stuck/);
    return lockup && restart ? evidence('possible', lockup, restart) : undefined;
  }
  if (!stall.isSelfDetected) return undefined;
  const isTypical = stall.isSoftirqFrozen || stall.starvedLine !== undefined;
  return evidence(isTypical ? 'likely' : 'possible', restart, stall.headline, stall.ticksLine, stall.starvedLine, stall.lockup);
};

// The M7 was touched shortly before: without it a reset without a word is the lab's.
const silentHang = (facts: Facts): Evidence | undefined => {
  const reset = unexpectedResets(facts).at(-1);
  if (!reset || frozenStart(facts)) return undefined;
  const touched = restartBefore(facts);
  const { isSilentForLong, isSudden, isWatchdog } = signsOf(reset);
  if (isSudden && !isWatchdog) return undefined;
  if (isWatchdog || isSilentForLong || touched)
    return evidence(touched || isWatchdog ? 'likely' : 'possible', touched, reset.last, reset.line, reset.cause);
  return undefined;
};

const policy = (facts: Facts): Evidence | undefined => {
  const panic = one(facts, /Kernel panic - not syncing: (?:.*hung.?tasks?|softlockup|hung_task|Oops|Fatal exception|.*Fatal exception)/i);
  if (!panic) return undefined;
  const reboot = one(facts, /^Rebooting in \d+ seconds/);
  return evidence(firstTrouble(facts, panic) ? 'certain' : 'likely', firstTrouble(facts, panic), panic, reboot);
};

const firstTrouble = ({ lines }: Facts, panic: LogLine): LogLine | undefined =>
  lines
    .slice(0, lines.indexOf(panic))
    .find(({ text }) =>
      /rcu\w*: *INFO: .*(?:stall|detected)|BUG: (?:soft lockup|workqueue lockup)|Unable to handle kernel|Internal error|SError Interrupt|INFO: task \S+ blocked for more than/.test(
        text,
      ),
    );

export const crashRows: readonly Row[] = [
  {
    id: 23,
    name: 'restart-stall',
    said: { claim: 'restart-stalls' },
    symptom: 'self-detected RCU stall and soft lockup of one CPU after stop and start',
    cause:
      'A softirq that never ends or a storm of interrupts held that CPU above all tasks; the class follows from the log, the root cause is unproven. Candidates: the MU interrupt left asserted over the restart, a line shared with a device that the M7 set up again, rings in stale memory.',
    matches: heldAboveTasks,
    confirm: [interruptsCommand, { command: 'cat /sys/kernel/debug/clk/clk_summary', shows: 'clocks that the M7 changed under Linux' }],
    fix: 'Until the ladder of suites/forum/21051-restart-stall.ts has told more: no stop and start under a running Linux; load the image once in a boot, and cold boot for another.',
    source: 'community.toradex.com/t/21051; kernel/rcu/tree_stall.h',
  },
  {
    id: 24,
    name: 'bus-hang-watchdog',
    symptom: 'a silent hang, then U-Boot SPL with Reset cause WDOG or POR',
    cause: 'The bus, the DRAM controller or a PLL stopped under Linux, so that no CPU could print, and the watchdog reset the module.',
    matches: silentHang,
    excludedBy: (facts) => {
      const stall = stallOf(facts)?.headline;
      return stall && { because: 'the kernel still ran and printed', line: stall };
    },
    confirm: [
      {
        step: 'look at the time between the last line and U-Boot SPL: 30 to 60 s is a watchdog; with Reset cause POR ask relay and supply as well, since a cut of the power shows the same',
      },
      { command: 'cat /sys/kernel/debug/clk/clk_summary', shows: 'the rates before the M7 is started' },
    ],
    fix: "Take the clock initialisation out of the M7's firmware (BOARD_BootClockRUN): Linux owns the PLLs and the AHB by then.",
    source: 'clock_config.c of the i.MX 8M Plus in MCUXpresso; systemd RuntimeWatchdogSec',
  },
  {
    id: 25,
    name: 'serror',
    symptom: 'SError Interrupt on CPUn',
    cause:
      'A bus access was refused or aborted: as a rule the resource domain controller keeps the A53 out of something that the M7 claimed.',
    matches: (facts) => {
      const line = one(facts, /SError Interrupt on CPU\d+/);
      return line && evidence('certain', line, one(facts, /^(?:pc|lr) : \S+/), one(facts, /asynchronous SError/i));
    },
    confirm: [
      { step: 'decode the code of the line (ESR), and find the device of the first backtrace in the RDC settings of the firmware' },
    ],
    fix: "Correct the RDC settings of the firmware, or disable in the device tree what the M7 owns. SError may come late: the backtrace need not be the culprit's.",
    source: 'arch/arm64/kernel/traps.c',
  },
  {
    id: 26,
    name: 'panic-policy',
    symptom: 'Kernel panic: hung tasks, Rebooting in 5 seconds',
    cause:
      'Torizon OS makes a panic of every Oops, soft lockup and hung task, and reboots 5 s later: the panic is not the fault, the first stall or Oops line before it is.',
    role: 'consequence',
    matches: policy,
    confirm: [
      {
        command: 'cat /proc/sys/kernel/panic /proc/sys/kernel/panic_on_oops /proc/sys/kernel/softlockup_panic',
        shows: '5 1 1 on Torizon OS',
      },
    ],
    fix: 'Look for the first stall or Oops line before the panic.',
    source: 'toradex-kernel-cache, ktypes/base/base.cfg',
  },
  {
    id: 37,
    name: 'tcm-mapped-as-device',
    symptom: 'Oops: alignment fault inside start',
    cause: 'The driver maps the TCM as device memory and copies into it with memcpy, which this memory type does not allow unaligned.',
    matches: (facts) => {
      // 0x96000061: a write that is not aligned; boot loaders print the number alone.
      const fault = one(facts, /alignment fault|\bESR:? *(?:0x)?96000061\b/i);
      const place = one(facts, /\bpte=[0-9a-f]*(?:7[ef]|80|81)[0-9a-f]{4}\b|(?:memcpy|memset).*\b0x|imx_rproc|rproc_elf_load_segments/i);
      return fault && (place ?? restartBefore(facts)) ? evidence('certain', fault, place) : undefined;
    },
    confirm: [{ command: 'uname -r', shows: 'drivers from 5.15 on know the TCM as IOMEM' }],
    fix: 'Use a kernel whose imx_rproc copies into the TCM with memcpy_toio.',
    source: 'imx_rproc_da_to_va and its is_iomem in drivers/remoteproc/imx_rproc.c',
  },
];
