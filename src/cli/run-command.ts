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
import { Progress } from './progress.ts';
import { RunLog } from './run-log.ts';
import { selectionOf } from './select-scenarios.ts';
import { untilInterrupted } from './signals.ts';

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
  const lab = await loadLab(options.config);
  const { boards, pools } = selectPools(lab, options.board ?? [], { each: options.each === true });
  const inOrder = options.inOrder === true;
  const reportsDir = resolve(options.reports ?? lab.reports.dir);
  const { patterns, selection } = selectionOf(words, { ...options, reportsDir });
  if (options.plan) {
    const { drawPlan } = await import('./plan.ts');
    process.stdout.write(
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
  const soak = soakOf(options, pools);
  requireSecrets(lab, boards).forEach(warn);
  for (const name of boards) lab.boards[name]?.requireHost?.();
  const { runSuites } = await import('../run/supervisor/supervisor.ts');
  const log = new RunLog(reportsDir, { verbose: options.verbose === true });
  const screen = options.json ? process.stderr : process.stdout;
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
        bail: options.untilFailure ? 1 : options.bail,
        ...(options.retries ? { retries: options.retries } : {}),
        failOnFlaky: options.failOnFlaky === true,
        passWithNoScenarios: options.passWithNoScenarios === true,
        reportsDir,
        ...(options.wait === undefined ? {} : { waitMs: options.wait }),
        tell: warn,
        signal,
        stopNow: stopNow.signal,
        log: (level, message) => {
          log.write(level, message);
          const [, said] = /^\S+: suite: (.*)$/s.exec(message) ?? [];
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
  if (options.json) process.stdout.write(reportText(result.dir));
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
