import type { FirmwareDetails } from './firmware.ts';
import type { CoreModel } from './model-limit.ts';
import type { RemoteCoreState } from './remote-core.ts';

export const outcomes = ['alive', 'stale', 'mute', 'refused', 'frozen', 'crashed', 'unknown'] as const;

/**
 * What the board did when the M7 was started.
 * alive: proof of life from the image that was loaded. stale: the M7 runs another image. mute: Linux says running or attached, no proof of life.
 * refused: the start returned an error. frozen: Linux stopped answering everywhere and printed nothing. crashed: a fatal kernel incident followed.
 * unknown: the lab failed, the image has no proof, or a simulated board met its limit, so nothing is known.
 */
export type Outcome = (typeof outcomes)[number];

export interface Prediction {
  readonly outcome: Outcome;
  /** Sentences, the decisive one first, each naming the fact it stands on. */
  readonly because: readonly string[];
  /** What was known of the board, so that it can be made again from a journal; absent where nobody asked a board. */
  readonly facts?: PredictionFacts;
}

/** Everything that a prediction is made from, with images by the SHA-256 of their file before a nonce is put in. */
export interface PredictionFacts {
  /** Absent for a file that is not on the board. */
  readonly image?: string;
  readonly startedBy: 'remoteproc' | 'u-boot';
  readonly itcm:
    | { readonly kind: 'power-on-junk' | 'unknown' }
    | { readonly kind: 'vectors'; readonly of: string; readonly by: 'u-boot' | 'remoteproc'; readonly codeInMemory: boolean };
  readonly preloaded: boolean;
  readonly mcoreBooted: boolean;
  readonly overlayApplied: boolean;
  readonly hasConsole: boolean;
  readonly kernel?: string;
  readonly tfA?: string;
  readonly ramBytes?: number;
  readonly core?: CoreModel;
  readonly lacksRpmsg?: string;
}

/** One start of the M7, or one look at an M7 that U-Boot started, with everything that led to the outcome. */
export interface M7Observation {
  readonly outcome: Outcome;
  readonly predicted?: Prediction;
  readonly firmware?: FirmwareDetails;
  readonly startedBy: 'remoteproc' | 'u-boot';
  readonly state?: RemoteCoreState;
  /** Linux errno of the refused write, positive. */
  readonly errno?: number;
  /** What the kernel printed about it, without time stamps. */
  readonly kernelLines: readonly string[];
  /** Console lines that prove the outcome, each with its channel. */
  readonly evidence: readonly string[];
  /** Of unknown: what to do so that the next start can be judged. */
  readonly remedy?: string;
  /** Of unknown: what kept it from being known, where it is not a wire of the board. */
  readonly unknownFor?: 'model' | 'image' | 'no-console';
  /** Board time from writing `start` to the answer; undefined for a core that U-Boot started. */
  readonly startMs?: number;
}
