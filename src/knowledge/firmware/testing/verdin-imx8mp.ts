import { verdinImx8mp } from '../../../board/models/verdin-imx8mp/verdin-imx8mp.ts';
import type { ReservedRegion } from '../address-map.ts';
import * as map from '../address-map.ts';
import * as comparison from '../compare.ts';
import * as fix from '../fix-vector.ts';
import * as growth from '../grow.ts';
import * as inspection from '../inspect.ts';
import * as prediction from '../predict.ts';
import * as binary from '../to-bin.ts';

// What most tests of this floor are about: the M7 of a Verdin iMX8MP. The same calls without saying so each time.

export const { target } = verdinImx8mp.model;
export const { addressMap, regions: hmpOverlay } = target;

type Options = Partial<inspection.InspectOptions>;

export const placeAt = (address: number, size: number, regions: readonly ReservedRegion[] = hmpOverlay): map.Placement =>
  map.placeAt({ ...target, regions }, address, size);

export const inspectFirmware = (content: Uint8Array, options: Options = {}): inspection.Inspection =>
  inspection.inspectFirmware(content, { target, ...options });

export const addStartVector = (content: Uint8Array, options: Options = {}): Uint8Array =>
  fix.addStartVector(content, { target, ...options });

export const compareFirmware = (one: Uint8Array, other: Uint8Array, options: Options = {}): comparison.Comparison =>
  comparison.compareFirmware(one, other, { target, ...options });

export const growElf = (content: Uint8Array, bytes: number, regions: readonly ReservedRegion[] = hmpOverlay): Uint8Array =>
  growth.growElf(content, bytes, { ...target, regions });

export const toBin = (content: Uint8Array, { leaveOutStartVector = false }: { readonly leaveOutStartVector?: boolean } = {}): binary.Bin =>
  binary.toBin(content, leaveOutStartVector ? { leaveOutStartVector: target } : {});

export type PredictionInputs = Omit<prediction.PredictionInputs, 'target'>;

export const predict = (inputs: PredictionInputs): ReturnType<typeof prediction.predict> => prediction.predict({ target, ...inputs });
