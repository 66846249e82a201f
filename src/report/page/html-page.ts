import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shownJson } from '../../core/clean-text.ts';
import type { LabEvent, Reporter } from '../../core/event.ts';
import { mapStrings } from '../../core/redaction.ts';
import type { PastRun } from '../../history/past-run.ts';
import { streamJournal } from '../../journal/read-journal.ts';
import { plainText } from '../plain-text.ts';
import { runAsJson } from '../run-json.ts';
import { runOf } from '../run-model.ts';
import { traceOf } from '../timeline/trace.ts';
import { replaceFolder, writeTimeline } from '../timeline/write-timeline.ts';
import { writeReport } from '../write-report.ts';
import { changes, runBefore } from './changes.ts';
import { pageHtml } from './document.ts';

/** `index.html` for a browser, from a disk or from a CI's artifacts: what failed and why, and beside it in `page/` the timeline of everything heard. */
export const htmlPage = (): Reporter => ({ name: 'index.html', isRepeatable: true, write: writePage });

const writePage = async (events: readonly LabEvent[], dir: string): Promise<void> => {
  const clean = events.map(cleaned);
  const run = runOf(clean);
  const now: PastRun = { ...(JSON.parse(JSON.stringify(runAsJson(clean))) as PastRun), dir, startedAt: run.startedAt ?? new Date(0) };
  const isAlive = hasAssets();
  await replaceFolder(join(dir, 'page'), async (fresh) => {
    const index = await writeTimeline(streamJournal(dir, { consoles: true }), fresh);
    await writeReport(dir, 'timeline.json', `${shownJson(traceOf(index))}\n`);
    if (isAlive) await copyAssets(fresh);
  });
  const html = pageHtml({ run, changes: changes(now, runBefore(dir, now)), files: filesIn(dir), isAlive });
  await writeReport(dir, 'index.html', html);
};

// The bytes of a console are decoded and cleaned where lines are made of them.
const cleaned = (event: LabEvent): LabEvent =>
  event.type === 'console.received' || event.type === 'console.sent' ? event : mapStrings(event, plainText);

// Those that are there before any report, so that the page is the same whenever it is written.
const filesIn = (dir: string): string[] =>
  (readdirSync(dir, { recursive: true, encoding: 'utf8' }) as string[])
    .filter((name) => /^(?!page[/.]).*\.(log|ndjson)$/.test(name) && name !== 'runner.log')
    .sort();

// Made by packaging/build-page.ts; in a checkout and in the package alike two folders above src/report and dist/report.
const built = fileURLToPath(new URL('../../../assets/page', import.meta.url));
const names = ['page.js', 'page.css'] as const;

/** False in a checkout whose `npm ci` was told to run no scripts. */
const hasAssets = (): boolean => names.every((name) => existsSync(join(built, name)));

const copyAssets = async (dir: string): Promise<void> => {
  await mkdir(dir, { recursive: true });
  for (const name of names) await copyFile(join(built, name), join(dir, name));
};
