import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { BoardModel } from '../board/models/board-model.ts';
import type { MakeBoard } from '../board/models/board-of.ts';
import { boardMaker, boardModels, usualModel } from '../board/models/model-named.ts';
import { m7Bin, m7Elf } from '../config/lab.ts';
import type { Board } from '../core/board.ts';
import { shownText } from '../core/clean-text.ts';
import { ConfigError } from '../core/errors.ts';
import type { CoreActivity, ModelNote } from '../core/model-limit.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { VirtualSettings } from '../core/virtual.ts';
import { virtualSettings } from '../core/virtual-settings.ts';
import { virtualBoard } from '../drivers/rig/virtual-board.ts';
import { holdsOurWords } from '../knowledge/firmware/banner.ts';
import { mcoreArgumentOf } from '../knowledge/firmware/firmware-target.ts';
import { type Inspection, inspectFirmware } from '../knowledge/firmware/inspect.ts';
import { Headlines } from '../knowledge/kernel/headlines.ts';
import { m7Rules } from '../knowledge/kernel/rules/m7.ts';
import { exitCodes } from './exit-codes.ts';
import { readImage } from './image-file.ts';
import { untilInterrupted } from './signals.ts';
import type { Declare } from './subcommand.ts';
import { endText, type Tried, titleText } from './try-text.ts';

export const declare: Declare = (command, exit) =>
  command
    .argument('<image>', 'the image: an ELF, or a .bin with --preload')
    .option('--preload', 'U-Boot starts it with bootaux; Linux does by default')
    .option('--no-mcore-booted', 'Linux without mcore_booted=1 of its clock driver')
    .option('--kernel <series>', '5.15, 6.1, 6.6 or 6.12')
    .option('--image <name>', 'torizon or bsp')
    .option('--model <name>', 'the kind of board, such as verdin-imx8mp, which it is by default')
    .action(async (file, options) => exit(await tryCommand(file, options)));

export interface TryOptions {
  readonly preload?: true;
  /** False by `--no-mcore-booted`. */
  readonly mcoreBooted: boolean;
  readonly kernel?: string;
  readonly image?: string;
  /** A model of board; by default the usual one. */
  readonly model?: string;
}

const name = 'image';
/** Board time on a virtual board: a boot takes less than a second. */
const speed = 40;

/** Starts an image on a virtual board and says what came of it. 0: it lives. 1: it does not. 2: nothing is known. Throws ConfigError for a file that cannot be read and for a setting that the virtual board does not have. */
export const tryCommand = async (file: string, options: TryOptions): Promise<number> => {
  const make = boardMaker(options.model ?? usualModel.name);
  const content = readImage(file);
  checkSetting('kernel', options.kernel);
  checkSetting('image', options.image);
  const inspection = inspectedFor(content, make.model);
  const another = inspection.problems.some(({ code }) => code === 'no-such-memory') ? modelOf(content) : undefined;
  process.stdout.write(
    `${shownText(titleText(basename(file), inspection, make.model, { ...options, ...(another ? { another } : {}) }))}\n`,
  );
  const tried = await untilInterrupted((signal) =>
    onVirtualBoard(file, make, { ...inspection, speaksOurs: holdsOurWords(content) }, options, signal),
  );
  process.stdout.write(`${shownText(endText(inspection, tried))}\n`);
  const { outcome } = tried.observation;
  if (outcome === 'alive') return exitCodes.asExpected;
  return outcome === 'unknown' ? exitCodes.lab : exitCodes.product;
};

const inspectedFor = (content: Uint8Array, { target, virtual }: BoardModel): Inspection =>
  inspectFirmware(content, { target, core: virtual.chip.executes });

const checkSetting = (setting: 'kernel' | 'image', value: string | undefined): void => {
  const { options: known } = virtualSettings.shape[setting].unwrap();
  if (value === undefined || known.some((one) => one === value)) return;
  throw new ConfigError(`there is no ${setting} '${value}' of the virtual board`, { remedy: `choose one of ${known.join(', ')}` });
};

/** The model of board whose memory the image is linked for. */
export const modelOf = (content: Uint8Array): BoardModel | undefined =>
  [...boardModels.values()].map(({ model }) => model).find((model) => inspectedFor(content, model).verdict === 'standalone');

