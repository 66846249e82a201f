import { HilError } from '../core/errors.ts';
import { incidentKinds } from '../core/incident.ts';

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

/** A history of what is no number is worth nothing, and JSON makes null of it. Throws HilError of the suite. */
export const requireMeasure = (name: unknown, value: unknown, unit: unknown): void => {
  if (typeof name === 'string' && name !== '' && Number.isFinite(value) && typeof unit === 'string') return;
  throw new HilError(
    'suite',
    `measure(${shown(name)}, ${shown(value)}, ${shown(unit)}): expected a name, a finite number and a unit such as 'ms'`,
  );
};

/** What no board can have would be missing for ever, and look like the product's failure. Throws HilError of the suite. */
export const requireIncident = (kind: unknown, title: unknown): void => {
  if (!incidentKinds.some((known) => known === kind))
    throw new HilError('suite', `expectIncident(${shown(kind)}): expected one of ${incidentKinds.map(shown).join(', ')}`);
  if (title !== undefined && !(title instanceof RegExp))
    throw new HilError('suite', `expectIncident(${shown(kind)}): expected a regular expression as its title, got ${shown(title)}`);
};
