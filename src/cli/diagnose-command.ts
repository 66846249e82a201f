import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { boardModels, usualModel } from '../board/models/model-named.ts';
import { shownJson, shownText } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import { type Cause, type Diagnosis, diagnose } from '../knowledge/diagnosis/diagnose.ts';
import { factsFromText, type PastedText } from '../knowledge/diagnosis/facts.ts';
import type { FirmwareTarget } from '../knowledge/firmware/firmware-target.ts';
import { inspectFirmware } from '../knowledge/firmware/inspect.ts';
import { exitCodes } from './exit-codes.ts';
import { textsOf } from './log-files.ts';
import type { Declare } from './subcommand.ts';
import { whyUnreadable } from './why-unreadable.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[file...]', 'log files, or a zip or tar of them; - reads standard input')
    .option('--elf <file>', 'the firmware that was started')
    .option('--json', 'for programs')
    .action(async (files, options) => exit(await diagnoseCommand(files, options)));

export interface DiagnoseOptions {
  readonly elf?: string;
  readonly json?: true;
}

/** 0: a cause was found. 1: unknown. Throws ConfigError for no file, one that cannot be read, and where nothing stands in any. */
export const diagnoseCommand = async (files: readonly string[], { elf, json }: DiagnoseOptions): Promise<number> => {
  if (files.length === 0) throw new ConfigError('hil diagnose: no log given', { remedy: 'name log files, or - for standard input' });
  const texts = (await Promise.all(files.map(textsIn))).flat();
  if (texts.every(({ text }) => text.trim() === ''))
    throw new ConfigError(`${files.map((file) => (file === '-' ? 'standard input' : file)).join(', ')}: empty, there is nothing to read`, {
      remedy: 'capture the console or dmesg again, and look at the file before you give it',
    });
  const inspection = elf === undefined ? undefined : inspectFirmware(new Uint8Array(read(elf)), { target: targetIn(texts) });
  const diagnosis = diagnose(factsFromText(texts, inspection));
  process.stdout.write(json ? `${shownJson(diagnosis, 2)}\n` : `${shownText(diagnosisText(diagnosis))}\n`);
  return diagnosis.verdict === 'found' ? exitCodes.asExpected : exitCodes.product;
};

/** The core that the logs are about, where a model has it. */
const targetIn = (texts: readonly PastedText[]): FirmwareTarget => {
  const soc = factsFromText(texts).platform.soc?.name;
  const models = [...boardModels.values()].map(({ model }) => model);
  return (models.find(({ target }) => target.soc === soc) ?? usualModel).target;
};

const textsIn = (file: string): Promise<PastedText[]> =>
  file === '-' ? textsOf('stdin', new Uint8Array(read(0))) : textsOf(basename(file), new Uint8Array(read(file)));

const read = (file: string | 0): Buffer => {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigError(`${file || 'standard input'} cannot be read: ${whyUnreadable(cause)}`, {
      cause,
      remedy: 'give the path of a log, or - for standard input',
    });
  }
};

export const diagnosisText = ({
  recognised,
  verdict,
  causes,
  ruledOut,
  fingerprints,
  seen,
  nextExperiment,
  ask,
  missing,
}: Diagnosis): string =>
  [
    ...section(
      'Recognised',
      recognised.map(({ what, value }) => `${what}: ${value}`),
    ),
    ...(verdict === 'unknown' ? ['Unknown: no cause that is known fits what these lines say.', ''] : causes.flatMap(causeText)),
    ...section(
      'Times',
      fingerprints.map(({ meaning }) => meaning),
    ),
    ...section('Kernel incidents', verdict === 'unknown' ? seen : []),
    ...section(
      'Ruled out',
      ruledOut.flatMap(({ what, because, evidence }) => [`${what}: ${because}`, `    ${evidence}`]),
    ),
    ...section('Next experiment', nextExperiment ? [nextExperiment] : []),
    ...section(
      'Ask next',
      ask.flatMap(({ command, decides }) => [command, `    ${decides}`]),
    ),
    ...section('What would tell more', missing),
  ].join('\n');

const causeText = ({ row, name, cause, confidence, role, evidence, confirm, fix, source }: Cause, index: number): string[] => [
  `${index + 1}. ${cause}`,
  `   ${role === 'cause' ? confidence : `${role}, ${confidence}`}; row ${row}, ${name}`,
  ...evidence.map((line) => `   | ${line}`),
  ...confirm.map((each) => ('command' in each ? `   confirm: ${each.command}   (${each.shows})` : `   confirm: ${each.step}`)),
  `   fix: ${fix}`,
  `   source: ${source}`,
  '',
];

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`), ''];
