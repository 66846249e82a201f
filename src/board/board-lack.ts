import type { Capability } from '../core/capability.ts';
import type { Rig } from '../core/driver.ts';
import type { FaultInjector } from '../core/fault-injector.ts';
import type { ScenarioNeeds } from '../core/scenario.ts';
import type { BoardModel } from './models/board-model.ts';

export interface LackParts {
  readonly faults: FaultInjector | undefined;
  readonly model: BoardModel;
  readonly rig: Rig;
}

/** Why a board cannot run a scenario with these needs; undefined when it can. */
export const lackOf = (needs: ScenarioNeeds, { faults, model, rig }: LackParts): string | undefined => {
  if (needs.injects !== undefined && !faults?.names.includes(needs.injects)) return `this board's lab cannot inject '${needs.injects}'`;
  if (needs.os !== undefined && !rig.installer) return 'nothing in the lab file installs a system on this board (installer)';
  if ((needs.preloadFrom === 'tftp' || needs.netboot !== undefined) && !rig.tftp)
    return 'the lab file names no TFTP server for this board (tftp)';
  if (!rig.ssh) return 'this board has no SSH';
  const used: readonly Capability[] = [
    ...(needs.preload === undefined ? [] : (['bootaux'] as const)),
    ...(needs.autostart === undefined ? [] : (['systemd'] as const)),
    ...(needs.overlay === undefined ? [] : (['overlays'] as const)),
    ...(needs.uses ?? []),
  ];
  return used.map((capability) => model.lacks?.[capability] ?? rig.lacks?.[capability]).find((reason) => reason !== undefined);
};
