import type { HeadlineRule } from 'verdin-hil';

/** The lab's own daemon says goodbye on the console: the scenario that runs then cannot go on. */
export const gaveUpRule: HeadlineRule = {
  kind: 'harness',
  severity: 'error',
  endsScenario: true,
  headline: /^sensord\[\d+\]: giving up(?:: (?<why>.+))?$/,
  words: ['giving up'],
  title: 'sensord gave up[: {why}]',
  frame: 'none',
  from: 'program',
  test: 'sensord[412]: giving up: no answer from the M7',
};
