import { createHash } from 'node:crypto';
import { writeCommand } from '../../core/ci-commands.ts';
import { shownJson } from '../../core/clean-text.ts';
import type { Reporter } from '../../core/event.ts';
import { writeReport } from '../write-report.ts';
import type { CiOptions } from './ci-options.ts';
import { type Finding, findingsOf } from './findings.ts';

export interface GitlabOptions extends CiOptions {
  /** Of the section in the job's log, in milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * On GitLab CI `gl-code-quality-report.json` in the run's folder, for `artifacts: reports: codequality`, and the failures as a section of the job's
 * log; elsewhere nothing. Tests themselves are in junit.xml.
 */
export const gitlab = ({ env = process.env, print = writeCommand, now = Date.now }: GitlabOptions = {}): Reporter => ({
  name: 'gitlab',
  write: async (events, dir) => {
    if (!env.GITLAB_CI) return;
    const findings = findingsOf(events);
    await writeReport(dir, 'gl-code-quality-report.json', `${shownJson(findings.map(issue), 2)}\n`);
    if (findings.length === 0) return;
    const seconds = Math.floor(now() / 1000);
    print(`\x1b[0Ksection_start:${seconds}:hil_failures\r\x1b[0Kverdin-hil: ${findings.length} to look at`);
    for (const { level, title, message } of findings) print(`${level}: ${title}: ${message}`);
    print(`\x1b[0Ksection_end:${seconds}:hil_failures\r\x1b[0K`);
  },
});

const issue = ({ level, title, message, file, line, key }: Finding): object => ({
  description: `${title}: ${message}`,
  check_name: 'verdin-hil',
  fingerprint: createHash('sha256').update(key).digest('hex'),
  severity: level === 'error' ? 'critical' : 'minor',
  location: { path: file ?? 'lab.config.ts', lines: { begin: line ?? 1 } },
});
