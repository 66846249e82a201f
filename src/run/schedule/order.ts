import type { ScenarioNeeds } from '../../core/scenario.ts';
import type { CollectedScenario } from '../suites/collected.ts';

/** Scenarios that stay together, in their order and on one board: one, and those that are written to follow it. */
export type Unit = readonly [CollectedScenario, ...CollectedScenario[]];

/** What stays on a board between scenarios: U-Boot's environment, its overlays and the kernel's arguments. */
export const provisioningOf = ({
  os,
  netboot,
  preload,
  preloadAs,
  preloadFrom,
  autostart,
  firmwareIn,
  mcoreBooted = true,
  kernelArgument,
  overlay,
}: ScenarioNeeds): string =>
  JSON.stringify([
    os,
    netboot,
    preload,
    preloadAs,
    preloadFrom,
    kernelArgument ?? mcoreBooted,
    overlay,
    autostart,
    autostart && firmwareIn,
  ]);

/** Of a unit: what it begins with. */
export const groupOf = ([first]: Unit): string => provisioningOf(first.description.needs);

/** A scenario cannot follow into another file or another describe block. */
export const unitsOf = (scenarios: readonly CollectedScenario[]): readonly Unit[] => {
  const units: [CollectedScenario, ...CollectedScenario[]][] = [];
  for (const scenario of scenarios) {
    const unit = units.at(-1);
    if (scenario.follows && unit && placeOf(unit[0]) === placeOf(scenario)) unit.push(scenario);
    else units.push([scenario]);
  }
  return units;
};

/**
 * Suites in their order, and within a suite what needs the same provisioning side by side, beginning with what the suite before left on the board.
 * What stands in a describe block is ordered within the block, since its hooks belong around it.
 */
export const sparingBoots = (scenarios: readonly CollectedScenario[]): readonly CollectedScenario[] => {
  const ordered: Unit[] = [];
  for (const suite of groupBy(unitsOf(scenarios), ([{ description }]) => description.file).values())
    ordered.push(...arranged(suite, 0, ordered.at(-1) && lastGroupOf(ordered.at(-1)!)));
  return ordered.flat();
};

const arranged = (units: readonly Unit[], depth: number, held: string | undefined): readonly Unit[] => {
  const nodes = nodesOf(units, depth).map((node) => (isBlock(node, depth) ? arranged(node, depth + 1, held) : node));
  const groups = groupBy(nodes, ([first]) => groupOf(first!));
  const heldOnes = held === undefined ? [] : (groups.get(held) ?? []);
  const others = [...groups].flatMap(([group, members]) => (group === held ? [] : members));
  return [...heldOnes, ...others].flat();
};

/** Each unit for itself, and those of a describe block together. */
const nodesOf = (units: readonly Unit[], depth: number): readonly (readonly Unit[])[] => [
  ...groupBy(units, (unit) => blockOf(unit, depth) ?? unit).values(),
];

const isBlock = ([first]: readonly Unit[], depth: number): boolean => blockOf(first!, depth) !== undefined;

const blockOf = ([{ blocks }]: Unit, depth: number): string | undefined => blocks?.[depth];

const placeOf = ({ description, blocks = [] }: CollectedScenario): string => JSON.stringify([description.file, ...blocks]);

const lastGroupOf = (unit: Unit): string => provisioningOf(unit.at(-1)!.description.needs);

const groupBy = <T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
};
