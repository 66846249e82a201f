import { createHash } from 'node:crypto';

/** A wire as the name of a file. */
export const keyOf = (wire: string): string => createHash('sha256').update(wire).digest('hex').slice(0, 16);
