import { C, N, V, Z } from './registers.ts';
import type { Op } from './row.ts';

/** AddWithCarry() of the manual, with flags. */
export const addFlags = (r: Int32Array, a: number, b: number, carry: number): number => {
  const sum = (a + b + carry) | 0;
  r[N] = sum;
  r[Z] = sum;
  r[C] = ((a & b) | ((a | b) & ~sum)) >>> 31;
  r[V] = ((a ^ sum) & (b ^ sum)) >>> 31;
  return sum;
};

/** Destination, first and second operand as indices into the register file. */
type Binary = (r: Int32Array, d: number, n: number, m: number) => Op;

export interface Operation {
  readonly plain: Binary;
  readonly flags: Binary;
  /** The carry of the operand's shift becomes C. */
  readonly logical: boolean;
}

const logical = (plain: Binary, flags: Binary): Operation => ({ plain, flags, logical: true });
const arithmetic = (plain: Binary, flags: Binary): Operation => ({ plain, flags, logical: false });
const nothing = (): Op => () => {};

/** Data processing: each operation without and with flags. */
export const operations = {
  AND: logical(
    (r, d, n, m) => () => {
      r[d] = r[n]! & r[m]!;
    },
    (r, d, n, m) => () => {
      r[d] = r[N] = r[Z] = r[n]! & r[m]!;
    },
  ),
  BIC: logical(
    (r, d, n, m) => () => {
      r[d] = r[n]! & ~r[m]!;
    },
    (r, d, n, m) => () => {
      r[d] = r[N] = r[Z] = r[n]! & ~r[m]!;
    },
  ),
  ORR: logical(
    (r, d, n, m) => () => {
      r[d] = r[n]! | r[m]!;
    },
    (r, d, n, m) => () => {
      r[d] = r[N] = r[Z] = r[n]! | r[m]!;
    },
  ),
  ORN: logical(
    (r, d, n, m) => () => {
      r[d] = r[n]! | ~r[m]!;
    },
    (r, d, n, m) => () => {
      r[d] = r[N] = r[Z] = r[n]! | ~r[m]!;
    },
  ),
  EOR: logical(
    (r, d, n, m) => () => {
      r[d] = r[n]! ^ r[m]!;
    },
    (r, d, n, m) => () => {
      r[d] = r[N] = r[Z] = r[n]! ^ r[m]!;
    },
  ),
  MOV: logical(
    (r, d, _, m) => () => {
      r[d] = r[m]!;
    },
    (r, d, _, m) => () => {
      r[d] = r[N] = r[Z] = r[m]!;
    },
  ),
  MVN: logical(
    (r, d, _, m) => () => {
      r[d] = ~r[m]!;
    },
    (r, d, _, m) => () => {
      r[d] = r[N] = r[Z] = ~r[m]!;
    },
  ),
  TST: logical(nothing, (r, _, n, m) => () => {
    r[N] = r[Z] = r[n]! & r[m]!;
  }),
  TEQ: logical(nothing, (r, _, n, m) => () => {
    r[N] = r[Z] = r[n]! ^ r[m]!;
  }),
  ADD: arithmetic(
    (r, d, n, m) => () => {
      r[d] = r[n]! + r[m]!;
    },
    (r, d, n, m) => () => {
      r[d] = addFlags(r, r[n]!, r[m]!, 0);
    },
  ),
  SUB: arithmetic(
    (r, d, n, m) => () => {
      r[d] = r[n]! - r[m]!;
    },
    (r, d, n, m) => () => {
      r[d] = addFlags(r, r[n]!, ~r[m]!, 1);
    },
  ),
  RSB: arithmetic(
    (r, d, n, m) => () => {
      r[d] = r[m]! - r[n]!;
    },
    (r, d, n, m) => () => {
      r[d] = addFlags(r, ~r[n]!, r[m]!, 1);
    },
  ),
  ADC: arithmetic(
    (r, d, n, m) => () => {
      r[d] = r[n]! + r[m]! + r[C]!;
    },
    (r, d, n, m) => () => {
      r[d] = addFlags(r, r[n]!, r[m]!, r[C]!);
    },
  ),
  SBC: arithmetic(
    (r, d, n, m) => () => {
      r[d] = r[n]! + ~r[m]! + r[C]!;
    },
    (r, d, n, m) => () => {
      r[d] = addFlags(r, r[n]!, ~r[m]!, r[C]!);
    },
  ),
  CMP: arithmetic(nothing, (r, _, n, m) => () => {
    addFlags(r, r[n]!, ~r[m]!, 1);
  }),
  CMN: arithmetic(nothing, (r, _, n, m) => () => {
    addFlags(r, r[n]!, r[m]!, 0);
  }),
} satisfies Record<string, Operation>;
