import type { CoreModel } from '../../core/model-limit.ts';
import type { Prediction } from '../../core/outcome.ts';
import { type AddressRow, placeAt, type ReservedRegion } from './address-map.ts';
import { lacking } from './arm-attributes.ts';
import { hex } from './elf-format.ts';
import type { PlacedSegment } from './firmware-problem.ts';
import { type FirmwareTarget, mcoreArgumentOf } from './firmware-target.ts';
import { type Inspection, targetOf } from './inspect.ts';
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
  /** Whose remote core it is. */
  readonly target: FirmwareTarget;
  /** `absent`: the file is in none of the folders that Linux searches. */
  readonly firmware: Inspection | 'absent';
  /** 'u-boot': Linux has attached to a core that U-Boot started with this very image. */
  readonly startedBy: 'remoteproc' | 'u-boot';
  readonly itcm: ItcmHistory;
  /** Whether Linux has the `mcore_booted` of the clock driver in effect. */
  readonly mcoreBooted: boolean;
  /** U-Boot has started the M7 in this boot. */
  readonly preloaded: boolean;
  /** `uname -r` or its beginning: '5.15', '6.6.54-7.1.0'. */
  readonly kernel?: string;
  readonly tfA?: 'nxp' | 'upstream';
  /** Regions of the device tree; by default those of the target's overlay, [] when it is not applied. */
  readonly overlay?: readonly ReservedRegion[];
  /** DRAM in bytes; not checked by default. */
  readonly ramBytes?: number;
  /** False where nobody can hear the core: a WB module, whose UART4 is Bluetooth, or a lab without this wire. */
  readonly m7Console?: boolean;
  /** What the core of a simulated board executes. */
  readonly core?: CoreModel;
}

/** What a start of the remote core will come to, with its reasons, the decisive one first. Pure: no board is touched. */
export const predict = (inputs: PredictionInputs): Prediction => {
  const prediction = beyondCore(inputs, inputs.startedBy === 'u-boot' ? attached(inputs) : started(inputs));
  const isTold = (['alive', 'stale', 'mute'] as const).some((outcome) => outcome === prediction.outcome);
  if (inputs.m7Console !== false || !isTold) return prediction;
  return say(
    'unknown',
    `nothing can be heard of the ${inputs.target.core}: on a WB module of the iMX8MP UART4 is Bluetooth, or the lab has no ${inputs.target.core} console`,
    ...prediction.because,
  );
};

const beyondCore = ({ firmware, core, target }: PredictionInputs, prediction: Prediction): Prediction => {
  if (firmware === 'absent' || !firmware.builtFor || prediction.outcome !== 'alive') return prediction;
  // The attributes tell what the compiler was allowed, not what the image executes.
  const missing = lacking(firmware.builtFor, target.executes);
  if (missing)
    return say(
      'unknown',
      `a ${target.processor} may not be able to execute the image, which is built for ${missing}`,
      ...prediction.because,
    );
  const lacked = core && lacking(firmware.builtFor, core);
  if (!lacked) return prediction;
  return say('unknown', `this simulated board cannot execute the image, which is built for ${lacked}`, ...prediction.because);
};

const say = (outcome: Prediction['outcome'], ...because: string[]): Prediction => ({ outcome, because });

const attached = (inputs: PredictionInputs): Prediction => {
  const { firmware, itcm, target } = inputs;
  if (firmware === 'absent') return say('unknown', 'no image is named, so nothing can be expected of the core');
  if (!inputs.preloaded) return say('mute', `U-Boot has not started the ${target.core} in this boot`);
  if (!inputs.mcoreBooted)
    return say(
      'mute',
      `without ${mcoreArgumentOf(target)} Linux gates the clocks of the ${target.core} and of its UART at the end of its boot`,
    );
  if (itcm.kind === 'vectors' && !isSameImage(itcm.of, firmware)) return say('stale', 'the image that U-Boot preloaded is another one');
  const vector = firmware.imageVector ?? firmware.startVector;
  if (!vector || vector.flaws.length > 0)
    return say('mute', 'bootaux copies the first two words of the image, and these are no start vector', ...(vector?.flaws ?? []));
  return say(
    'alive',
    `bootaux has put SP ${hex(vector.stackPointer)} and PC ${hex(vector.programCounter)} of this image into the ITCM`,
    `mcore_booted keeps the clocks of the ${target.core} running under Linux`,
  );
};

const started = (inputs: PredictionInputs): Prediction => {
  const { firmware } = inputs;
  const target = targetOf(inputs);
  if (target.regions.length === 0)
    return say('refused', 'the HMP overlay is not applied, so there is no /sys/class/remoteproc/remoteproc0');
  if (firmware === 'absent') return say('refused', 'the file is in none of the folders that Linux searches: error -2 (ENOENT)');
  if (firmware.segments.length === 0 && firmware.verdict === 'will-not-load')
    return say('refused', 'the file is no ELF that remoteproc loads: error -22 (EINVAL)', ...sentences(firmware, 'will-not-load'));
  return refusedTable(inputs, firmware) ?? loaded({ ...inputs, target }, firmware) ?? executed(inputs, firmware);
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
const loaded = (inputs: PredictionInputs, firmware: Inspection): Prediction | undefined => {
  const { target } = inputs;
  const frozen = freezes(inputs);
  const rows: (AddressRow | undefined)[] = [];
  for (const segment of firmware.segments) {
    const place = placeAt(target, segment.address, segment.memoryBytes);
    if (!place.accepted)
      return say(
        'refused',
        `the loader takes no segment of ${segment.memoryBytes} bytes at ${hex(segment.address)}: error -22 (EINVAL)`,
        ...place.kernelLines,
      );
    if (frozen && place.row?.kind === 'tcm') return say('frozen', 'the first write into the TCM never ends', ...frozen);
    const beyond = outsideRam(segment, place.row, target.ramBase, inputs.ramBytes);
    if (beyond) return say('crashed', beyond);
    rows.push(place.row);
  }
  // Where `bootaux` has started the core, the TF-A has the calls, whatever it names itself: it asks by them.
  if (inputs.tfA === 'upstream' && target.startsBy === 'smc' && !inputs.preloaded)
    return say(
      'refused',
      `the upstream TF-A does not know the call that starts the ${target.core} of an ${target.chip}: "can't start rproc imx-rproc: -1"`,
    );
  // Only accesses of the A53 hang: an image that touches no TCM is loaded, and its core has no power to run.
  return (
    frozen && say('mute', `the ${target.core} is let go while its power domain is off, and nothing of the image touched the TCM`, ...frozen)
  );
};

const outsideRam = (
  { address, memoryBytes }: PlacedSegment,
  row: AddressRow | undefined,
  ramBase: number,
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
    return say('mute', `the image writes a start vector from which no ${inputs.target.processor} can start`, ...vector.flaws);
  if (vector)
    return say('alive', `the image itself puts SP ${hex(vector.stackPointer)} and PC ${hex(vector.programCounter)} into the ITCM`);
  return withoutVector(inputs, firmware);
};

const withoutVector = ({ itcm, target }: PredictionInputs, firmware: Inspection): Prediction => {
  const [first] = target.startVectorAt;
  const range = first === 0 ? '0 to 7' : `${hex(first)} to ${hex(first + 7)}`;
  const nobodyWrites = `no segment of the image covers device addresses ${range}, and remoteproc never writes SP and PC`;
  if (itcm.kind === 'power-on-junk')
    return say('mute', `the ${target.core} takes SP and PC from an ITCM that holds junk since power-on`, nobodyWrites);
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
