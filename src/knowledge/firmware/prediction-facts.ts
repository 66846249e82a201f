import type { Prediction, PredictionFacts } from '../../core/outcome.ts';
import type { FirmwareTarget } from './firmware-target.ts';
import type { Inspection } from './inspect.ts';
import { type ItcmHistory, predict } from './predict.ts';
import { trustedFirmwareOf } from './trusted-firmware.ts';

/** By the SHA-256 of the file. */
export type InspectionOf = (sha256: string) => Inspection | undefined;

/** The prediction that follows from these facts; undefined when an image that they name is not to be had. */
export const predictFrom = (facts: PredictionFacts, target: FirmwareTarget, inspectionOf: InspectionOf): Prediction | undefined => {
  const firmware = facts.image === undefined ? 'absent' : inspectionOf(facts.image);
  const itcm = itcmOf(facts.itcm, inspectionOf);
  if (!firmware || !itcm) return undefined;
  const { startedBy, mcoreBooted, preloaded, hasConsole, core, overlayApplied, kernel, tfA, ramBytes, lacksRpmsg } = facts;
  const prediction = predict({
    target,
    firmware,
    startedBy,
    itcm,
    mcoreBooted,
    preloaded,
    m7Console: hasConsole,
    ...(core ? { core } : {}),
    ...(overlayApplied ? {} : { overlay: [] }),
    ...(kernel ? { kernel } : {}),
    ...(tfA ? { tfA: trustedFirmwareOf(tfA) } : {}),
    ...(ramBytes ? { ramBytes } : {}),
  });
  const offersChannel = firmware !== 'absent' && (firmware.resourceTable?.vdevs.length ?? 0) > 0;
  if (!lacksRpmsg || !offersChannel || prediction.outcome === 'refused') return prediction;
  return { ...prediction, because: [...prediction.because, `its RPMsg channel stays silent: ${lacksRpmsg}`] };
};

const itcmOf = (itcm: PredictionFacts['itcm'], inspectionOf: InspectionOf): ItcmHistory | undefined => {
  if (itcm.kind !== 'vectors') return { kind: itcm.kind };
  const of = inspectionOf(itcm.of);
  return of && { ...itcm, of };
};
