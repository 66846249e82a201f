import type { Row } from './row.ts';

// Loads, stores and moves of a doubleword register work on two single ones, and FPv4-SP has them (A7.5, table A7-18 of the Armv7-M manual).
const movesDoubles = /^V(?:LDM|STM|LDR|STR|MOV \((?:two core|F64 to two core|core to|scalar to))/;

const ofFpv5 = /^V(?:SEL|MAXNM|MINNM|RINT|CVTA)/;

/** True for what a Cortex-M4F takes for undefined: double precision, and what FPv5 added. */
export const isBeyondFpv4 = ({ kind, name }: Row): boolean =>
  kind === 'float' && (ofFpv5.test(name) || (/F64/.test(name) && !movesDoubles.test(name)));
