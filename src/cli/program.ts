import { Command, Help } from '@commander-js/extra-typings';
import packageJson from '../../package.json' with { type: 'json' };
import type { Subcommand } from './subcommand.ts';

type Listed = readonly [description: string, load: () => Promise<Subcommand>];

/** By how the help lists it: name, options, arguments. */
const subcommands: Readonly<Record<string, Listed>> = {
  'run [options] [pattern...]': ['run suites against boards and write reports', () => import('./run-command.ts')],
  'try [options] <image>': [
    'start an M7 image on a virtual board and say what comes of it; needs no lab file',
    () => import('./try-command.ts'),
  ],
  'trust [options] <board>': [
    'show the host key that was trusted and the one that the board shows now, and take the new one',
    () => import('./trust-command.ts'),
  ],
  'init [options]': [
    'write a lab file for a real board and a first suite, then check it; asks on a terminal for what no option says',
    () => import('./init-command.ts'),
  ],
  'check [options] <board>': [
    'prove one wire of a board after the other, and say which is wrong and what to move',
    () => import('./check-command.ts'),
  ],
  'provision [options] <board>': [
    'bring a board to what a scenario would need, by hand, and leave it on',
    () => import('./provision-command.ts'),
  ],
  'restore [options] <board>': [
    'put back on a board what runs or hil provision changed, and take it to its end state',
    () => import('./restore-command.ts'),
  ],
  'console [options] <board> [console]': ['a terminal on one console of a board; Ctrl-] leaves', () => import('./console-command.ts')],
  'power [options] <board> <action>': ['switch the relay of a board', () => import('./power-command.ts')],
  'leases [options]': ['say who holds which board of this host, and which were left behind', () => import('./leases-command.ts')],
  'release [options] <board>': [
    'switch a board off and free it that a dead or silent holder left behind',
    () => import('./release-command.ts'),
  ],
  'inspect [options] <file> [other]': [
    'say where the segments of an M7 image lie, and whether Linux alone can start it',
    () => import('./inspect-command.ts'),
  ],
  'diagnose [options] [file...]': [
    'name the cause of an M7 failure from logs: console, dmesg, tdx-info, U-Boot, in any mix',
    () => import('./diagnose-command.ts'),
  ],
  'scan [options] [file...]': ['find kernel failures in logs: serial, dmesg, journald, gzipped or not', () => import('./scan-command.ts')],
  'completion <shell>': [
    'print a script that completes commands and options: eval "$(hil completion bash)"',
    () => import('./completion-command.ts'),
  ],
  'list [options] [pattern...]': [
    'the scenarios of the lab, with where they are written and what they need; touches no board',
    () => import('./list-command.ts'),
  ],
  'virtual [options]': ['start a virtual Verdin alone, for ssh, nc and curl', () => import('./virtual-command.ts')],
  'log [options] [run] [lane]': [
    'print what was heard in a run, each line with wall clock, board time since power-on, board and lane',
    () => import('./log-command.ts'),
  ],
  'report [options] [run...]': [
    "write the lab file's reports of past runs again, from their journals",
    () => import('./report-command.ts'),
  ],
  'bundle [options] [run] [scenario]': [
    'one file of a run or of one scenario for somebody else: journal, reports, versions, and the text for a forum post',
    () => import('./bundle-command.ts'),
  ],
  'replay [options] [run]': [
    'judge a past run by the detector, the prediction and the diagnosis of today: exit code 1 when something is judged differently',
    () => import('./replay-command.ts'),
  ],
  'show [options] [run]': ['serve the page of a run on loopback and open it in a browser', () => import('./show-command.ts')],
  'watch [options] [run]': [
    'follow a run that goes on in another terminal: what is heard and done, from its journal alone',
    () => import('./watch-command.ts'),
  ],
  'qualify [options] <folder>': [
    'one document for a release: what was run, how often it came out as expected, against a baseline, by which journals and firmware',
    () => import('./qualify-command.ts'),
  ],
  'prune [options] [folder...]': [
    'delete journals, raw logs and pages of old runs; what history needs stays',
    () => import('./prune-command.ts'),
  ],
  'history [options] [folder...]': [
    'say what fails since when, what is unsteady and what gets slower, over the runs in these folders',
    () => import('./history-command.ts'),
  ],
  'compare [options] <older> <newer>': [
    'say whether the newer runs are worse than the older ones: exit code 1 when they are',
    () => import('./compare-command.ts'),
  ],
};

const terms = Object.keys(subcommands);
const nameOf = (term: string): string => term.split(' ')[0]!;

export const isCommand = (name: string): boolean => terms.some((term) => nameOf(term) === name);

/** Only the command that is called loads its code, so that `hil --help` is quick. `exit` is told its exit code. */
export const buildProgram = async (argv: readonly string[], exit: (code: number) => void) => {
  const program = new Command('hil')
    .description('Hardware-in-the-loop tests for Toradex Verdin iMX8MP and iMX8MM boards and their Cortex-M core.')
    .version(packageJson.version)
    .exitOverride()
    .configureHelp({
      subcommandTerm: (command) => terms.find((term) => nameOf(term) === command.name()) ?? new Help().subcommandTerm(command),
    })
    .showHelpAfterError('(hil --help lists the commands)');
  const called = argv.find((word) => !word.startsWith('-') && word !== 'help');
  // It prints the options of all others.
  const isForAll = called === 'completion';
  for (const [term, [description, load]] of Object.entries(subcommands)) {
    const command = program.command(nameOf(term)).description(description);
    if (isForAll || command.name() === called) (await load()).declare(command, exit);
  }
  return program;
};
