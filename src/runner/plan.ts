import type { ScenarioDescription, ScenarioNeeds } from '../core/scenario.ts';

export interface BootPlan {
  /** The scenarios as they will run. */
  readonly order: readonly ScenarioDescription[];
  /** How many boots the board must make before scenarios begin; what they do themselves is not known. */
  readonly boots: number;
}

export interface PlanOptions {
  /** False: in the order given. True: within each suite those of equal provisioning side by side. */
  readonly regroup?: boolean;
}

/** Counts the boots that a run takes, and orders scenarios so that provisioning changes least. */
export const planBoots = (scenarios: readonly ScenarioDescription[], { regroup = false }: PlanOptions = {}): BootPlan => {
  const order = regroup ? bySuite(scenarios).flatMap(grouped) : scenarios;
  let held: ScenarioNeeds | undefined;
  let boots = 0;
  for (const { needs } of order) {
    if (held === undefined || needsBoot(held, needs)) boots += bootsBetween(held, needs);
    held = needs;
  }
  return { order, boots };
};

/** What stays on the board between scenarios: U-Boot's environment and the kernel's arguments. */
const provisioning = ({ preload, mcoreBooted = true, kernelArgument }: ScenarioNeeds): string =>
  JSON.stringify([preload, mcoreBooted, kernelArgument]);

const needsBoot = (held: ScenarioNeeds, needs: ScenarioNeeds): boolean =>
  (needs.boot ?? 'running') !== 'running' || provisioning(held) !== provisioning(needs);

// Firmware files and kernel arguments are written from a running Linux, and count from the next boot on.
const bootsBetween = (held: ScenarioNeeds | undefined, needs: ScenarioNeeds): number => {
  const changes = provisioning(held ?? {}) !== provisioning(needs);
  return held === undefined && changes ? 2 : 1;
};

const bySuite = (scenarios: readonly ScenarioDescription[]): ScenarioDescription[][] => [
  ...groupBy(scenarios, ({ suite }) => suite).values(),
];

const grouped = (scenarios: readonly ScenarioDescription[]): ScenarioDescription[] =>
  [...groupBy(scenarios, ({ needs }) => provisioning(needs)).values()].flat();

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};
