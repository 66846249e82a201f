import { readdirSync } from 'node:fs';

/** Leases that nobody will free any more. */
export const leaseProblems = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => `a lease is left: ${name}`);
