import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HilError } from '../core/errors.ts';
import { htmlPage } from '../report/page/html-page.ts';
import { writeReports } from '../run/supervisor/reports.ts';
import { folderOfRun } from './named-run.ts';
import { PageServer } from './page-server.ts';
import { untilInterrupted } from './signals.ts';
import type { Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[run]', 'the folder of a run; the last one by default')
    .option('--reports <dir>', 'where runs lie', 'reports')
    .option('--no-open', 'only print the address')
    .action(async (run, options) => exit(await showCommand(run, options)));

export interface ShowOptions {
  readonly reports: string;
  readonly open: boolean;
}

/** Serves the page of a run until it is interrupted, and writes it first where the lab's own reports have none. */
export const showCommand = async (run: string | undefined, { reports, open }: ShowOptions): Promise<number> => {
  const dir = folderOfRun(run, reports);
  if (!existsSync(join(dir, 'index.html'))) {
    const [problem] = await writeReports(dir, [htmlPage()], () => {});
    if (problem !== undefined) throw new HilError('lab', problem);
  }
  await using server = await PageServer.start(dir);
  process.stdout.write(`${server.url}\nCtrl-C ends it\n`);
  if (open) openBrowser(server.url);
  await untilInterrupted(async (signal) => {
    if (!signal.aborted) await once(signal, 'abort');
  });
  return 0;
};

// A host without a screen has no browser, and its user the address.
const openBrowser = (url: string): void => {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
};
