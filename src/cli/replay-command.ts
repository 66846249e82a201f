import { existsSync } from 'node:fs';
import { openBundle } from '../bundle/open-bundle.ts';
import { loadLab } from '../config/load-lab.ts';
import { shippedFirmware } from '../config/shipped.ts';
import { shownJson, shownText } from '../core/clean-text.ts';
import { type Difference, replayRun } from '../replay/replay.ts';
import type { Common } from './common-options.ts';
import { exitCodes } from './exit-codes.ts';
import { folderOfRun } from './named-run.ts';
import { resultOutput } from './result-output.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[run]', 'the folder of a run, or a bundle; the last run by default')
    .option('--json', 'for programs')
    .option('--reports <dir>', 'where runs lie', 'reports')
    .option(...configOption)
    .action(async (run, options) => exit(await replayCommand(run, options)));

export interface ReplayCommandOptions extends Partial<Common> {
  readonly json?: true;
  readonly reports: string;
}

/** 0: everything is judged as it was. 1: something is judged differently. 2: nothing is, but not all could be judged again. Throws ConfigError. */
export const replayCommand = async (source: string | undefined, { config, json, reports }: ReplayCommandOptions): Promise<number> => {
  const print = resultOutput(json === true);
  const lab = config !== undefined && existsSync(config) ? await loadLab(config) : undefined;
  const bundle = source?.endsWith('.zip') ? openBundle(source) : undefined;
  try {
    const replay = await replayRun(bundle?.dir ?? folderOfRun(source, reports), {
      firmware: { ...shippedFirmware(), ...lab?.firmware, ...bundle?.firmware },
      ...(bundle ? { inspections: bundle.inspections } : {}),
      ...(lab?.detector ? { detector: lab.detector } : {}),
    });
    print(json ? `${shownJson(replay, 2)}\n` : `${shownText(replayText(replay))}\n`);
    if (replay.differences.length > 0) return exitCodes.product;
    return replay.notJudged.length > 0 ? exitCodes.lab : exitCodes.asExpected;
  } finally {
    bundle?.[Symbol.dispose]();
  }
};

const replayText = ({ run, version, judged, differences, notJudged }: Awaited<ReturnType<typeof replayRun>>): string =>
  [
    `${run}, recorded by version ${version}: ${judged.incidents} incidents, ${judged.predictions} predictions and ${judged.diagnoses} diagnoses judged again`,
    ...differences.flatMap(differenceLines),
    ...(notJudged.length > 0 ? ['', 'not judged again:', ...notJudged.map((sentence) => `  ${sentence}`)] : []),
    '',
    differences.length === 0 ? 'nothing that was judged again is judged differently' : `${differences.length} judged differently`,
  ].join('\n');

const differenceLines = ({ what, board, scenario, before, now, consequence }: Difference): string[] => [
  '',
  `${what} on ${board}${scenario === undefined ? '' : `, ${scenario}`}`,
  `  then: ${before}`,
  `  now:  ${now}`,
  ...(consequence ? [`  ${consequence}`] : []),
];
