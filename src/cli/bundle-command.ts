import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import packageJson from '../../package.json' with { type: 'json' };
import type { HiddenValues } from '../bundle/hidden-values.ts';
import { type Bundle, makeBundle } from '../bundle/make-bundle.ts';
import { loadLab } from '../config/load-lab.ts';
import { requireSecrets } from '../config/require-secrets.ts';
import { shippedFirmware } from '../config/shipped.ts';
import { shownLine, shownText } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import { junit } from '../report/junit.ts';
import { htmlPage } from '../report/page/html-page.ts';
import { runJson } from '../report/run-json.ts';
import { summary } from '../report/summary.ts';
import type { Common } from './common-options.ts';
import { exitCodes } from './exit-codes.ts';
import { requireWritable, writeNamed } from './named-file.ts';
import { folderOfRun } from './named-run.ts';
import { asTerminalText, type Section } from './sections.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('[run]', 'the folder of a run; the last one by default')
    .argument('[scenario]', 'a part of its name; the whole run by default')
    .option('--board <name>', 'only of this board')
    .option('--with-firmware', 'also the images that were started')
    .option('-o, --output <file>', 'where it is written; in this folder, by the name of the run, by default')
    .option('--yes', 'write it without asking, for scripts')
    .option('--reports <dir>', 'where runs lie', 'reports')
    .option(...configOption)
    .action(async (run, scenario, options) => exit(await bundleCommand(run, scenario, options)));

export interface BundleCommandOptions extends Common {
  readonly board?: string;
  readonly withFirmware?: true;
  readonly output?: string;
  readonly yes?: true;
  readonly reports: string;
}

/** Shows what is hidden before anything is written. 0: written. 2: somebody said no. Throws ConfigError. */
export const bundleCommand = async (
  run: string | undefined,
  scenario: string | undefined,
  options: BundleCommandOptions,
): Promise<number> => {
  const folder = folderOfRun(run, options.reports);
  if (!options.yes && !process.stdin.isTTY)
    throw new ConfigError('nobody is there to look at what is hidden in the bundle', { remedy: 'start it on a terminal, or say --yes' });
  requireWritable(options.output ?? 'bundle.zip', '--output');
  const lab = existsSync(options.config) ? await loadLab(options.config) : undefined;
  for (const board of Object.keys(lab?.boards ?? {})) revealed(lab!, board);
  const bundle = await makeBundle(folder, {
    ...(scenario === undefined ? {} : { scenario }),
    ...(options.board === undefined ? {} : { board: options.board }),
    firmware: { ...shippedFirmware(), ...lab?.firmware },
    ...(lab ? { labFile: resolve(options.config) } : {}),
    withFirmware: options.withFirmware === true,
    reporters: [summary(), junit(), runJson(), htmlPage()],
    version: packageJson.version,
  });
  const file = options.output ?? bundle.name;
  process.stdout.write(
    `${asTerminalText(sections(bundle, options.withFirmware === true), process.stdout.columns ?? 120)}\n\n${shownText(bundle.post)}\n`,
  );
  if (!options.yes && !(await agreed(`write ${shownLine(file)} (${kib(bundle.zip.byteLength)})?`))) return exitCodes.lab;
  await writeNamed(file, bundle.zip, '--output');
  process.stdout.write(
    `${shownLine(file)}: ${kib(bundle.zip.byteLength)}; its README.md is the text for a post, hil replay judges it again\n`,
  );
  return exitCodes.asExpected;
};

// Those that are not set were not used either, or stand in the journal as [secret] by now.
const revealed = (lab: Awaited<ReturnType<typeof loadLab>>, board: string): void => {
  try {
    requireSecrets(lab, [board]);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
  }
};

const sections = ({ hidden, files }: Bundle, withFirmware: boolean): Section[] => [
  { title: 'Hidden in it', head: ['what', 'becomes', 'times'], rows: hiddenRows(hidden) },
  {
    title: 'What is in it',
    head: ['file', 'size'],
    rows: [
      ...files.filter(({ name }) => !name.startsWith('run/page/')).map(({ name, bytes }) => [name, kib(bytes)]),
      ...(withFirmware ? [['firmware files', 'bytes as they are: nothing is hidden in them']] : []),
    ],
  },
];

const hiddenRows = (hidden: HiddenValues): string[][] =>
  hidden.all
    .filter(({ count }) => count > 0)
    .map(({ kind, value, placeholder, count }) => [
      kind === 'credential' ? 'a credential of the lab file' : value,
      placeholder,
      String(count),
    ]);

const kib = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024))} KiB`;

const agreed = async (question: string): Promise<boolean> => {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
  } finally {
    reader.close();
  }
};
