import type { Reporter } from '../core/event.ts';
import { ci } from '../report/ci/ci.ts';
import { junit } from '../report/junit.ts';
import { htmlPage } from '../report/page/html-page.ts';
import { runJson } from '../report/run-json.ts';
import { summary } from '../report/summary.ts';

/** What a lab file writes that says nothing else: for people a summary and the page, JUnit, run.json for programs, and what the CI understands that runs it. */
export const usualReports = (): readonly Reporter[] => [summary(), junit(), runJson(), htmlPage(), ci()];
