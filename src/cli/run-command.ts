import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadLab } from '../config/load-lab.ts';
import { requireSecrets } from '../config/require-secrets.ts';
import { selectPools } from '../config/select-boards.ts';
import { sendCommandsTo } from '../core/ci-commands.ts';
import { shownText } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import type { Retries } from '../core/scenario.ts';
import { formatMs, monotonicMs } from '../core/time.ts';
import { expectedTimes } from '../history/expected-times.ts';
import type { Soak } from '../run/board-messages.ts';
import type { Selection } from '../run/schedule/selection.ts';
import { warn } from './board-lease.ts';
import { closingScreen } from './closing-screen.ts';
import type { Common } from './common-options.ts';
import { ConsolePerson } from './console-person.ts';
import { finishKilled, isAfterDeath } from './finish-killed.ts';
import { percentOf, retriesOf, several, shardOf, waitOf, wholeNumber } from './option-values.ts';
import { Progress } from './progress.ts';
import { resultOutput } from './result-output.ts';
import { RunLog } from './run-log.ts';
import { selectionOf } from './select-scenarios.ts';
import { untilInterrupted } from './signals.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
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
    .option('--debug', 'at the first failure, open the console of the board, as it is; leaving it ends the run')
    .option('--retries <fault=n>', "try a scenario again by whose fault it ended, such as lab=2; over the lab file's", retriesOf)
    .option('--fail-on-flaky', 'exit with 1 when a scenario passed only at a later attempt')
    .option('--pass-with-no-scenarios', 'exit with 0 also when every scenario was skipped')
    .option('--reports <dir>', "folder for reports; the lab file's by default")
    .option('--wait <duration>', 'wait so long for boards that somebody else holds, such as 10min; not at all by default', waitOf)
    .option('--plan', 'say what would run and how many boots it takes; touches no board')
    .option('--json', 'print run.json when the run is over; what is for people goes to standard error')
    .option('--verbose', "show the runner's own log")
    .option(...configOption)
    .action(async (patterns, options) => exit(await runCommand(patterns, options)));

export interface RunCommandOptions extends Common {
  readonly grep?: string;
  readonly tag?: readonly string[];
  readonly lastFailed?: true;
  readonly shard?: Selection['shard'];
  readonly board?: readonly string[];
  readonly each?: true;
  readonly inOrder?: true;
  readonly repeat: number;
  readonly for?: number;
  readonly untilFailure?: true;
  readonly stopBelow?: number;
  readonly bail: number;
  readonly debug?: true;
  readonly retries?: Retries;
  readonly failOnFlaky?: true;
  readonly passWithNoScenarios?: true;
  readonly reports?: string;
  readonly wait?: number;
  readonly plan?: true;
  readonly json?: true;
  readonly verbose?: true;
}

/** Everything that can be wrong with the command line or the lab file is found before a board is touched. */
export const runCommand = async (words: readonly string[], options: RunCommandOptions): Promise<number> => {
  const print = resultOutput(options.json === true);
  const lab = await loadLab(options.config);
  if (isAfterDeath()) return finishKilled(lab, options.config);
  const { boards, pools } = selectPools(lab, options.board ?? [], { each: options.each === true });
  const inOrder = options.inOrder === true;
  const reportsDir = resolve(options.reports ?? lab.reports.dir);
  const { patterns, selection } = selectionOf(words, { ...options, reportsDir });
  if (options.plan) {
    const { drawPlan } = await import('./plan.ts');
    print(
      shownText(
        await drawPlan({
          lab,
          configPath: options.config,
          patterns,
          selection,
          boards,
          pools,
          inOrder,
          repeat: options.repeat,
          reportsDir,
        }),
      ),
    );
    return 0;
  }
  const screen = options.json ? process.stderr : process.stdout;
  const soak = soakOf(options, pools);
  const refusal = noPersonAt(screen);
  if (options.debug && refusal !== undefined) throw noDebugging(refusal);
  requireSecrets(lab, boards).forEach(warn);
  for (const name of boards) lab.boards[name]?.requireHost?.();
  const { runSuites } = await import('../run/supervisor/supervisor.ts');
  const log = new RunLog(reportsDir, { verbose: options.verbose === true });
  sendCommandsTo(screen);
  const progress = new Progress(screen, expectedTimes(reportsDir, boards));
  const begin = monotonicMs();
  const stopNow = new AbortController();
  const result = await untilInterrupted(
    (signal) =>
      runSuites({
        lab,
        configPath: resolve(options.config),
        boards,
        pools,
        inOrder,
        patterns,
        selection,
        repeat: options.repeat,
        ...(soak ? { soak } : {}),
        bail: options.untilFailure || options.debug ? 1 : options.bail,
        operator: refusal === undefined ? new ConsolePerson({ progress, screen }) : { refusal },
        atFailure: options.debug === true,
        ...(options.retries ? { retries: options.retries } : {}),
        failOnFlaky: options.failOnFlaky === true,
        passWithNoScenarios: options.passWithNoScenarios === true,
        reportsDir,
        ...(options.wait === undefined ? {} : { waitMs: options.wait }),
        tell: warn,
        signal,
        stopNow: stopNow.signal,
        log: (level, message, said) => {
          log.write(level, message);
          if (said !== undefined) progress.suite(said);
        },
        onEvent: (event) => {
          log.event(event);
          progress.event(event);
        },
      }),
    () => stopNow.abort(),
  ).finally(() => {
    progress.end();
    log.close();
  });
  screen.write(closingScreen(progress, result, formatMs(monotonicMs() - begin)));
  if (options.json) print(reportText(result.dir));
  return result.exitCode;
};

// Where the disk took none, there is none to print, and the exit code says so.
const reportText = (dir: string): string => {
  const path = join(dir, 'run.json');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** Rounds without a number. Throws ConfigError where it does not go together with the rest. */
const soakOf = ({ for: ms, untilFailure, stopBelow, repeat }: RunCommandOptions, pools: readonly unknown[]): Soak | undefined => {
  if (ms === undefined && !untilFailure && stopBelow === undefined) return undefined;
  if (repeat > 1)
    throw new ConfigError('--repeat says how many rounds, and --for, --until-failure and --stop-below that nobody knows', {
      remedy: 'leave one of them out',
    });
  if (pools.length > 0)
    throw new ConfigError('boards that share their scenarios cannot soak', { remedy: 'add --each: every board runs all of them' });
  return { ...(ms === undefined ? {} : { until: Date.now() + ms }), ...(stopBelow === undefined ? {} : { below: stopBelow }) };
};

/** Why nobody can be given a board's console, as the end of a sentence; undefined where somebody sits at a terminal. */
const noPersonAt = (screen: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): string | undefined => {
  const { CI = '' } = env;
  if (CI !== '' && CI !== 'false' && CI !== '0') return 'CI is set: nobody would ever leave it';
  return process.stdin.isTTY && screen.isTTY ? undefined : 'this run has no terminal';
};

/** Of `--debug`, which would keep a board on for nobody. */
const noDebugging = (refusal: string): ConfigError =>
  new ConfigError(`--debug opens the console of a board for a person, and ${refusal}`, {
    remedy: refusal.startsWith('CI') ? 'leave --debug out' : 'start hil run on a terminal, without a pipe around it',
  });
