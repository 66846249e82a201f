import type { Fault } from '../../core/errors.ts';
import type { IncidentKind } from '../../core/incident.ts';
import type { Outcome } from '../../core/outcome.ts';

export interface M7Seen {
  /** Of the last start or look. */
  readonly outcome: Outcome | undefined;
  readonly incidents: readonly IncidentKind[];
  /** Whose the first failure is; undefined where there is none. */
  readonly fault: Fault | undefined;
  /** The scenario says what is to come of it. */
  readonly isDeclared: boolean;
}

/**
 * Whether a verdict stands on what the M7 did not say. An M7 that is silent and a wire that has died look alike, whether silence is what was wanted or what
 * failed; so do another image and another board's console.
 */
export const isM7InDoubt = ({ outcome, incidents, fault, isDeclared }: M7Seen): boolean => {
  const isSilent = outcome === 'mute' || outcome === 'stale' || incidents.includes('m7-silent');
  // Where the suite stumbled behind an outcome that it does not expect, the outcome counts.
  return isSilent && (fault === undefined || fault === 'dut' || (fault === 'suite' && isDeclared));
};
