import type { CoreModel } from '../../core/model-limit.ts';
import type { Prediction } from '../../core/outcome.ts';
import { type AddressRow, hmpOverlay, placeAt, type ReservedRegion, ramBase } from './address-map.ts';
import { lacking } from './arm-attributes.ts';
import { hex } from './elf-format.ts';
import type { Inspection, PlacedSegment } from './inspect.ts';
import { freezes, isOlder } from './kernel-quirks.ts';
import { runsOn } from './stale-vector.ts';

/** What words 0 and 1 of the ITCM hold before this start. Nothing erases them but a loss of power; a warm boot of a Verdin is one. */
export type ItcmHistory =
  | { readonly kind: 'power-on-junk' }
  | {
      readonly kind: 'vectors';
      /** Of the image that was last started, without a nonce patched in. */
      readonly of: Inspection;
      readonly by: 'u-boot' | 'remoteproc';
      /** False once something else than this start has overwritten its code. */
      readonly codeInMemory: boolean;
    }
  | { readonly kind: 'unknown' };

export interface PredictionInputs {
  /** `absent`: the file is in none of the folders that Linux searches. */
  readonly firmware: Inspection | 'absent';
  /** 'u-boot': Linux has attached to a core that U-Boot started with this very image. */
  readonly startedBy: 'remoteproc' | 'u-boot';
  readonly itcm: ItcmHistory;
  /** Whether Linux has `clk-imx8mp.mcore_booted=1` in effect. */
  readonly mcoreBooted: boolean;
  /** U-Boot has started the M7 in this boot. */
  readonly preloaded: boolean;
  /** `uname -r` or its beginning: '5.15', '6.6.54-7.1.0'. */
  readonly kernel?: string;
  readonly tfA?: 'nxp' | 'upstream';
  /** Regions of the device tree; those of the HMP overlay by default, [] when it is not applied. */
  readonly overlay?: readonly ReservedRegion[];
  /** DRAM in bytes; not checked by default. */
  readonly ramBytes?: number;
  /** False where nobody can hear the M7: a WB module, whose UART4 is Bluetooth, or a lab without this wire. */
  readonly m7Console?: boolean;
  /** What the M7 of a simulated board executes. */
  readonly core?: CoreModel;
}

/** What a start of the M7 will come to, with its reasons, the decisive one first. Pure: no board is touched. */
export const predict = (inputs: PredictionInputs): Prediction => {
  const prediction = beyondCore(inputs, inputs.startedBy === 'u-boot' ? attached(inputs) : started(inputs));
  const isTold = (['alive', 'stale', 'mute'] as const).some((outcome) => outcome === prediction.outcome);
  if (inputs.m7Console !== false || !isTold) return prediction;
  return say(
    'unknown',
    'nothing can be heard of the M7: on a WB module UART4 is Bluetooth, or the lab has no M7 console',
    ...prediction.because,
  );
};

const beyondCore = ({ firmware, core }: PredictionInputs, prediction: Prediction): Prediction => {
  const lacked = firmware !== 'absent' && firmware.builtFor && core && lacking(firmware.builtFor, core);
  if (!lacked || prediction.outcome !== 'alive') return prediction;
  return say('unknown', `this simulated board cannot execute the image, which is built for ${lacked}`, ...prediction.because);
};

const say = (outcome: Prediction['outcome'], ...because: string[]): Prediction => ({ outcome, because });

const attached = (inputs: PredictionInputs): Prediction => {
  const { firmware, itcm } = inputs;
  if (firmware === 'absent') return say('unknown', 'no image is named, so nothing can be expected of the core');
  if (!inputs.preloaded) return say('mute', 'U-Boot has not started the M7 in this boot');
  if (!inputs.mcoreBooted)
    return say('mute', 'without clk-imx8mp.mcore_booted=1 Linux gates the clocks of the M7 and of its UART at the end of its boot');
  if (itcm.kind === 'vectors' && !isSameImage(itcm.of, firmware)) return say('stale', 'the image that U-Boot preloaded is another one');
  const vector = firmware.imageVector ?? firmware.startVector;
  if (!vector || vector.flaws.length > 0)
    return say('mute', 'bootaux copies the first two words of the image, and these are no start vector', ...(vector?.flaws ?? []));
  return say(
    'alive',
    `bootaux has put SP ${hex(vector.stackPointer)} and PC ${hex(vector.programCounter)} of this image into the ITCM`,
    'mcore_booted keeps the clocks of the M7 running under Linux',
  );
};

const started = (inputs: PredictionInputs): Prediction => {
  const { firmware } = inputs;
  const overlay = inputs.overlay ?? hmpOverlay;
  if (overlay.length === 0) return say('refused', 'the HMP overlay is not applied, so there is no /sys/class/remoteproc/remoteproc0');
  if (firmware === 'absent') return say('refused', 'the file is in none of the folders that Linux searches: error -2 (ENOENT)');
  if (firmware.segments.length === 0 && firmware.verdict === 'will-not-load')
    return say('refused', 'the file is no ELF that remoteproc loads: error -22 (EINVAL)', ...sentences(firmware, 'will-not-load'));
  return refusedTable(inputs, firmware) ?? loaded(inputs, firmware, overlay) ?? executed(inputs, firmware);
};