const onVirtualBoard = async (
  file: string,
  make: MakeBoard,
  { nonce, format, speaksOurs }: Inspection & { readonly speaksOurs: boolean },
  options: TryOptions,
  signal: AbortSignal,
): Promise<Tried> => {
  const hasNonce = nonce !== undefined && speaksOurs;
  const asFirmware = format === 'elf' ? m7Elf : m7Bin;
  const stateDir = mkdtempSync(join(tmpdir(), 'hil-try-'));
  const settings = {
    speed,
    // As it will be needed, so that one boot is enough.
    variables: options.mcoreBooted ? { tdxargs: mcoreArgumentOf(make.model.target) } : {},
    ...(options.kernel ? { kernel: options.kernel } : {}),
    ...(options.image ? { image: options.image } : {}),
  } as VirtualSettings;
  try {
    await using board = await make(virtualBoard(settings)).open({
      name: 'virtual',
      signal,
      stateDir,
      // An image that does not say who it is can be heard all the same: in this boot nobody else speaks on the M7's UART.
      firmware: { [name]: asFirmware(file, hasNonce ? {} : { proof: { prints: /\S/ } }) },
      emit: () => {},
      log: () => {},
    });
    return await start(board, hasNonce, options, signal);
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
};

const start = async (board: Board, hasNonce: boolean, { preload, mcoreBooted }: TryOptions, signal: AbortSignal): Promise<Tried> => {
  const notes: ModelNote[] = [];
  board.onModelNote?.((note) => notes.push(note));
  await board.prepare({ boot: 'cold', mcoreBooted, firmware: name, ...(preload ? { preload: name } : {}) }, signal);
  const { m7, console: a53 } = board.handle(signal, { wantsRefusal: true });
  const observation: M7Observation = preload ? await m7.observe(name, proof) : await m7.start(name, proof);
  const said = await listen(() => m7.console.tail(1000), board, roundsFor(observation, hasNonce), signal);
  await board.collectModelNotes?.().catch(() => {});
  const core = await board.coreActivity?.();
  const kernel = observation.kernelLines.length > 0 ? observation.kernelLines : aboutTheCore(await a53.tail(1000));
  const isUnproven = observation.outcome === 'unknown' || observation.outcome === 'mute';
  const isSilentSince = !hasNonce && said.length > 0 && isUnproven && goesOn(core);
  const known =
    isSilentSince || (observation.unknownFor === 'image' && core) ? asTheSimulationKnows(observation, isSilentSince) : observation;
  return { observation: withItsFaults(known, said), said, kernel, notes, hasNonce, isSilentSince, ...(core ? { core } : {}) };
};

/** Of what U-Boot and Linux said in the boot: the start of the core and its driver. */
const aboutTheCore = (lines: readonly { readonly text: string }[]): string[] =>
  lines
    .map(({ text }) => text)
    .filter((text) => /^## (?:Starting|No elf|Auxiliary)|aux(?:iliary)? core|remoteproc|imx-rproc|rpmsg/i.test(text));

const goesOn = (core: CoreActivity | undefined): boolean => core === 'executing' || core === 'waiting';

/** Of an image that spoke once and is silent no wire tells whether it goes on; the simulation does. */
const asTheSimulationKnows = ({ remedy: _, unknownFor: __, ...observation }: M7Observation, isAlive: boolean): M7Observation => ({
  ...observation,
  outcome: isAlive ? 'alive' : 'mute',
});

/** Board time of one round of listening: half a second of the host. */
const listenMs = 20_000;
/** An image that nobody knows may take its time before it says its first word. */
const proof = { proofWithin: '20s' } as const;

/** How often: a start-up may wait for seconds before it goes on. Of what has proven itself, and of what was waited for in vain, more words tell nothing new. */
const roundsFor = ({ outcome }: M7Observation, hasNonce: boolean): { readonly least: number; readonly most: number } => {
  if (outcome === 'alive' && !hasNonce) return { least: 2, most: 3 };
  return outcome === 'refused' ? { least: 0, most: 0 } : { least: 1, most: 1 };
};

/** The last lines, once the image has been silent for a round. */
const listen = async (
  tail: () => Promise<readonly { readonly text: string }[]>,
  board: Board,
  { least, most }: ReturnType<typeof roundsFor>,
  signal: AbortSignal,
): Promise<string[]> => {
  let said: string[] = [];
  for (let round = 1; round <= most; round++) {
    await board.clock.sleep(listenMs, signal);
    const now = (await tail()).map(({ text }) => text);
    const isSilent = now.join('\n') === said.join('\n');
    said = now;
    if (isSilent && round >= least) break;
  }
  return said;
};

const faults = new Headlines(m7Rules);

/** An image that reports its own fault has died, although its words came out of the UART. Other outcomes stay as they are. */
const withItsFaults = (observation: M7Observation, said: readonly string[]): M7Observation => {
  if (observation.outcome !== 'alive') return observation;
  const fault = said.find((text) => faults.find(text) !== undefined);
  if (fault === undefined) return observation;
  return {
    ...observation,
    outcome: 'crashed',
    evidence: [`m7: ${fault.trim()}`],
    remedy:
      'the image ran into its own fault handler or assertion: find the line of its program with arm-none-eabi-addr2line and the PC that it printed',
  };
};
