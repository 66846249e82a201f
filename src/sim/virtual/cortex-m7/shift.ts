import { C } from './registers.ts';
import type { Op } from './row.ts';

/** DecodeImmShift(): the amounts 0 of LSR and ASR mean 32, that of ROR is RRX. */
export const lsl = 0;
export const lsr = 1;
export const asr = 2;
export const ror = 3;

type Shift = (r: Int32Array, d: number, m: number, amount: number) => Op;

/** A fixed shift from one place to another, with and without the shifter's carry in C. Amount 0 is LSL #0 or what DecodeImmShift makes of it. */
export const shiftOp = (r: Int32Array, type: number, d: number, m: number, amount: number, carry: boolean): Op =>
  amount === 0 ? zeroAmount(r, type, d, m, carry) : (carry ? withCarry : plain)[type]!(r, d, m, amount);

const zeroAmount = (r: Int32Array, type: number, d: number, m: number, carry: boolean): Op => {
  if (type === lsl)
    return () => {
      r[d] = r[m]!;
    };
  if (type === lsr)
    return carry
      ? () => {
          r[C] = r[m]! >>> 31;
          r[d] = 0;
        }
      : () => {
          r[d] = 0;
        };
  if (type === asr)
    return carry
      ? () => {
          r[C] = r[m]! >>> 31;
          r[d] = r[m]! >> 31;
        }
      : () => {
          r[d] = r[m]! >> 31;
        };
  if (!carry)
    return () => {
      r[d] = (r[C]! << 31) | (r[m]! >>> 1);
    };
  return () => {
    const value = r[m]!;
    r[d] = (r[C]! << 31) | (value >>> 1);
    r[C] = value & 1;
  };
};

const plain: readonly Shift[] = [
  (r, d, m, by) => () => {
    r[d] = r[m]! << by;
  },
  (r, d, m, by) => () => {
    r[d] = r[m]! >>> by;
  },
  (r, d, m, by) => () => {
    r[d] = r[m]! >> by;
  },
  (r, d, m, by) => () => {
    r[d] = (r[m]! >>> by) | (r[m]! << (32 - by));
  },
];

const withCarry: readonly Shift[] = [
  (r, d, m, by) => () => {
    const v = r[m]!;
    r[C] = (v >>> (32 - by)) & 1;
    r[d] = v << by;
  },
  (r, d, m, by) => () => {
    const v = r[m]!;
    r[C] = (v >>> (by - 1)) & 1;
    r[d] = v >>> by;
  },
  (r, d, m, by) => () => {
    const v = r[m]!;
    r[C] = (v >>> (by - 1)) & 1;
    r[d] = v >> by;
  },
  (r, d, m, by) => () => {
    const v = r[m]!;
    r[C] = (v >>> (by - 1)) & 1;
    r[d] = (v >>> by) | (v << (32 - by));
  },
];

/** Shift_C() by the low byte of a register; the carry stays as it is when the amount is 0. `carry` is the place of C or of nothing. */
export const shiftBy = (r: Int32Array, type: number, value: number, amount: number, carry: boolean): number => {
  const by = amount & 0xff;
  if (by === 0) return value;
  if (type === ror) return rotate(r, value, by & 31, carry);
  if (carry) r[C] = lastOut(type, value, by);
  if (type === asr) return value >> Math.min(by, 31);
  if (by > 31) return 0;
  return type === lsl ? value << by : value >>> by;
};

const rotate = (r: Int32Array, value: number, by: number, carry: boolean): number => {
  const turned = by === 0 ? value : (value >>> by) | (value << (32 - by));
  if (carry) r[C] = turned >>> 31;
  return turned;
};

const lastOut = (type: number, value: number, by: number): number => {
  if (type === asr) return (value >> Math.min(by - 1, 31)) & 1;
  if (by > 32) return 0;
  return type === lsl ? (value >>> (32 - by)) & 1 : (value >>> (by - 1)) & 1;
};

/** ThumbExpandImm(): the value of a modified immediate, and whether its rotation sets C. */
export const expandImmediate = (imm12: number): { readonly value: number; readonly rotated: boolean } => {
  const byte = imm12 & 0xff;
  const pattern = imm12 >>> 8;
  if (pattern === 0) return { value: byte, rotated: false };
  if (pattern === 1) return { value: byte * 0x0001_0001, rotated: false };
  if (pattern === 2) return { value: (byte * 0x0100_0100) | 0, rotated: false };
  if (pattern === 3) return { value: (byte * 0x0101_0101) | 0, rotated: false };
  const by = imm12 >>> 7;
  const unrotated = 0x80 | (imm12 & 0x7f);
  return { value: (unrotated >>> by) | (unrotated << (32 - by)), rotated: true };
};

export const signExtend = (value: number, bits: number): number => (value << (32 - bits)) >> (32 - bits);
