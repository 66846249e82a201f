import { type Clock, monotonicMs } from '../../../core/time.ts';
import type { M7 } from '../soc/m7.ts';

/** fsl,startup-delay-ms of the HMP overlay; NXP and Toradex kernels wait so long after the core left reset. */
const startupDelayMs = 500;
/** What the rest of a start takes: thread logs show 513 ms from the image to the vdev. */
const loadMs = 12;
/** Wall time: a core that executes what lies in memory by chance may make no headway at all, and the start is not to wait for it. */
const longestMs = 400;

/**
 * From the core's release until Linux makes the rings. A host may be too slow for what an M7 does meanwhile, such as NXP's copyResourceTable() over
 * vring 0, which then would come behind the rings: the core gets the host time for it. Rejects with the signal's reason.
 */
export const passStartUp = async (m7: M7, clock: Clock, signal: AbortSignal): Promise<void> => {
  await clock.sleep(startupDelayMs + loadMs, signal);
  const begun = monotonicMs();
  while (!m7.hadItsChance({ instructions: 0, sleeps: 0 }) && monotonicMs() - begun < longestMs) await clock.sleep(2 * clock.speed, signal);
};
