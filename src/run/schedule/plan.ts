import type { ScenarioDescription } from '../../core/scenario.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import { provisioningOf, sparingBoots } from './order.ts';

export interface BootPlan {
  /** The scenarios as they will run. */
  readonly order: readonly CollectedScenario[];
  /** How many boots the board makes at most before scenarios begin; what they do themselves is not known. */
  readonly boots: number;
}

export interface PlanOptions {
  /** True: as written. Else within each suite those of equal provisioning side by side. */
  readonly inOrder?: boolean;
}

/** Orders scenarios so that provisioning changes least, and counts the boots that a run takes. */
export const planBoots = (scenarios: readonly CollectedScenario[], { inOrder = false }: PlanOptions = {}): BootPlan => {
  const order = inOrder ? scenarios : sparingBoots(scenarios);
  return { order, boots: bootsFor(order) };
};

/** At most, in this order and on one board. */
export const bootsFor = (order: readonly CollectedScenario[]): number => {
  let before: ScenarioDescription | undefined;
  let boots = 0;
  for (const { description, skip } of order) {
    if (skip) continue;
    boots += before ? bootsBetween(before, description) : firstBoots;
    before = description;
  }
  return boots;
};

// One to have a Linux at all, and one more where the board did not come with what the scenario needs: firmware files and kernel arguments are
// written from a running Linux, and count from the next boot on.
const firstBoots = 2;

const bootsBetween = (before: ScenarioDescription, { needs }: ScenarioDescription): number => {
  const changes = provisioningOf(before.needs) !== provisioningOf(needs);
  const ownBoot = (needs.boot ?? 'running') !== 'running' || changes ? 1 : 0;
  return ownBoot + (endsBadly(before) ? 1 : 0);
};

/** It may leave a board that has to be brought back first. */
const endsBadly = ({ expects }: ScenarioDescription): boolean =>
  (expects.incidents?.length ?? 0) + (expects.tolerates?.length ?? 0) > 0 || expects.outcome === 'frozen' || expects.outcome === 'crashed';
