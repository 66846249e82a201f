import type { Command } from '@commander-js/extra-typings';
import { daysOf, several } from './option-values.ts';

/** Commands over runs that were made, of one or of many. `config`: the option that names the lab file. */
export const addPastRunCommands = (
  program: Command,
  exit: (code: number) => void,
  config: readonly ['--config <file>', string, string],
): void => {
  program
    .command('log')
    .description('print what was heard in a run, each line with wall clock, board time since power-on, board and lane')
    .argument('[run]', 'the folder of a run; the last one by default')
    .argument('[lane]', 'a53, m7, kmsg, command or event; all by default')
    .option('--since <moment>', 'how long after the beginning of the run, such as 90s, or a time such as 2026-11-23T03:00:00Z')
    .option('--grep <pattern>', 'only lines that this regular expression finds something in')
    .option('--board <name>', 'only of this board')
    .option('--reports <dir>', 'where runs lie', 'reports')
    .action(async (run, lane, options) => exit(await (await import('./log-command.ts')).logCommand(run, lane, options)));

  program
    .command('report')
    .description("write the lab file's reports of past runs again, from their journals")
    .argument('[run...]', 'folders of runs; the last one by default')
    .option('--into <folder>', 'merge them into one run in a new folder: shards, boards or days')
    .option(...config)
    .action(async (runs, options) => exit(await (await import('./report-command.ts')).reportCommand(runs, options)));

  program
    .command('bundle')
    .description('one file of a run or of one scenario for somebody else: journal, reports, versions, and the text for a forum post')
    .argument('[run]', 'the folder of a run; the last one by default')
    .argument('[scenario]', 'a part of its name; the whole run by default')
    .option('--board <name>', 'only of this board')
    .option('--with-firmware', 'also the images that were started')
    .option('-o, --output <file>', 'where it is written; in this folder, by the name of the run, by default')
    .option('--yes', 'write it without asking, for scripts')
    .option('--reports <dir>', 'where runs lie', 'reports')
    .option(...config)
    .action(async (run, scenario, options) => exit(await (await import('./bundle-command.ts')).bundleCommand(run, scenario, options)));

  program
    .command('replay')
    .description(
      'judge a past run by the detector, the prediction and the diagnosis of today: exit code 1 when something is judged differently',
    )
    .argument('[run]', 'the folder of a run, or a bundle; the last run by default')
    .option('--json', 'for programs')
    .option('--reports <dir>', 'where runs lie', 'reports')
    .option(...config)
    .action(async (run, options) => exit(await (await import('./replay-command.ts')).replayCommand(run, options)));

  program
    .command('show')
    .description('serve the page of a run on loopback and open it in a browser')
    .argument('[run]', 'the folder of a run; the last one by default')
    .option('--reports <dir>', 'where runs lie', 'reports')
    .option('--no-open', 'only print the address')
    .action(async (run, options) => exit(await (await import('./show-command.ts')).showCommand(run, options)));

  program
    .command('watch')
    .description('follow a run that goes on in another terminal: what is heard and done, from its journal alone')
    .argument('[run]', 'the folder of a run; the newest by default')
    .option('--board <name>', 'only of this board')
    .option('--lane <lane>', 'a53, m7, kmsg, command or event; may be given again; all by default', several)
    .option('--reports <dir>', 'where runs lie', 'reports')
    .action(async (run, options) => exit(await (await import('./watch-command.ts')).watchCommand(run, options)));

  program
    .command('qualify')
    .description(
      'one document for a release: what was run, how often it came out as expected, against a baseline, by which journals and firmware',
    )
    .argument('<folder>', 'the folder of a run, or of several: the matrix and a soak')
    .requiredOption('--baseline <folder>', 'the same of the release before')
    .option('-o, --output <file>', 'also as Markdown, to be signed')
    .action(async (folder, options) => exit(await (await import('./qualify-command.ts')).qualifyCommand(folder, options)));

  program
    .command('prune')
    .description('delete journals, raw logs and pages of old runs; what history needs stays')
    .argument('[folder...]', 'folders of runs; reports by default')
    .requiredOption('--keep <duration>', 'runs that are younger stay as they are, such as 30d', daysOf)
    .option('--keep-failed', 'and so do those that ended with another exit code than 0')
    .option('--dry-run', 'only say what would be deleted')
    .action(async (folders, options) => exit(await (await import('./prune-command.ts')).pruneCommand(folders, options)));

  program
    .command('history')
    .description('say what fails since when, what is unsteady and what gets slower, over the runs in these folders')
    .argument('[folder...]', 'folders of runs; reports by default')
    .option('--scenario <text>', 'only scenarios whose name has it, with every result')
    .option('--json', 'for programs')
    .option('--markdown', 'for a page or a chat')
    .action(async (folders, options) => exit(await (await import('./history-command.ts')).historyCommand(folders, options)));

  program
    .command('compare')
    .description('say whether the newer runs are worse than the older ones: exit code 1 when they are')
    .argument('<older>', 'the folder of a run, or of several')
    .argument('<newer>', 'the same')
    .option('--json', 'for programs')
    .option('--markdown', 'for a release note')
    .action(async (older, newer, options) => exit(await (await import('./compare-command.ts')).compareCommand(older, newer, options)));
};
