import type { CoreModel } from '../../core/model-limit.ts';
import type { M7Observation, Prediction, PredictionFacts } from '../../core/outcome.ts';
import type { FirmwareTarget } from '../../knowledge/firmware/firmware-target.ts';
import type { ItcmHistory } from '../../knowledge/firmware/predict.ts';
import { predictFrom } from '../../knowledge/firmware/prediction-facts.ts';
import type { StoredFirmware } from '../provision/firmware-store.ts';

/** What the board around the M7 knows of the boot in progress. */
export interface M7Conditions {
  /** Changes with every boot. */
  readonly bootedAt: number | undefined;
  readonly preloaded: StoredFirmware | undefined;
  /** Started from Linux while it booted. */
  readonly autostarted?: StoredFirmware | undefined;
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

  /** Without a firmware: a file that is not on the board. `atBoot`: the first start of this boot, and not the next one. */
  predict(firmware: StoredFirmware | undefined, startedBy: M7Observation['startedBy'], { atBoot = false } = {}): Prediction {
    const itcm: ItcmHistory = atBoot && startedBy === 'remoteproc' ? { kind: 'power-on-junk' } : this.#itcm();
    const facts = this.#facts(firmware, startedBy, itcm);
    const known = [firmware?.inspection, itcm.kind === 'vectors' ? itcm.of : undefined];
    const prediction = predictFrom(facts, this.#target, (sha256) => known.find((inspection) => inspection?.sha256 === sha256));
    return { ...prediction!, facts };
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

  #facts(firmware: StoredFirmware | undefined, startedBy: M7Observation['startedBy'], itcm: ItcmHistory): PredictionFacts {
    const { preloaded, mcoreBooted, overlayApplied, hasConsole, kernel, tfA, ramBytes, core, lacksRpmsg } = this.#conditions();
    return {
      ...(firmware ? { image: firmware.inspection.sha256 } : {}),
      startedBy,
      itcm: itcm.kind === 'vectors' ? { ...itcm, of: itcm.of.sha256 } : itcm,
      preloaded: preloaded !== undefined,
      mcoreBooted,
      overlayApplied,
      hasConsole,
      ...(kernel ? { kernel } : {}),
      ...(tfA ? { tfA } : {}),
      ...(ramBytes ? { ramBytes } : {}),
      ...(core ? { core } : {}),
      ...(lacksRpmsg ? { lacksRpmsg } : {}),
    };
  }

  /** A reset of a Verdin goes through the PMIC, warm or cold: every boot begins with junk, or with what bootaux wrote. */
  #itcm(): ItcmHistory {
    const { autostarted, bootedAt, preloaded } = this.#conditions();
    if (bootedAt === this.#boot) return this.#vectors;
    this.#boot = bootedAt;
    this.#vectors = preloaded ? { kind: 'vectors', of: preloaded.inspection, by: 'u-boot', codeInMemory: true } : { kind: 'power-on-junk' };
    if (autostarted) this.started(autostarted);
    return this.#vectors;
  }
}

type Segments = StoredFirmware['inspection'];

const overlaps = (one: Segments, other: Segments): boolean =>
  one.segments.some((a) => other.segments.some((b) => a.address < b.address + b.memoryBytes && b.address < a.address + a.memoryBytes));
