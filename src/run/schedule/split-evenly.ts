import type { ScheduledUnit } from './schedule.ts';

type Weighted = Pick<ScheduledUnit, 'group' | 'weight'>;

// How far from its fair share a part may end, so that it ends where provisioning changes anyway.
const tolerance = 0.3;

/** Cuts a list into as many parts of about equal weight, where possible between two groups. */
export const splitEvenly = <T>(items: readonly T[], parts: number, unitOf: (item: T) => Weighted): readonly (readonly T[])[] => {
  if (parts === 0) return [];
  const units = items.map(unitOf);
  const ends = cutsOf(units, parts);
  return ends.map((end, index) => items.slice(ends[index - 1] ?? 0, end));
};

const cutsOf = (units: readonly Weighted[], parts: number): readonly number[] => {
  const upTo = [0];
  for (const { weight } of units) upTo.push(upTo.at(-1)! + weight);
  const share = upTo.at(-1)! / parts;
  const costOf = (cut: number, ideal: number): number =>
    Math.abs(upTo[cut]! - ideal) + (units[cut - 1]?.group === units[cut]?.group ? tolerance * share : 0);
  const cuts: number[] = [];
  for (let part = 1; part < parts; part++) {
    let best = cuts.at(-1) ?? 0;
    for (let cut = best; cut <= units.length; cut++) if (costOf(cut, part * share) < costOf(best, part * share)) best = cut;
    cuts.push(best);
  }
  return [...cuts, units.length];
};
