import { ConfigError } from '../core/errors.ts';
import type { FirmwareEntry } from '../core/firmware.ts';
import type { ScenarioDescription } from '../core/scenario.ts';

/** Throws ConfigError for an image that a scenario needs and the lab file does not name. */
export const requireFirmware = (scenarios: readonly ScenarioDescription[], entries: Readonly<Record<string, FirmwareEntry>>): void => {
  const mistakes = scenarios.flatMap(({ id, needs }) =>
    [needs.preload, needs.firmware]
      .filter((name) => name !== undefined && !Object.hasOwn(entries, name))
      .map((name) => `${id}: the lab file names no firmware '${name}'`),
  );
  const remedy = `it names: ${Object.keys(entries).join(', ') || 'none'}`;
  if (mistakes.length === 1) throw new ConfigError(mistakes[0]!, { remedy });
  if (mistakes.length > 1) throw new ConfigError(`the suites have ${mistakes.length} mistakes`, { evidence: mistakes, remedy });
};
