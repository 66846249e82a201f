import { appendFile } from 'node:fs/promises';
import { writeCommand } from '../../core/ci-commands.ts';
import type { LabEvent, Reporter } from '../../core/event.ts';
import { summaryMarkdown } from '../summary.ts';
import { type CiOptions, shownFindings } from './ci-options.ts';
import { type Finding, findingsOf } from './findings.ts';

// GitHub refuses a step's summary of more than 1 MiB as a whole.
const mostSummaryBytes = 1024 * 1024 - 4096;

/** On GitHub Actions the summary of the step, and an annotation for each failure at its place in the suite; elsewhere nothing. */
export const github = ({ env = process.env, print = writeCommand }: CiOptions = {}): Reporter => ({
  name: 'github',
  write: async (events) => {
    if (env.GITHUB_ACTIONS !== 'true') return;
    for (const finding of shownFindings(findingsOf(events))) print(annotation(finding));
    if (env.GITHUB_STEP_SUMMARY) await appendFile(env.GITHUB_STEP_SUMMARY, stepSummary(events));
  },
});

const stepSummary = (events: readonly LabEvent[]): string => {
  const all = Buffer.from(summaryMarkdown(events));
  if (all.byteLength <= mostSummaryBytes) return all.toString();
  const kept = all.subarray(0, mostSummaryBytes).toString();
  return `${kept.slice(0, kept.lastIndexOf('\n'))}\n\n\`\`\`\n\`\`\`\n\nThe rest is in summary.md of the run.\n`;
};

const annotation = ({ level, title, message, file, line, column }: Finding): string => {
  const place = [...(file ? [`file=${property(file)}`] : []), ...(line ? [`line=${line}`] : []), ...(column ? [`col=${column}`] : [])];
  return `::${level} ${[...place, `title=${property(title)}`].join(',')}::${data(message)}`;
};

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
