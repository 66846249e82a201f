import type { Headline } from '../headlines.ts';
import type { HeadlineRule } from './rule.ts';

const fatal = { severity: 'fatal', endsScenario: true, headline: /(?!)/, test: '' } as const;

/** Reasons that are a report's name, and not how the kernel took it: arch/arm64/kernel/traps.c, mm/kasan/report.c, arch/x86/kernel/cpu/mce. */
const causes: readonly (readonly [RegExp, HeadlineRule])[] = [
  [/Asynchronous SError Interrupt/, { ...fatal, kind: 'bus-error', title: 'bus-error: SError[ in {frame}]', frame: 'fault' }],
  [/kasan\.fault=panic/, { ...fatal, kind: 'kasan', title: 'kasan: a report[ in {frame}]', frame: 'trace' }],
  [
    /(?:Fatal|Unrecovered|Timeout: Not all CPUs).*machine check|Fatal hardware error/i,
    { ...fatal, kind: 'mce', title: 'mce: {reason}', frame: 'none' },
  ],
];

/** The report that a panic was the end of, where only the panic is in the log. */
export const lostCause = ({ rule, groups, text, ...rest }: Headline): Headline | undefined => {
  const cause = rule.kind === 'panic' ? causes.find(([says]) => says.test(text)) : undefined;
  return cause && { ...rest, rule: cause[1], groups, text };
};
