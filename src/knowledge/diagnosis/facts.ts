import type { LabEvent } from '../../core/event.ts';
import type { KernelIncident } from '../../core/incident.ts';
import type { M7Observation } from '../../core/outcome.ts';
import type { Inspection } from '../firmware/inspect.ts';
import { scanText } from '../kernel/log-scan.ts';
import { withoutGoodParts } from './good-parts.ts';
import { journalLines } from './journal-lines.ts';
import type { LogLine } from './log-line.ts';
import { type PastedText, pastedLines } from './pasted-lines.ts';
import { foreignCores, type Platform, platformOf } from './platform.ts';
import { type Kick, kicksIn, type StartAttempt, startsIn } from './starts.ts';
import { type Statement, statementsIn } from './statements.ts';
import { type KnownValue, valuesIn } from './values.ts';

export type { PastedText } from './pasted-lines.ts';

/** Everything that is known about what happened. Rows look at this and at nothing else. */
export interface Facts {
  /** In the order of each source, without those of a remote core that is no M-core and without logs of the good case. */
  readonly lines: readonly LogLine[];
  /** What was left out of them: lines of a DSP or another vendor's core. */
  readonly foreignLines: readonly LogLine[];
  readonly platform: Platform;
  readonly incidents: readonly KernelIncident[];
  readonly statements: readonly Statement[];
  readonly starts: readonly StartAttempt[];
  readonly kicks: readonly Kick[];
  readonly m7Lines: readonly LogLine[];
  readonly values: Values;
  /** What the runner concluded about starts of the M7. */
  readonly observations: readonly M7Observation[];
  readonly inspection?: Inspection;
  /** Events of the run this was read from, for what is no line: power, silence, keys. */
  readonly events: readonly LabEvent[];
}

/** Named single values, each with the line that says so; the last one said counts. */
export interface Values {
  readonly kernel?: KnownValue;
  readonly cmdline?: KnownValue;
  readonly uBoot?: KnownValue;
  readonly tfA?: KnownValue;
  readonly mcoreBooted?: KnownValue;
  readonly distro?: KnownValue;
  readonly model?: KnownValue;
  /** Of /sys/class/remoteproc/remoteproc0/state, all readings. */
  readonly states: readonly KnownValue[];
  /** Of …/remoteproc0/firmware. */
  readonly firmware: readonly KnownValue[];
  readonly resetCauses: readonly KnownValue[];
}

export const factsFromText = (texts: readonly PastedText[], inspection?: Inspection): Facts => {
  const lines = texts.flatMap(pastedLines);
  return collect(lines, texts.flatMap(incidentsIn), [], inspection);
};

/** `events`: those of one board, of a run or of a scenario. */
export const factsFromEvents = (events: readonly LabEvent[], inspection?: Inspection): Facts =>
  collect(journalLines(events), incidentsOf(events), events, inspection);

const collect = (
  read: readonly LogLine[],
  incidents: readonly KernelIncident[],
  events: readonly LabEvent[],
  inspection: Inspection | undefined,
): Facts => {
  const whole = withoutRepeats(read);
  const opened = events.find((event) => event.type === 'board.opened');
  const platform = platformOf(whole, opened?.model);
  const isForeign = foreignCores(platform);
  const lines = withoutGoodParts(whole).filter((line) => !isForeign(line));
  return {
    lines,
    foreignLines: whole.filter(isForeign),
    platform,
    incidents,
    statements: statementsIn(lines),
    starts: startsIn(lines),
    kicks: kicksIn(lines),
    m7Lines: lines.filter(isFromM7),
    values: valuesIn(lines),
    observations: events.flatMap((event) => (event.type === 'm7.observed' ? [event.observation] : [])),
    ...(inspection ? { inspection } : {}),
    events,
  };
};

// The console and the kernel log say the same; what stands twice counts once.
const withoutRepeats = (lines: readonly LogLine[]): LogLine[] => {
  const known = new Set<string>();
  return lines.filter(({ kernelTime, text }) => {
    if (!kernelTime) return true;
    const key = `${kernelTime} ${text}`;
    return !known.has(key) && known.add(key);
  });
};

const incidentsIn = (pasted: PastedText): readonly KernelIncident[] => {
  const lines = pastedLines(pasted).filter(({ channel }) => channel !== 'm7');
  const stamp = ({ kernelTime, text }: LogLine): string =>
    kernelTime === undefined ? text : `[${kernelTime.toFixed(6).padStart(12)}] ${text}`;
  return scanText(lines.map(stamp).join('\n'));
};

const incidentsOf = (events: readonly LabEvent[]): readonly KernelIncident[] => {
  const last = new Map<string, KernelIncident>();
  for (const event of events)
    if (event.type === 'incident.opened' || event.type === 'incident.closed') last.set(event.incident.id, event.incident);
  return [...last.values()];
};

// Banners of NXP's and Zephyr's demos and of the test firmware; a line of the M7's own channel needs no such mark.
const isFromM7 = ({ channel, text, kernelTime }: LogLine): boolean => {
  if (channel === 'm7') return /[\w]{3}/.test(text);
  return (
    kernelTime === undefined &&
    channel !== 'elf' &&
    channel !== 'said' &&
    /\bhil-m7 \S+ (?:build|tick|fault)|RPMSG String Echo|Nameservice sent, ready for|\*\*\* Booting Zephyr OS|^hello world\.?$/i.test(text)
  );
};
