import type { Facts } from './facts.ts';
import { type LogLine, quote } from './log-line.ts';
import { isStart, isStop, type StartAttempt } from './starts.ts';

/** A span of time that says what code ran. */
export interface Fingerprint {
  readonly name: 'startup-delay' | 'mailbox-timeout' | 'lockup-onset' | 'stall-onset';
  /** Seconds: the span, or for an onset the kernel time at which it began. */
  readonly seconds: number;
  readonly meaning: string;
  readonly evidence: readonly string[];
}

/** What can be told from kernel times alone. */
export const fingerprintsOf = (facts: Facts): Fingerprint[] => [
  ...facts.starts.flatMap((start) => [startupDelay(start), mailboxTimeout(start)]).filter((found) => found !== undefined),
  ...onsets(facts),
];

const between = (one: LogLine | undefined, other: LogLine | undefined): number | undefined => {
  if (one?.kernelTime === undefined || other?.kernelTime === undefined) return undefined;
  const seconds = Math.round((other.kernelTime - one.kernelTime) * 1e6) / 1e6;
  return seconds >= 0 ? seconds : undefined;
};

// `fsl,startup-delay-ms = <500>` of Toradex's overlay, slept with HZ=100: 510 to 520 ms were seen. Mainline has no such delay.
const startupDelay = (start: StartAttempt): Fingerprint | undefined => {
  const loaded = start.segments.at(-1)?.line ?? start.booting;
  const seconds = between(loaded, start.vdev);
  if (seconds === undefined || seconds < 0.49 || seconds > 0.56) return undefined;
  return {
    name: 'startup-delay',
    seconds,
    meaning: `${ms(seconds)} between load and vdev: fsl,startup-delay-ms = <500>, which only NXP's and Toradex's drivers have; the core was let go, whatever it did`,
    evidence: [loaded, start.vdev].filter((line) => line !== undefined).map(quote),
  };
};

// tx_tout of drivers/remoteproc/imx_rproc.c is 100 ms, and a jiffy of HZ=100 is 10 ms.
const mailboxTimeout = (start: StartAttempt): Fingerprint | undefined => {
  const seconds = between(start.vdev, start.kick?.line);
  if (seconds === undefined || seconds < 0.095 || seconds > 0.135) return undefined;
  return {
    name: 'mailbox-timeout',
    seconds,
    meaning: `${ms(seconds)} between vdev and failed kick: the whole mailbox timeout of 100 ms; the M7 did not read its MU once in that time`,
    evidence: [start.vdev, start.kick?.line].filter((line) => line !== undefined).map(quote),
  };
};

const ms = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;

const onsets = (facts: Facts): Fingerprint[] =>
  facts.lines.flatMap((line): Fingerprint[] => {
    if (line.kernelTime === undefined) return [];
    const stuck = /BUG: soft lockup - CPU#(\d+) stuck for (\d+)s/.exec(line.text);
    if (stuck)
      return [onset(facts, line, 'lockup-onset', Number(stuck[2]), `CPU ${stuck[1]} was stuck for ${stuck[2]} s when this was printed`)];
    const jiffies = /timer wakeup didn't happen for (\d+) jiffies|\(t=(\d+) jiffies/.exec(line.text);
    const count = Number(jiffies?.[1] ?? jiffies?.[2] ?? 0);
    if (count === 0) return [];
    const hz = tickRate(count);
    return [onset(facts, line, 'stall-onset', count / hz, `${count} jiffies of HZ=${hz}`)];
  });

// The first report comes after RCU_CPU_STALL_TIMEOUT, 21 s, the later ones 63 s apart; HZ is 100 on Torizon OS.
const tickRate = (jiffies: number): number => {
  const rates = [100, 250, 300, 1000];
  return rates.find((hz) => Math.abs(jiffies / hz - 21) < 2) ?? rates.find((hz) => Math.abs(jiffies / hz - 84) < 4) ?? 100;
};

const onset = (facts: Facts, line: LogLine, name: Fingerprint['name'], lasted: number, because: string): Fingerprint => {
  const seconds = Math.round(((line.kernelTime ?? 0) - lasted) * 1000) / 1000;
  const near = aligned(facts, line, seconds);
  return {
    name,
    seconds,
    meaning: `${because}: it began at ${seconds.toFixed(1)} s of kernel time${near ? `, ${near.text}` : ''}`,
    evidence: [line, near?.line].filter((each) => each !== undefined).map(quote),
  };
};

/** The last start or stop before the onset, by kernel time, or by host time where the lines carry both. */
const aligned = (
  { lines, events }: Facts,
  report: LogLine,
  onsetAt: number,
): { readonly text: string; readonly line: LogLine } | undefined => {
  const speed = events.find((event) => event.type === 'board.opened')?.speed ?? 1;
  const timed = lines.slice(0, lines.indexOf(report)).flatMap((line) => {
    const what = whatOf(line);
    const at = what === undefined ? undefined : (line.kernelTime ?? hostToKernel(line, report, speed));
    return what !== undefined && at !== undefined && at <= onsetAt + slackSeconds ? [{ what, at, line }] : [];
  });
  const last = timed.at(-1);
  return (
    last && {
      text: `${Math.abs(onsetAt - last.at).toFixed(1)} s ${onsetAt >= last.at ? 'after' : 'before'} the ${last.what}`,
      line: last.line,
    }
  );
};

const slackSeconds = 2;
const whatOf = (line: LogLine): string | undefined => {
  if (isStop(line) || /stopped remote processor imx-rproc/.test(line.text)) return 'stop of the M7';
  return isStart(line) || /powering up imx-rproc|is now up/.test(line.text) ? 'start of the M7' : undefined;
};

const hostToKernel = ({ at }: LogLine, report: LogLine, speed: number): number | undefined =>
  at === undefined || report.at === undefined || report.kernelTime === undefined
    ? undefined
    : report.kernelTime - ((report.at - at) / 1000) * speed;
