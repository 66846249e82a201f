import type { HeadlineRule } from './rule.ts';

const never = /(?!)/;

/** Incidents that no line announces: the detector concludes them. */
export const resetRule: HeadlineRule = {
  kind: 'unexpected-reset',
  severity: 'fatal',
  endsScenario: true,
  headline: never,
  title: 'unexpected-reset[: {how}][ (reset cause {cause})]',
  frame: 'none',
  // No text of the kernel, which could be looked up in its log.
  from: 'program',
  test: '',
};

/** In a log whose runner nobody knows it may have been a hand at the switch. */
export const unknownResetRule: HeadlineRule = { ...resetRule, severity: 'warning', endsScenario: false };

/** imx2_wdt is the restart handler of i.MX too: `Reset cause: WDOG` is a fault only where nobody asked for the reset. */
export const watchdogResetRule: HeadlineRule = { ...resetRule, kind: 'watchdog-reset', title: 'watchdog-reset' };

export const powerDownRule: HeadlineRule = {
  ...resetRule,
  kind: 'power-down',
  title: 'power-down: Linux switched the board off, and nobody here had asked for it',
};

export const m7SilenceRule: HeadlineRule = {
  ...resetRule,
  kind: 'm7-silent',
  severity: 'error',
  title: 'm7-silent: the M7 stopped counting[ after tick {tick}][ of {image}][; {instead}]',
};

export const silenceRule: HeadlineRule = {
  ...resetRule,
  kind: 'silent-freeze',
  title: 'silent-freeze[ at {stage}]',
};

export const missedRule: HeadlineRule = {
  ...resetRule,
  kind: 'missed-report',
  severity: 'warning',
  endsScenario: false,
  title: 'missed-report: {what}',
};

export const lostHeadlineRule: HeadlineRule = {
  ...missedRule,
  title: 'missed-report: a report whose headline was lost on the wire[ in {frame}]',
  frame: 'trace',
};
