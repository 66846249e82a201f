import { ConfigError } from '../../core/errors.ts';
import type { VirtualFault, VirtualSettings } from '../../core/virtual.ts';
import type { VirtualModel } from '../../core/virtual-model.ts';
import { virtualSettings } from '../../core/virtual-settings.ts';

/** Settings with every default filled in. */
export interface BoardSettings extends Required<Omit<VirtualSettings, 'model'>> {
  readonly model: VirtualModel;
  readonly faults: readonly VirtualFault[];
}

/** `model`: of the board. Throws ConfigError naming the setting that makes no sense. */
export const parseSettings = (value: unknown, model: VirtualModel): BoardSettings => {
  const parsed = virtualSettings.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new ConfigError(
      `the settings of the virtual board make no sense${path.length > 0 ? ` at '${path.join('.')}'` : ''}: ${message}`,
      {
        remedy: 'the settings and their defaults are listed in src/core/virtual.ts',
      },
    );
  }
  const { ram = model.modules[0].ram, model: _, ...settings } = parsed.data;
  if (model.modules.some((each) => each.ram === ram)) return { ...settings, ram, model } as BoardSettings;
  throw new ConfigError(`there is no ${model.called} with ${ram}`, {
    remedy: `there are: ${[...new Set(model.modules.map((each) => each.ram))].sort().join(', ')}`,
  });
};
