import type { CoreModel } from '../../core/model-limit.ts';
import type { M7Observation, Prediction } from '../../core/outcome.ts';
import type { FirmwareTarget } from '../../knowledge/firmware/firmware-target.ts';
import { type ItcmHistory, predict } from '../../knowledge/firmware/predict.ts';
import { trustedFirmwareOf } from '../../knowledge/firmware/trusted-firmware.ts';
import type { StoredFirmware } from '../provision/firmware-store.ts';

/** What the board around the M7 knows of the boot in progress. */
export interface M7Conditions {
  /** Changes with every boot. */
  readonly bootedAt: number | undefined;
  readonly preloaded: StoredFirmware | undefined;
  readonly mcoreBooted: boolean;
  readonly kernel: string | undefined;
  readonly tfA: string | undefined;
  readonly overlayApplied: boolean;
  readonly ramBytes: number | undefined;
  readonly hasConsole: boolean;
  /** What the M7 of a simulated board executes. */
  readonly core?: CoreModel | undefined;
  /** Why nothing comes back over RPMsg on this board, where that is so. */
  readonly lacksRpmsg?: string | undefined;
}

/** What was started on the M7 since the rails came up, which decides what the next start finds in the ITCM. */
export class M7History {
  readonly #target: FirmwareTarget;
  readonly #conditions: () => M7Conditions;
  #boot: number | undefined;
  #vectors: ItcmHistory = { kind: 'unknown' };

  constructor(target: FirmwareTarget, conditions: () => M7Conditions) {
    this.#target = target;
    this.#conditions = conditions;
  }

  /** Without a firmware: a file that is not on the board. */
  predict(firmware: StoredFirmware | undefined, startedBy: M7Observation['startedBy']): Prediction {
    const conditions = this.#conditions();
    const prediction = predict({
      target: this.#target,
      firmware: firmware?.inspection ?? 'absent',
      startedBy,
      itcm: this.#itcm(),
      mcoreBooted: conditions.mcoreBooted,
      preloaded: conditions.preloaded !== undefined,
      m7Console: conditions.hasConsole,
      ...(conditions.core ? { core: conditions.core } : {}),
      ...(conditions.overlayApplied ? {} : { overlay: [] }),
      ...(conditions.kernel ? { kernel: conditions.kernel } : {}),
      ...(conditions.tfA ? { tfA: trustedFirmwareOf(conditions.tfA) } : {}),
      ...(conditions.ramBytes ? { ramBytes: conditions.ramBytes } : {}),
    });
    const offersChannel = (firmware?.inspection.resourceTable?.vdevs.length ?? 0) > 0;
    if (!conditions.lacksRpmsg || !offersChannel || prediction.outcome === 'refused') return prediction;
    return { ...prediction, because: [...prediction.because, `its RPMsg channel stays silent: ${conditions.lacksRpmsg}`] };
  }

  /** Whether a start of it begins with words that no image put into the ITCM, or with the vector of code that is not there any more. */
  startsFromJunk({ inspection }: StoredFirmware): boolean {
    if (inspection.startVector !== undefined) return false;
    const itcm = this.#itcm();
    return itcm.kind === 'power-on-junk' || (itcm.kind === 'vectors' && (!itcm.codeInMemory || overlaps(itcm.of, inspection)));
  }

  /** The image was loaded and started from Linux: its start vector, if it brings one, is what the ITCM holds from now on. */
  started({ inspection }: StoredFirmware): void {
    const before = this.#itcm();
    const writes = inspection.startVector !== undefined;
    if (writes) this.#vectors = { kind: 'vectors', of: inspection, by: 'remoteproc', codeInMemory: true };
    else if (before.kind === 'vectors')
      this.#vectors = { ...before, codeInMemory: before.codeInMemory && !overlaps(before.of, inspection) };
  }

  /** A reset of a Verdin goes through the PMIC, warm or cold: every boot begins with junk, or with what bootaux wrote. */
  #itcm(): ItcmHistory {
    const { bootedAt, preloaded } = this.#conditions();
    if (bootedAt === this.#boot) return this.#vectors;
    this.#boot = bootedAt;
    this.#vectors = preloaded ? { kind: 'vectors', of: preloaded.inspection, by: 'u-boot', codeInMemory: true } : { kind: 'power-on-junk' };
    return this.#vectors;
  }
}

type Segments = StoredFirmware['inspection'];

const overlaps = (one: Segments, other: Segments): boolean =>
  one.segments.some((a) => other.segments.some((b) => a.address < b.address + b.memoryBytes && b.address < a.address + a.memoryBytes));
