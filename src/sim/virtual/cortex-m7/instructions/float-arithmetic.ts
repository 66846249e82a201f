import { conditions } from '../registers.ts';
import type { MakeOp, Op, Row } from '../row.ts';
import { dOf, forBoth, mOf, nOf, type Precision } from './float-registers.ts';

type Arithmetic = ReturnType<Precision['of']>;
/** Destination, operands, and two registers for what is between. */
type Compute = (unit: Arithmetic, d: number, n: number, m: number, x: number, y: number) => void;

/** Sd = Sn op Sm. The `op` bit, bit 6, is part of the encoding. */
const three = (name: string, bits: string, op: 0 | 1, compute: Compute): readonly Row[] =>
  forBoth(
    name,
    `${bits} nnnn dddd 101z N ${op} M 0 mmmm`,
    (precision): MakeOp =>
      (f, { cpu }) => {
        const {
          z,
          of,
          scratch: [x, y],
        } = precision;
        const [unit, d, n, m] = [of(cpu), dOf(z, f), nOf(z, f), mOf(z, f)];
        return () => compute(unit, d, n, m, x, y);
      },
  );

/** The four of each precision that compiled code consists of, each with a closure of its own. */
const hot = (name: string, bits: string, op: 0 | 1, method: 'add' | 'subtract' | 'multiply' | 'divide'): readonly Row[] =>
  forBoth(
    name,
    `${bits} nnnn dddd 101z N ${op} M 0 mmmm`,
    (precision): MakeOp =>
      (f, { cpu }) => {
        const { z } = precision;
        return hotOps[z][method](cpu, dOf(z, f), nOf(z, f), mOf(z, f));
      },
  );

type HotOp = (cpu: Parameters<Precision['of']>[0], d: number, n: number, m: number) => Op;

const hotOps: Record<0 | 1, Record<'add' | 'subtract' | 'multiply' | 'divide', HotOp>> = {
  0: {
    add:
      ({ float32 }, d, n, m) =>
      () =>
        float32.add(d, n, m),
    subtract:
      ({ float32 }, d, n, m) =>
      () =>
        float32.subtract(d, n, m),
    multiply:
      ({ float32 }, d, n, m) =>
      () =>
        float32.multiply(d, n, m),
    divide:
      ({ float32 }, d, n, m) =>
      () =>
        float32.divide(d, n, m),
  },
  1: {
    add:
      ({ float64 }, d, n, m) =>
      () =>
        float64.add(d, n, m),
    subtract:
      ({ float64 }, d, n, m) =>
      () =>
        float64.subtract(d, n, m),
    multiply:
      ({ float64 }, d, n, m) =>
      () =>
        float64.multiply(d, n, m),
    divide:
      ({ float64 }, d, n, m) =>
      () =>
        float64.divide(d, n, m),
  },
};

const unary = (name: string, bits: string, compute: (unit: Arithmetic, d: number, m: number) => void): readonly Row[] =>
  forBoth(
    name,
    `111011101 D 11 ${bits} M 0 mmmm`,
    ({ z, of }): MakeOp =>
      (f, { cpu }) => {
        const [unit, d, m] = [of(cpu), dOf(z, f), mOf(z, f)];
        return () => compute(unit, d, m);
      },
    ['D', 'M'],
  );

const selectConditions = [0, 6, 10, 12];

/** A6.4: multiply, add, divide, their fused forms, and what FPv5 added. */
export const floatArithmetic: readonly Row[] = [
  ...three('VMLA', '11101110 0 D 00', 0, (unit, d, n, m, x) => {
    unit.multiply(x, n, m);
    unit.add(d, d, x);
  }),
  ...three('VMLS', '11101110 0 D 00', 1, (unit, d, n, m, x) => {
    unit.multiply(x, n, m);
    unit.negate(x, x);
    unit.add(d, d, x);
  }),
  ...three('VNMLS', '11101110 0 D 01', 0, (unit, d, n, m, x, y) => {
    unit.multiply(x, n, m);
    unit.negate(y, d);
    unit.add(d, y, x);
  }),
  ...three('VNMLA', '11101110 0 D 01', 1, (unit, d, n, m, x, y) => {
    unit.multiply(x, n, m);
    unit.negate(x, x);
    unit.negate(y, d);
    unit.add(d, y, x);
  }),
  ...hot('VMUL', '11101110 0 D 10', 0, 'multiply'),
  ...three('VNMUL', '11101110 0 D 10', 1, (unit, d, n, m) => {
    unit.multiply(d, n, m);
    unit.negate(d, d);
  }),
  ...hot('VADD', '11101110 0 D 11', 0, 'add'),
  ...hot('VSUB', '11101110 0 D 11', 1, 'subtract'),
  ...hot('VDIV', '11101110 1 D 00', 0, 'divide'),
  ...three('VFNMS', '11101110 1 D 01', 0, (unit, d, n, m, x) => {
    unit.negate(x, d);
    unit.multiplyAdd(d, x, n, m);
  }),
  ...three('VFNMA', '11101110 1 D 01', 1, (unit, d, n, m, x, y) => {
    unit.negate(x, d);
    unit.negate(y, n);
    unit.multiplyAdd(d, x, y, m);
  }),
  ...three('VFMA', '11101110 1 D 10', 0, (unit, d, n, m) => unit.multiplyAdd(d, d, n, m)),
  ...three('VFMS', '11101110 1 D 10', 1, (unit, d, n, m, x) => {
    unit.negate(x, n);
    unit.multiplyAdd(d, d, x, m);
  }),
  ...three('VMAXNM', '11111110 1 D 00', 0, (unit, d, n, m) => unit.extreme(d, n, m, true)),
  ...three('VMINNM', '11111110 1 D 00', 1, (unit, d, n, m) => unit.extreme(d, n, m, false)),
  ...forBoth(
    'VSEL',
    '11111110 0 D cc nnnn dddd 101z N 0 M 0 mmmm',
    ({ z, of }): MakeOp =>
      (f, { cpu, r }) => {
        const [unit, d, n, m] = [of(cpu), dOf(z, f), nOf(z, f), mOf(z, f)];
        const holds = conditions[selectConditions[f.c]!]!;
        return () => unit.move(d, holds(r) ? n : m);
      },
  ),
  ...unary('VMOV (register)', '0000 dddd 101z 01', (unit, d, m) => unit.move(d, m)),
  ...unary('VABS', '0000 dddd 101z 11', (unit, d, m) => unit.absolute(d, m)),
  ...unary('VNEG', '0001 dddd 101z 01', (unit, d, m) => unit.negate(d, m)),
  ...unary('VSQRT', '0001 dddd 101z 11', (unit, d, m) => unit.squareRoot(d, m)),
];
