import type { M7Observation } from '../core/outcome.ts';
import { Headlines } from '../knowledge/kernel/headlines.ts';
import { m7Rules } from '../knowledge/kernel/rules/m7.ts';

const faults = new Headlines(m7Rules);

/** An image that reports its own fault has died, although its words came out of the UART. Other outcomes stay as they are. */
export const withItsFaults = (observation: M7Observation, said: readonly string[]): M7Observation => {
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
