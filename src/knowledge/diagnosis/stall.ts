import type { Facts } from './facts.ts';
import { type LogLine, quote } from './log-line.ts';
import type { RuledOut } from './ruled-out.ts';
import { isStart, isStop } from './starts.ts';

/** One report of an RCU stall and what belongs to it, read out of its own text. */
export interface Stall {
  readonly headline: LogLine;
  /** The CPU reported itself; undefined when the headline is of another form. */
  readonly isSelfDetected: boolean;
  readonly cpu?: number;
  /** Timer interrupts that the CPU took during the stall. */
  readonly ticks?: number;
  readonly ticksLine?: LogLine;
  /** True when the CPU's softirq count stood still. */
  readonly isSoftirqFrozen: boolean;
  readonly starvedLine?: LogLine;
  readonly lockup?: LogLine;
  readonly panic?: LogLine;
  readonly stopsOthers?: LogLine;
}

export const stallOf = ({ lines }: Facts): Stall | undefined => {
  const start = lines.findIndex(({ text }) =>
    /\brcu\w*: *INFO: .*(?:self-detected stall|detected (?:expedited )?stalls)|\bINFO: rcu\w* (?:self-)?detected/.test(text),
  );
  const headline = lines[start];
  if (!headline) return undefined;
  const rest = lines.slice(start);
  const find = (pattern: RegExp): LogLine | undefined => rest.find(({ text }) => pattern.test(text));
  const ticksLine = find(/(\d+)-\.{0,3}[.!?]*:? *\((?:\d+ ticks|\d+ GPs)/);
  const [, cpu, ticks] = /(\d+)-[.!?]*:? *\((\d+) ticks this GP\)/.exec(ticksLine?.text ?? '') ?? [];
  const [, before, now] = /softirq=(\d+)\/(\d+)/.exec(ticksLine?.text ?? '') ?? [];
  const found = {
    ticksLine,
    starvedLine: find(/kthread (?:starved for|timer wakeup didn't happen)|Possible timer handling issue/),
    lockup: lines.find(({ text }) => /BUG: soft lockup - CPU#\d+ stuck for \d+s/.test(text)),
    panic: find(/Kernel panic - not syncing/),
    stopsOthers: find(/SMP: stopping secondary CPUs/),
  };
  return {
    headline,
    isSelfDetected: /self-detected/.test(headline.text),
    ...(cpu === undefined ? {} : { cpu: Number(cpu), ticks: Number(ticks) }),
    isSoftirqFrozen: before !== undefined && before === now,
    ...(Object.fromEntries(Object.entries(found).filter(([, line]) => line !== undefined)) as Partial<Stall>),
  };
};

/** The stall came behind a restart of the M7, or somebody says so. */
export const restartBefore = (facts: Facts): LogLine | undefined => {
  const stop = facts.lines.find((line) => isStop(line) || /stopped remote processor imx-rproc/.test(line.text));
  return (
    stop ??
    facts.lines.find((line) => isStart(line) || /powering up imx-rproc|imx-rproc is now up/.test(line.text)) ??
    facts.statements.find(({ claim }) => claim === 'after-restart')?.line
  );
};

/** What the text of a stall speaks against, whatever its cause. */
export const stallExclusions = (facts: Facts): RuledOut[] => {
  const stall = stallOf(facts);
  if (!stall) return [];
  const { headline, isSelfDetected, ticks, ticksLine, isSoftirqFrozen, panic, stopsOthers, cpu } = stall;
  const out: RuledOut[] = [];
  const add = (what: string, because: string, line: LogLine): void => {
    out.push({ what, because, evidence: quote(line) });
  };
  if (isSelfDetected && ticks !== undefined && ticks >= leastTicks && ticksLine) {
    add('a bus access that never ends', `CPU ${cpu} took ${ticks} timer interrupts during the stall: it ran code all the time`, ticksLine);
    add('interrupts masked on that CPU', `its timer interrupt came ${ticks} times`, ticksLine);
  }
  if (!isSelfDetected)
    add('a softirq or interrupt storm on the CPU that reported', 'it reported another CPU, so it was able to run itself', headline);
  if (isSoftirqFrozen && ticksLine) add('a busy task', 'softirqs did not run once either: what held the CPU stands above tasks', ticksLine);
  if (stopsOthers && !facts.lines.some(({ text }) => /failed to stop secondary CPUs/.test(text)))
    add('a hang of the whole SoC', 'the other CPUs still answered when they were stopped', stopsOthers);
  if (panic && /hung tasks/.test(panic.text))
    add('the panic as the fault itself', 'it is the policy of the kernel for a soft lockup, and came last', panic);
  if (/self-detected/.test(headline.text) && facts.starts.some(({ bytes }) => bytes !== undefined))
    add(
      'the size of the ELF by itself',
      'copying megabytes takes well under a second and runs in a task, not above it',
      facts.starts.find(({ bytes }) => bytes !== undefined)!.booting ?? headline,
    );
  return out;
};

/** The next rung of the ladder in suites/forum/21051-restart-stall.ts; undefined when nothing stalled. */
export const nextExperiment = (facts: Facts): string | undefined => {
  const stall = stallOf(facts);
  if (!stall) return undefined;
  const ladder = 'hil run 21051-restart-stall';
  const sampled = facts.lines.some(({ command }) => command?.includes('/proc/interrupts'));
  const first =
    'the same image on a fresh boot without any stop; then stop only and 60 s of waiting; then stop and start of a tiny TCM image; then an image without clock initialisation; then with and without mcore_booted';
  return `${ladder}: ${first}. ${sampled ? 'Compare the samples of /proc/interrupts: a line far above 1000/s before the stall is the storm.' : 'Sample /proc/interrupts every 100 ms across the restart: a line far above 1000/s before the stall is the storm.'}`;
};

const leastTicks = 500;
