import type { Headline } from './headlines.ts';
import type { Incident } from './incident.ts';
import type { Report } from './report.ts';

/** A report that is being printed, and the incident that it belongs to. */
export interface Body {
  readonly incident: Incident;
  readonly report: Report;
}

/** True for a second headline of the same report: `Internal error: Oops` behind `Unable to handle`, or a line printed twice. What ends a scenario is no mere rest of what does not. */
export const goesOn = ({ incident, report }: Body, { rule, text }: Headline): boolean =>
  !incident.closed &&
  !report.frozen &&
  ((rule.continues?.includes(report.headline.rule.kind) && (report.headline.rule.endsScenario || !rule.endsScenario)) ||
    (rule === report.headline.rule && report.size === 0 && sameStart(text, report.headline.text)));

const sameStart = (one: string, other: string): boolean => one.slice(0, 40) === other.slice(0, 40);

/** The last line of a report. What a driver says before BUG() is not over with the line that opens BUG()'s own. */
export const isEnd = (text: string, { size }: Report): boolean => endMark.test(text) || (size > 0 && cutHere.test(text));

const endMark = /^---\[ end (?:trace|Kernel panic)|^Rebooting in \d+ seconds/;
const cutHere = /^-{6,}\[ cut here \]/;
