import type { VerdictInputs } from '../judge.ts';

/** A scenario in which nothing happened but what is given. */
export const inputs = (parts: Partial<VerdictInputs>): VerdictInputs => ({
  expects: {},
  thrown: [],
  fatal: undefined,
  missing: [],
  observed: undefined,
  cutShort: false,
  ...parts,
});
