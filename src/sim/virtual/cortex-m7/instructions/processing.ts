import type { Operation } from '../alu.ts';
import { C, PC, SP } from '../registers.ts';
import type { Op } from '../row.ts';
import type { Site } from '../site.ts';

/** A data processing instruction whose operands are places in the register file. Writing the PC is a branch, and bits 1-0 of the SP are always 0. */
export const process = (site: Site, operation: Operation, setFlags: boolean, d: number, n: number, m: number): Op => {
  const { r } = site;
  const op = (setFlags ? operation.flags : operation.plain)(r, d, n, m);
  if (d === SP) return alignedSp(r, op);
  if (d !== PC) return op;
  site.ends = true;
  return () => {
    op();
    r[PC] = r[PC]! & ~1;
  };
};

export const alignedSp =
  (r: Int32Array, op: Op): Op =>
  () => {
    op();
    r[SP] = r[SP]! & ~3;
  };

/** Two steps as one instruction. */
export const both =
  (first: Op, second: Op): Op =>
  () => {
    first();
    second();
  };

/** Puts the carry that a constant's rotation leaves in C before the flags of the operation. */
export const withCarry =
  (r: Int32Array, carry: number, op: Op): Op =>
  () => {
    r[C] = carry;
    op();
  };
