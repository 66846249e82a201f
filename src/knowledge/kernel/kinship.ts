import type { Channel, IncidentKind } from '../../core/incident.ts';
import type { RawLine } from '../boot/raw-line.ts';
import { follows } from './folding.ts';
import type { Incident } from './incident.ts';
import type { Report } from './report.ts';

/** The same record on two channels: printk stamps are equal, journald's differ by its own delay. */
const copySeconds = 2;
const copyMs = 30_000;

/** The same report, from another channel. */
export const isCopy = (incident: Incident, report: Report, line: RawLine): boolean => {
  if (incident.kind !== report.headline.rule.kind || incident.channels.has(report.channel as Channel)) return false;
  if (incident.time !== undefined && report.time !== undefined) return Math.abs(incident.time - report.time) <= copySeconds;
  return Math.abs(line.at - incident.at) <= copyMs;
};

/** The report follows from the incident. */
export const isCause = (incident: Incident, report: Report, line: RawLine): boolean => {
  const { rule, text } = report.headline;
  if (isAnotherFunctions(incident, report)) return false;
  const seconds =
    incident.lastTime !== undefined && report.time !== undefined
      ? report.time - incident.lastTime
      : incident.closed
        ? Number.POSITIVE_INFINITY
        : Math.max(0, line.at - incident.lastAt) / 1000;
  const sameContext = incident.copies.some((copy) => copy.caller === report.caller);
  return follows(rule.kind, text, incident, seconds, sameContext);
};

const named: ReadonlySet<IncidentKind> = new Set(['kasan', 'kmsan', 'kfence', 'kcsan', 'warning', 'cfi']);
const crashes: ReadonlySet<IncidentKind> = new Set(['oops', 'bug', 'bus-error']);

/** A report that is over is no cause of a crash, nor of a report whose headline names another function. */
const isAnotherFunctions = (incident: Incident, { headline, caller }: Report): boolean => {
  const { kind } = headline.rule;
  const finished = incident.copies.every(({ frozen }) => frozen);
  if (crashes.has(kind) && incident.kind === 'warning') return finished;
  const { frame } = headline.groups;
  if (frame === undefined || kind !== incident.kind || !named.has(kind)) return false;
  const own = incident.best.headline.groups.frame;
  return own !== undefined && own !== frame && (finished || incident.best.caller === caller);
};
