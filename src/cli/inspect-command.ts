import { shownJson, shownText } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import { compareFirmware } from '../knowledge/firmware/compare.ts';
import type { FirmwareTarget } from '../knowledge/firmware/firmware-target.ts';
import { addStartVector } from '../knowledge/firmware/fix-vector.ts';
import { inspectFirmware } from '../knowledge/firmware/inspect.ts';
import { exitCodes } from './exit-codes.ts';
import { readImage } from './image-file.ts';
import { inspectTarget, type TargetOptions } from './inspect-target.ts';
import { comparisonText, inspectionText } from './inspect-text.ts';
import { requireWritable, writeNamed } from './named-file.ts';
import { resultOutput } from './result-output.ts';
import { configOption, type Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('<file>', 'an ELF file or a .bin')
    .argument('[other]', 'another build: say what differs between the two')
    .option('--json', 'for programs')
    .option('--fix <out>', 'write a copy that brings its start vector along')
    .option('--overlay <regions>', "name=0xBASE+0xSIZE,… or a JSON file or none; by default those of Toradex's HMP overlay")
    .option('--board <name>', 'judge it for the RAM and the overlay of a virtual board of the lab file; of a real one, --ram must say it')
    .option('--model <name>', 'the kind of board, such as verdin-imx8mp, which it is by default')
    .option('--ram <size>', 'RAM of the module, such as 1GB; not checked by default')
    .option(...configOption)
    .action(async (file, other, options) => exit(await inspectCommand(file, other, options)));

export interface InspectCommandOptions extends TargetOptions {
  readonly json?: true;
  readonly fix?: string;
}

/**
 * One file: 0 Linux alone can start it, 1 it cannot. Two: what differs between them; 0 when both can be started, 1 when not. Throws ConfigError for a file that cannot be read or written and for a board or regions that are none,
 * FirmwareError where a fix would not help.
 */
export const inspectCommand = async (file: string, other: string | undefined, options: InspectCommandOptions): Promise<number> =>
  other === undefined ? inspectOne(file, options) : compareTwo(file, other, options);

const compareTwo = async (file: string, other: string, { json, fix, ...target }: InspectCommandOptions): Promise<number> => {
  if (fix !== undefined)
    throw new ConfigError('--fix works on one file, and two were named', { remedy: 'compare first, then fix one of them' });
  const print = resultOutput(json === true);
  const inspected = await inspectTarget(target);
  const comparison = compareFirmware(readImage(file), readImage(other), inspected);
  print(json ? `${shownJson(comparison, 2)}\n` : `${shownText(comparisonText(comparison, [file, other], inspected.target))}\n`);
  const isStartable = comparison.one.verdict === 'standalone' && comparison.other.verdict === 'standalone';
  return isStartable ? exitCodes.asExpected : exitCodes.product;
};

const inspectOne = async (file: string, { json, fix, ...target }: InspectCommandOptions): Promise<number> => {
  if (fix !== undefined) requireWritable(fix, '--fix');
  const content = readImage(file);
  const print = resultOutput(json === true);
  const options = await inspectTarget(target);
  const inspection = inspectFirmware(content, options);
  print(json ? `${shownJson(inspection, 2)}\n` : `${shownText(inspectionText(inspection, options.target))}\n`);
  if (fix === undefined) return inspection.verdict === 'standalone' ? exitCodes.asExpected : exitCodes.product;
  await writeNamed(fix, addStartVector(content, options), '--fix');
  process.stderr.write(
    `hil: ${shownText(fix)} is ${shownText(file)} with its start vector in a segment of eight bytes at device address ${firstOf(options.target)}\n`,
  );
  return exitCodes.asExpected;
};

const firstOf = ({ startVectorAt: [first] }: FirmwareTarget): string => (first === 0 ? '0' : `0x${first.toString(16)}`);
