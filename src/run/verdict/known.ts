import type { ErrorReport } from '../../core/errors.ts';
import type { KernelIncident } from '../../core/incident.ts';
import type { KnownFailure, TextPattern } from '../../core/scenario.ts';

/** True where a known failure says itself what goes wrong, and does not leave it to what the scenario expects. */
export const isNamed = ({ outcome, incident, message }: KnownFailure): boolean =>
  outcome !== undefined || incident !== undefined || message !== undefined;

/** Whether this failure is the one that is known. `fatal`: the incident that it tells of, where it is one. What the lab or a suite did is never known. */
export const isKnown = (known: KnownFailure, error: ErrorReport, fatal: KernelIncident | undefined): boolean => {
  if (error.fault !== 'dut') return false;
  const { outcome, incident, message } = known;
  if (fatal) return incident !== undefined && incident.kind === fatal.kind && (!incident.title || fits(incident.title, fatal.title));
  return (outcome !== undefined && error.outcome === outcome) || (message !== undefined && fits(message, error.message));
};

/** What it names, in words. */
export const namesOf = ({ outcome, incident, message }: KnownFailure): string =>
  [
    ...(outcome ? [`the outcome '${outcome}'`] : []),
    ...(incident ? [`${incident.kind}${incident.title ? ` ${textOf(incident.title)}` : ''}`] : []),
    ...(message ? [`a failure that says ${textOf(message)}`] : []),
  ].join(' or ');

const fits = ({ source, flags }: TextPattern, text: string): boolean => new RegExp(source, flags).test(text);

const textOf = ({ source, flags }: TextPattern): string => `/${source}/${flags}`;