// The table is read before any segment is copied, so a bad one ends the start while the TCM is still untouched.
const refusedTable = ({ kernel }: PredictionInputs, firmware: Inspection): Prediction | undefined => {
  const refusal = firmware.resourceTable?.refusals.find(({ from }) => from === 'every kernel' || isOlder(kernel, 6, 1));
  return (
    refusal &&
    say(
      'refused',
      `Linux refuses the resource table: ${refusal.sentence}`,
      ...(refusal.line ? [`remoteproc remoteproc0: ${refusal.line}`] : []),
      `remoteproc remoteproc0: Failed to process resources: ${refusal.errno}`,
    )
  );
};

// In the order of the loader: segment by segment. A write into the TCM while its power domain is off takes Linux down before a later segment can be refused.
const loaded = (inputs: PredictionInputs, firmware: Inspection, overlay: readonly ReservedRegion[]): Prediction | undefined => {
  const frozen = freezes(inputs);
  const rows: (AddressRow | undefined)[] = [];
  for (const segment of firmware.segments) {
    const place = placeAt(segment.address, segment.memoryBytes, overlay);
    if (!place.accepted)
      return say(
        'refused',
        `the loader takes no segment of ${segment.memoryBytes} bytes at ${hex(segment.address)}: error -22 (EINVAL)`,
        ...place.kernelLines,
      );
    if (frozen && place.row?.kind === 'tcm') return say('frozen', 'the first write into the TCM never ends', ...frozen);
    const beyond = outsideRam(segment, place.row, inputs.ramBytes);
    if (beyond) return say('crashed', beyond);
    rows.push(place.row);
  }
  if (inputs.tfA === 'upstream')
    return say(
      'refused',
      'the upstream TF-A does not know the call that starts the M7 of an i.MX 8M Plus: "can\'t start rproc imx-rproc: -1"',
    );
  // Only accesses of the A53 hang: an image that touches no TCM is loaded, and its core has no power to run.
  return frozen && say('mute', 'the M7 is let go while its power domain is off, and nothing of the image touched the TCM', ...frozen);
};

const outsideRam = (
  { address, memoryBytes }: PlacedSegment,
  row: AddressRow | undefined,
  ramBytes: number | undefined,
): string | undefined => {
  if (ramBytes === undefined || row?.name !== 'DDR' || address + memoryBytes <= ramBase + ramBytes) return undefined;
  return `the segment at ${hex(address)} is copied to where this module has no DRAM: it ends at ${hex(ramBase + ramBytes - 1)}`;
};

const executed = (inputs: PredictionInputs, firmware: Inspection): Prediction => {
  const { outcome, because } = onVector(inputs, firmware);
  const isAtRisk = inputs.preloaded && !inputs.mcoreBooted;
  return {
    outcome,
    because: isAtRisk
      ? [...because, 'the preload left clocks and power on, but without mcore_booted nothing keeps Linux from gating them']
      : because,
  };
};

const onVector = (inputs: PredictionInputs, firmware: Inspection): Prediction => {
  const vector = firmware.startVector;
  if (vector && vector.flaws.length > 0)
    return say('mute', 'the image writes a start vector from which no Cortex-M7 can start', ...vector.flaws);
  if (vector)
    return say('alive', `the image itself puts SP ${hex(vector.stackPointer)} and PC ${hex(vector.programCounter)} into the ITCM`);
  return withoutVector(inputs, firmware);
};

const withoutVector = ({ itcm }: PredictionInputs, firmware: Inspection): Prediction => {
  const nobodyWrites = 'no segment of the image covers device addresses 0 to 7, and remoteproc never writes SP and PC';
  if (itcm.kind === 'power-on-junk') return say('mute', 'the M7 takes SP and PC from an ITCM that holds junk since power-on', nobodyWrites);
  if (itcm.kind === 'unknown') return say('unknown', 'what the ITCM holds is not known', nobodyWrites);
  const writer = itcm.by === 'u-boot' ? 'U-Boot preloaded it' : 'it was started from Linux';
  if (isSameImage(itcm.of, firmware))
    return say('alive', `the ITCM still holds the start vector of this very image since ${writer}`, nobodyWrites);
  return runsOn(itcm.of, itcm.codeInMemory, firmware, [
    nobodyWrites,
    `the start vector is that of another image, in the ITCM since ${writer}`,
  ]);
};

// The nonce differs from load to load, the build id does not.
const isSameImage = (one: Inspection, other: Inspection): boolean =>
  one.buildId !== undefined && other.buildId !== undefined ? one.buildId === other.buildId : one.sha256 === other.sha256;

const sentences = (firmware: Inspection, effect: string): string[] =>
  firmware.problems.filter((problem) => problem.effect === effect).map(({ sentence }) => sentence);
