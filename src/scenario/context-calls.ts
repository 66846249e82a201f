import { HilError } from '../core/errors.ts';
import { incidentKinds } from '../core/incident.ts';
import { handOut } from './handed-out.ts';
import { oddity } from './plain.ts';
import { tooMany } from './require-data.ts';

// What a scenario is given beside the board. Each throws HilError of the suite for arguments that it cannot mean.

/** A history of what is no number is worth nothing, and JSON makes null of it. */
export const requireMeasure = (args: readonly unknown[]): void => {
  requireCount('measure', 3, args);
  const [name, value, unit] = args;
  if (typeof name === 'string' && name !== '' && Number.isFinite(value) && typeof unit === 'string') return;
  throw misused(`measure(${shown(name)}, ${shown(value)}, ${shown(unit)}): expected a name, a finite number and a unit such as 'ms'`);
};

/** Other test libraries give a step its body, which would never run here. */
export const requireStep = (args: readonly unknown[]): void => {
  if (typeof args[1] === 'function')
    throw misused(
      `step(${shown(args[0])}, …) takes a text alone, and what it is given to do would never run`,
      'write what is done behind step()',
    );
  requireCount('step', 1, args);
};

/** What no board can have would be missing for ever, and look like the product's failure. */
export const requireIncident = (args: readonly unknown[]): void => {
  requireCount('expectIncident', 2, args);
  const [kind, options = {}] = args;
  const call = `expectIncident(${shown(kind)})`;
  if (typeof options !== 'object' || options === null || Array.isArray(options) || oddity(options) !== undefined)
    throw misused(`${call}: expected { title: /…/ } behind the kind, got ${shown(options)}`);
  const { title, ...others } = options as { readonly title?: unknown };
  const [odd] = Object.keys(others);
  if (odd !== undefined) throw misused(`${call}: ${odd} is no option; there is: { title: /…/ }`);
  if (!incidentKinds.some((known) => known === kind)) throw misused(`${call}: expected one of ${incidentKinds.map(shown).join(', ')}`);
  if (title !== undefined && !(title instanceof RegExp))
    throw misused(`${call}: expected a regular expression as its title, got ${shown(title)}`);
};

const requireCount = (name: string, takes: number, args: readonly unknown[]): void => {
  const given = args.findLastIndex((argument) => argument !== undefined) + 1;
  if (given > takes) throw misused(`${name}() ${tooMany(takes, given)}`);
};

const misused = (message: string, remedy?: string): HilError => handOut(new HilError('suite', message, remedy ? { remedy } : {}));

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));
