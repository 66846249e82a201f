/** One reading of /proc/uptime and /proc/interrupts. */
export interface InterruptSample {
  /** Seconds since boot; undefined when it was not read. */
  readonly uptime: number | undefined;
  /** Interrupts of all CPUs together, by line. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface InterruptRate {
  /** `54: GICv3 120 Level 30aa0000.mailbox`. */
  readonly name: string;
  /** The highest between two readings. */
  readonly perSecond: number;
}

/** Reads the output of `cat /proc/uptime /proc/interrupts`. Text that is none gives an empty sample. */
export const readSample = (text: string): InterruptSample => {
  const lines = text.split('\n');
  const uptime = lines.map((line) => /^(\d+\.\d+) \d+\.\d+\s*$/.exec(line)?.[1]).find((found) => found !== undefined);
  const counts = new Map<string, number>();
  for (const line of lines) {
    const [, label, columns, rest] = /^ *(\w+):((?: +\d+)+)(?:\s+(\S.*))?$/.exec(line) ?? [];
    if (label === undefined || columns === undefined) continue;
    const sum = columns
      .trim()
      .split(/ +/)
      .reduce((total, count) => total + Number(count), 0);
    counts.set(`${label}:${rest ? ` ${rest.replace(/\s+/g, ' ')}` : ''}`, sum);
  }
  return { uptime: uptime === undefined ? undefined : Number(uptime), counts };
};

/** How often each line came between readings, the busiest first. */
export const ratesBetween = (samples: readonly InterruptSample[]): InterruptRate[] => {
  const highest = new Map<string, number>();
  samples.slice(1).forEach((sample, index) => {
    const before = samples[index]!;
    const seconds = (sample.uptime ?? 0) - (before.uptime ?? 0);
    if (!(seconds > 0)) return;
    for (const [name, count] of sample.counts) {
      const rate = (count - (before.counts.get(name) ?? 0)) / seconds;
      if (rate > (highest.get(name) ?? 0)) highest.set(name, rate);
    }
  });
  return [...highest].map(([name, perSecond]) => ({ name, perSecond })).sort((one, other) => other.perSecond - one.perSecond);
};
