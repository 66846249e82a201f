import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import packageJson from '../../package.json' with { type: 'json' };
import { percentOf, retriesOf, several, shardOf, waitOf, wholeNumber } from './option-values.ts';
import { addPastRunCommands } from './past-run-commands.ts';

/** Commands load their code when they are called, so that `hil --help` is quick. `exit` is told the exit code of the command that ran. */
export const buildProgram = (exit: (code: number) => void) => {
  const program = new Command('hil')
    .description('Hardware-in-the-loop tests for Toradex Verdin iMX8MP and iMX8MM boards and their Cortex-M core.')
    .version(packageJson.version)
    .exitOverride()
    .showHelpAfterError('(hil --help lists the commands)');
  const config = ['--config <file>', 'the lab file', 'lab.config.ts'] as const;

  program
    .command('run')
    .description('run suites against boards and write reports')
    .argument('[pattern...]', "suites by name, file or folder, or scenarios as 'suite > name'; all by default")
    .option('-g, --grep <text>', 'only scenarios whose suite and name have it; /…/ is a regular expression')
    .option('--tag <tag>', 'only scenarios with this tag; may be given again: one of them', several)
    .option('--last-failed', 'only what did not come out as expected in the newest run')
    .option('--shard <n/m>', 'the nth of m parts, such as 1/3', shardOf)
    .option('--board <name>', 'a board of the lab file; a pattern such as verdin-* shares the scenarios; may be given again', several)
    .option('--each', 'every board of a pattern runs every scenario')
    .option('--in-order', 'run scenarios as they are written, not in the order that spares boots')
    .option('--repeat <n>', 'run everything this many times', wholeNumber(1), 1)
    .option('--for <duration>', 'soak: begin rounds for so long, such as 8h', waitOf)
    .option('--until-failure', 'soak: go on until something fails')
    .option('--stop-below <percent>', 'soak: stop once fewer are as expected, with 95 % confidence, such as 99', percentOf)
    .option('--bail <n>', 'stop after this many failures; 0: never', wholeNumber(0), 0)
    .option('--retries <fault=n>', "try a scenario again by whose fault it ended, such as lab=2; over the lab file's", retriesOf)
    .option('--fail-on-flaky', 'exit with 1 when a scenario passed only at a later attempt')
    .option('--pass-with-no-scenarios', 'exit with 0 also when every scenario was skipped')
    .option('--reports <dir>', "folder for reports; the lab file's by default")
    .option('--wait <duration>', 'wait so long for boards that somebody else holds, such as 10min; not at all by default', waitOf)
    .option('--plan', 'say what would run and how many boots it takes; touches no board')
    .option('--json', 'print run.json when the run is over; what is for people goes to standard error')
    .option('--verbose', "show the runner's own log")
    .option(...config)
    .action(async (patterns, options) => exit(await (await import('./run-command.ts')).runCommand(patterns, options)));

  program
    .command('try')
    .description('start an M7 image on a virtual board and say what comes of it; needs no lab file')
    .argument('<elf>', 'the image')
    .option('--preload', 'U-Boot starts it with bootaux; Linux does by default')
    .option('--no-mcore-booted', 'Linux without mcore_booted=1 of its clock driver')
    .option('--kernel <series>', '5.15, 6.1, 6.6 or 6.12')
    .option('--image <name>', 'torizon or bsp')
    .option('--model <name>', 'the kind of board, such as verdin-imx8mp, which it is by default')
    .action(async (file, options) => exit(await (await import('./try-command.ts')).tryCommand(file, options)));

  program
    .command('trust')
    .description('show the host key that was trusted and the one that the board shows now, and take the new one')
    .argument('<board>')
    .option('--yes', 'ask nothing')
    .option(...config)
    .action(async (board, options) => exit(await (await import('./trust-command.ts')).trustCommand(board, options)));

  program
    .command('init')
    .description('write a lab file for a real board and a first suite, then check it; asks on a terminal for what no option says')
    .option('--board <name>', 'how the board is called; verdin-01 by default')
    .option('--power <relay>', 'shelly:HOST, pdudaemon:HOST/PDU/OUTLET, usb:lcus/CHANNEL/PATH, command:ON|OFF|STATE, manual')
    .option(
      '--a53 <console>',
      'console of the A53: a serial port (@9600 for another rate), HOST:PORT, telnet:HOST:PORT or rfc2217:HOST:PORT',
    )
    .option('--m7 <console>', 'console of the M7')
    .option('--find', 'switch the relay to find both among the consoles of --console, or all serial adapters of this host')
    .option('--console <console>', 'one of those that --find looks at; may be given again', several)
    .option('--ssh <host>', 'HOST or HOST:PORT of its sshd')
    .option('--user <name>', 'who logs in; torizon by default')
    .option('--password-from <variable>', 'the environment variable that holds the password')
    .option('--speed <n>', 'of a simulated board: board seconds per host second', Number)
    .option('--force', 'also over a lab file that is there')
    .option('--no-check', 'write, and check nothing')
    .option(...config)
    .action(async (options) => exit(await (await import('./init-command.ts')).initCommand(options)));

  program
    .command('check')
    .description('prove one wire of a board after the other, and say which is wrong and what to move')
    .argument('<board>', 'a board of the lab file')
    .option('--json', 'for programs')
    .option(...config)
    .action(async (board, options) => exit(await (await import('./check-command.ts')).checkCommand(board, options)));

  program
    .command('console')
    .description('a terminal on one console of a board; Ctrl-] leaves')
    .argument('<board>', 'a board of the lab file')
    .argument('[console]', 'a53 or m7', 'a53')
    .option('--force', 'also while somebody else holds the board; each of the two then gets some of the bytes')
    .option(...config)
    .action(async (board, name, options) => exit(await (await import('./console-command.ts')).consoleCommand(board, name, options)));

  program
    .command('power')
    .description('switch the relay of a board')
    .argument('<board>', 'a board of the lab file')
    .argument('<action>', 'on, off, cycle or state')
    .option('--force', 'also while somebody else holds the board; state needs none')
    .option(...config)
    .action(async (board, action, options) => exit(await (await import('./power-command.ts')).powerCommand(board, action, options)));

  program
    .command('leases')
    .description('say who holds which board of this host, and which were left behind')
    .option('--json', 'for programs')
    .action(async (options) => exit(await (await import('./leases-command.ts')).leasesCommand(options)));

  program
    .command('release')
    .description('switch a board off and free it that a dead or silent holder left behind')
    .argument('<board>', 'a board of the lab file')
    .option('--force', 'also from a holder that lives, whose run then touches it no more; and also where the relay does not answer')
    .option(...config)
    .action(async (board, options) => exit(await (await import('./release-command.ts')).releaseCommand(board, options)));

  program
    .command('inspect')
    .description('say where the segments of an M7 image lie, and whether Linux alone can start it')
    .argument('<file>', 'an ELF file or a .bin')
    .argument('[other]', 'another build: say what differs between the two')
    .option('--json', 'for programs')
    .option('--fix <out>', 'write a copy that brings its start vector along')
    .option('--overlay <regions>', "name=0xBASE+0xSIZE,… or a JSON file or none; by default those of Toradex's HMP overlay")
    .option('--board <name>', 'judge it for the RAM and the overlay of a virtual board of the lab file; of a real one, --ram must say it')
    .option('--model <name>', 'the kind of board, such as verdin-imx8mp, which it is by default')
    .option('--ram <size>', 'RAM of the module, such as 1GB; not checked by default')
    .option(...config)
    .action(async (file, other, options) => exit(await (await import('./inspect-command.ts')).inspectCommand(file, other, options)));

  program
    .command('diagnose')
    .description('name the cause of an M7 failure from logs: console, dmesg, tdx-info, U-Boot, in any mix')
    .argument('[file...]', 'log files, or a zip or tar of them; - reads standard input')
    .option('--elf <file>', 'the firmware that was started')
    .option('--json', 'for programs')
    .action(async (files, options) => exit(await (await import('./diagnose-command.ts')).diagnoseCommand(files, options)));

  program
    .command('scan')
    .description('find kernel failures in logs: serial, dmesg, journald, gzipped or not')
    .argument('[file...]', 'log files; - or none reads standard input')
    .option('--json', 'one JSON object an incident')
    .option('--summary', 'with --json, a last object that says how many were found, and the exit code')
    .option('--jsonl', 'input of {id, log} objects, one a line')
    .option('--annotations <form>', 'for CI: github (commands of its runner) or gitlab (a Code Quality report)')
    .option('--since <time>', "incidents from then on: seconds of kernel time ('1234.5', '20min') or a date of the log's lines")
    .option('--follow', 'go on while the log grows: a file, a serial port, tcp://host:port, rfc2217://host:port, standard input')
    .option('--baud <rate>', 'of a serial port; 115200 by default', wholeNumber(300))
    .action(async (files, options) => exit(await (await import('./scan-command.ts')).scanCommand(files, options, process)));

  program
    .command('completion')
    .description('print a script that completes commands and options: eval "$(hil completion bash)"')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell) => {
      process.stdout.write((await import('./completion-command.ts')).completionScript(program as unknown as CommandUnknownOpts, shell));
      exit(0);
    });

  program
    .command('list')
    .description('the scenarios of the lab, with where they are written and what they need; touches no board')
    .argument('[pattern...]', "suites by name, file or folder, or scenarios as 'suite > name'; all by default")
    .option('-g, --grep <text>', 'only those whose suite and name have it; /…/ is a regular expression')
    .option('--tag <tag>', 'only those with this tag; may be given again: one of them', several)
    .option('--json', 'for programs')
    .option(...config)
    .action(async (patterns, options) => exit(await (await import('./list-command.ts')).listCommand(patterns, options)));

  program
    .command('virtual')
    .description('start a virtual Verdin alone, for ssh, nc and curl')
    .option('--json', 'print its endpoints as one line of JSON')
    .option('--settings <settings>', 'JSON, a file, or - for standard input')
    .action(async (options) => exit(await (await import('./virtual-command.ts')).virtualCommand(options)));

  addPastRunCommands(program, exit, config);
  return program;
};
