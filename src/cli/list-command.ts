import { relative } from 'node:path';
import { loadLab } from '../config/load-lab.ts';
import { shownJson, shownText } from '../core/clean-text.ts';
import type { CollectedScenario } from '../run/suites/collected.ts';
import { collectScenarios } from './collect-scenarios.ts';
import type { Common } from './common-options.ts';
import { several } from './option-values.ts';
import { scenarioLine } from './plan-text.ts';
import { resultOutput } from './result-output.ts';
import { selectionOf } from './select-scenarios.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[pattern...]', "suites by name, file or folder, or scenarios as 'suite > name'; all by default")
    .option('-g, --grep <text>', 'only those whose suite and name have it; /…/ is a regular expression')
    .option('--tag <tag>', 'only those with this tag; may be given again: one of them', several)
    .option('--json', 'for programs')
    .option(...configOption)
    .action(async (patterns, options) => exit(await listCommand(patterns, options)));

export interface ListOptions extends Common {
  readonly grep?: string;
  readonly tag?: readonly string[];
  readonly json?: true;
}

/** Every scenario as it is written, suite by suite. */
export const listCommand = async (words: readonly string[], options: ListOptions): Promise<number> => {
  const print = resultOutput(options.json === true);
  const lab = await loadLab(options.config);
  const scenarios = await collectScenarios({ lab, configPath: options.config, ...selectionOf(words, options) });
  const text = options.json ? shownJson(scenarios.map(asJson), 2) : shownText(scenarios.map(line).join('\n'));
  print(`${text}\n`);
  return 0;
};

const line = ({ description, skip }: CollectedScenario): string => {
  const { tags = [], place, file } = description;
  const marks = [...(skip ? ['left out'] : []), ...tags.map((tag) => `#${tag}`)];
  return `${scenarioLine(description)}${marks.length > 0 ? `  ${marks.join(' ')}` : ''}\n    ${place ?? relative('.', file)}`;
};

const asJson = ({ description, timeout, follows, skip }: CollectedScenario): object => ({
  ...description,
  file: relative('.', description.file),
  timeout,
  follows: follows === true,
  skip,
});
