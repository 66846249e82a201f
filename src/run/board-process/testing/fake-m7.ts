import type { ScenarioBoard } from '../../../core/board.ts';
import type { Mark } from '../../../core/console.ts';
import { type M7Observation, type Outcome, outcomes } from '../../../core/outcome.ts';

/** An M7 that comes out as the name of the firmware says: `alive`, `mute`, … Everything else is `unknown`. */
export const fakeM7 = (touch: (what: string) => Promise<void>, onObserved: (observation: M7Observation) => void): ScenarioBoard['m7'] => {
  const observe = async (what: string, firmware: unknown): Promise<M7Observation> => {
    await touch(`${what} ${JSON.stringify(firmware)}`);
    const outcome: Outcome = outcomes.find((name) => name === firmware) ?? 'unknown';
    const observation: M7Observation = { outcome, startedBy: 'remoteproc', kernelLines: [], evidence: [`m7: ${outcome}`] };
    onObserved(observation);
    return observation;
  };
  return {
    console: {
      mark: async () => 0 as Mark,
      send: touch,
      expect: async () => ({ text: '', groups: {}, before: '', end: 0 as Mark }),
      tail: async () => [],
    },
    state: async () => 'running',
    start: (firmware) => observe('start', firmware),
    observe: (firmware) => observe('observe', firmware),
    stop: () => touch('stop'),
    echo: async (text) => text,
  };
};
