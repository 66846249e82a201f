import { type Clock, monotonicMs } from '../../../core/time.ts';
import type { M7 } from '../soc/m7.ts';

/** fsl,startup-delay-ms of the HMP overlay; NXP and Toradex kernels wait so long after the core left reset. */
const startupDelayMs = 500;
/** What the rest of a start takes: thread logs show 513 ms from the image to the vdev. */
const loadMs = 12;
/** Of a start-up that gets on; junk that is executed may fault at each instruction, and takes a hundred times as long. */
const mostCpuMs = 200;
/** Wall time: a core that sleeps until a timer of its own is not waited for. */
const longestSleepMs = 400;

/**
 * From the core's release until Linux makes the rings. A host may be too slow for what an M7 does meanwhile, such as NXP's copyResourceTable() over
 * vring 0, which then would come behind the rings: the core gets the host time for it, which on an idle host is 400 ms at most. Rejects with the
 * signal's reason.
 */
export const passStartUp = async (m7: StartingCore, clock: Clock, signal: AbortSignal): Promise<void> => {
  await clock.sleep(startupDelayMs + loadMs, signal);
  await passFirstSteps(m7, clock, signal);
};

type StartingCore = Pick<M7, 'activity' | 'hadItsChance' | 'progress'>;

/** A core that was started long ago in board time may have had no time of a busy host yet. Rejects with the signal's reason. */
export const passFirstSteps = async (m7: StartingCore, clock: Clock, signal: AbortSignal): Promise<void> => {
  const begun = monotonicMs();
  const sleepsOn = (): boolean => m7.activity === 'waiting' && monotonicMs() - begun >= longestSleepMs;
  while (!m7.hadItsChance({ instructions: 0, sleeps: 0 }) && m7.progress.cpuMs < mostCpuMs && !sleepsOn())
    await clock.sleep(2 * clock.speed, signal);
};
