import { closest } from '../../config/closest.ts';
import { ConfigError } from '../../core/errors.ts';
import type { FirmwareEntry } from '../../core/firmware.ts';
import type { ScenarioDescription } from '../../core/scenario.ts';

/** Throws ConfigError for an image that a scenario needs and the lab file does not name. */
export const requireFirmware = (scenarios: readonly ScenarioDescription[], entries: Readonly<Record<string, FirmwareEntry>>): void => {
  const names = Object.keys(entries);
  const mistakes = scenarios.flatMap(({ id, place, needs }) =>
    (['preload', 'firmware'] as const).flatMap((key) => {
      const name = needs[key];
      if (name === undefined || Object.hasOwn(entries, name)) return [];
      const like = closest(name, names);
      const where = place === undefined ? id : `${place.replace(/:\d+$/, '')}: '${id}'`;
      return [`${where}: ${key}: the lab file names no firmware '${name}'${like ? `; did you mean '${like}'?` : ''}`];
    }),
  );
  const remedy = `it names: ${names.join(', ') || 'none'}`;
  if (mistakes.length === 1) throw new ConfigError(mistakes[0]!, { remedy });
  if (mistakes.length > 1) throw new ConfigError(`the suites have ${mistakes.length} mistakes`, { evidence: mistakes, remedy });
};
