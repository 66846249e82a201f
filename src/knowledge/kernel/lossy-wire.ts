import { earlierHeadlineRule, lostHeadlineRule } from './rules/own.ts';
import type { HeadlineRule } from './rules/rule.ts';

const whole = /^(?:<\d>)?\[ {0,4}\d+\.\d{6}\]/;
const damaged =
  /^(?:<\d>)?\[? {0,5}(?:\d+\.\d{1,5}\]|\d+\.\d{6}(?=[ [])|\d{7,12}\]|\d*\.\d{6}\]|(?=[ \d.]*[\x80-\xff])[ \d.\x80-\xff]{9,22}(?:\]|\[))/;

/** True where some of the kernel's stamps lack a character or hold a garbled one, which printk always writes with six decimals, and most lack none. */
const losesCharacters = (lines: readonly string[]): boolean => {
  const stamped = lines.filter((line) => whole.test(line)).length;
  const spoilt = lines.filter((line) => !whole.test(line) && damaged.test(line)).length;
  return spoilt > 0 && stamped >= 3 && stamped >= spoilt;
};

const trace = /^(?:Call [Tt]race: *(?:\(.*|$)|Backtrace: *$|\[<[\da-f]+>\] \(unwind_backtrace)/;
// What stands between a headline and its trace: registers, stack words, who ran where.
const between =
  /(?:^|[\s\])>:])(?:\w{1,6} ?: ?\[?<?[\da-f]{8}|[\da-f]{8,16} [\da-f]{8,16}\b|(?:CPU|RIP|PC|LR|Code|Stack|Workqueue|Call Trace)\b ?:|(?:Hardware name|Modules linked in|Tainted|Preemption disabled at|pstate|psr)\b|PC is at |LR is at )|^Message from syslogd|^\s*$/;
const mostBefore = 24;

/** True for a trace so near to a log's beginning that its headline stood before it: somebody copied the end of a report. */
const beginsWithin = (text: string, before: readonly string[], line: number): boolean =>
  trace.test(text) && before.length >= line - 1 && before.length < mostBefore && before.every((each) => between.test(each));

/** Why the headline of the report that `text` is a line of was never seen; undefined where nothing says so. `isFinished`: the log is all that there is. */
export const lostRule = (text: string, before: readonly string[], line: number, isFinished: boolean): HeadlineRule | undefined => {
  if (before.some((each) => each.includes('sysrq'))) return undefined;
  if (isFinished && beginsWithin(text, before, line)) return earlierHeadlineRule;
  return losesCharacters(before) ? lostHeadlineRule : undefined;
};
