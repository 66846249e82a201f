import { heldLeases } from '../src/run/lease/held-leases.ts';
import { LeaseFolder } from '../src/run/lease/lease-folder.ts';
import { holderText } from '../src/run/lease/lease-state.ts';

/** Leases that somebody holds or has left behind. */
export const leaseProblems = (dir: string): string[] =>
  heldLeases(new LeaseFolder(dir)).map((holding) => `a lease is ${holding.state}: ${holderText(holding)}, ${holding.why}`);
