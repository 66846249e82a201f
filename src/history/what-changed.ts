import type { PastBoard } from './past-run.ts';

export interface Change {
  /** A property of the board (`kernel`, `u-boot`), or `firmware NAME`. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

// Known anew with each boot or run, and so no version of anything.
const passing = /boot.?id|uptime|time|date|seed|port$/i;

/** Versions that differ between two runs of a board, and firmware that both started and that is another build. */
export const whatChanged = (before: PastBoard, after: PastBoard): readonly Change[] => {
  const [old, now] = [thingsOf(before), thingsOf(after)];
  return (
    [...new Set([...old.keys(), ...now.keys()])]
      .filter((what) => old.get(what) !== now.get(what))
      // Which images a run starts depends on what it was asked to run.
      .filter((what) => !what.startsWith('firmware ') || (old.has(what) && now.has(what)))
      .map((what) => ({ what, from: old.get(what) ?? 'not known', to: now.get(what) ?? 'not known' }))
  );
};

// An image that carries a nonce has a new hash for each start, and the build id of the one that it was made from.
const thingsOf = ({ model, properties, firmware }: PastBoard): Map<string, string> =>
  new Map([
    ['model', model],
    ...Object.entries(properties).filter(([name]) => !passing.test(name)),
    ...Object.entries(firmware).map(([name, { sha256, buildId }]): [string, string] => [
      `firmware ${name}`,
      buildId ? `build id ${buildId.slice(0, 12)}` : `sha256 ${sha256.slice(0, 12)}`,
    ]),
  ]);
