import { resolve } from 'node:path';
import { writeCommand } from '../../core/ci-commands.ts';
import type { Reporter } from '../../core/event.ts';
import { summaryMarkdown } from '../summary.ts';
import { writeReport } from '../write-report.ts';
import { type CiOptions, shownFindings } from './ci-options.ts';
import { type Finding, findingsOf } from './findings.ts';

/** On Azure Pipelines an issue of the log for each failure, and the summary on the page of the run; elsewhere nothing. */
export const azure = ({ env = process.env, print = writeCommand }: CiOptions = {}): Reporter => ({
  name: 'azure',
  write: async (events, dir) => {
    if (!env.TF_BUILD) return;
    for (const finding of shownFindings(findingsOf(events))) print(issue(finding));
    await writeReport(dir, 'azure-summary.md', summaryMarkdown(events));
    print(`##vso[task.uploadsummary]${data(resolve(dir, 'azure-summary.md'))}`);
  },
});

const issue = ({ level, title, message, file, line, column }: Finding): string => {
  const place = [
    ...(file ? [`sourcepath=${property(file)}`] : []),
    ...(line ? [`linenumber=${line}`] : []),
    ...(column ? [`columnnumber=${column}`] : []),
  ];
  return `##vso[task.logissue ${[`type=${level}`, ...place].join(';')}]${data(`${title}: ${message}`)}`;
};

const data = (text: string): string => text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(']', '%5D').replaceAll(';', '%3B');
