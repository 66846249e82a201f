import { shownLine } from '../core/clean-text.ts';
import { prunable, prune } from '../history/prune.ts';
import { daysOf } from './option-values.ts';
import type { Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[folder...]', 'folders of runs; reports by default')
    .requiredOption('--keep <duration>', 'runs that are younger stay as they are, such as 30d', daysOf)
    .option('--keep-failed', 'and so do those that ended with another exit code than 0')
    .option('--dry-run', 'only say what would be deleted')
    .action(async (folders, options) => exit(await pruneCommand(folders, options)));

export interface PruneCommandOptions {
  readonly keep: number;
  readonly keepFailed?: true;
  readonly dryRun?: true;
}

/** Deletes journals, raw logs and pages of old runs; run.json, summary.md and junit.xml stay. */
export const pruneCommand = async (folders: readonly string[], { keep, keepFailed, dryRun }: PruneCommandOptions): Promise<number> => {
  const found = prunable(folders.length > 0 ? folders : ['reports'], { keepMs: keep, keepFailed: keepFailed === true, now: Date.now() });
  for (const each of found) {
    if (!dryRun) prune(each);
    process.stdout.write(`${shownLine(each.run.dir)}: ${mib(each.bytes)}\n`);
  }
  const total = mib(found.reduce((sum, { bytes }) => sum + bytes, 0));
  process.stdout.write(`${found.length} runs, ${total} ${dryRun ? 'would be deleted' : 'deleted'}; hil history still has them\n`);
  return 0;
};

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
